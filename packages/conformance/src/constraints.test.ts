import { constraints } from './constraints.ts';
import { runCases } from './run-cases.ts';

runCases(constraints);
