import { training } from './training.ts';
import { runCases } from './run-cases.ts';

runCases(training);
