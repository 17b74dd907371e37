import { regularizers } from './regularizers.ts';
import { runCases } from './run-cases.ts';

runCases(regularizers);
