import { layers } from './layers.ts';
import { runCases } from './run-cases.ts';

runCases(layers);
