import { losses } from './losses.ts';
import { runCases } from './run-cases.ts';

runCases(losses);
