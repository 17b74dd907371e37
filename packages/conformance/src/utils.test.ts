import { utils } from './utils.ts';
import { runCases } from './run-cases.ts';

runCases(utils);
