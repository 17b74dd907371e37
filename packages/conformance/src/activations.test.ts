import { activations } from './activations.ts';
import { runCases } from './run-cases.ts';

runCases(activations);
