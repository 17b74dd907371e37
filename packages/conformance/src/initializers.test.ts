import { initializers } from './initializers.ts';
import { runCases } from './run-cases.ts';

runCases(initializers);
