import { optimizers } from './optimizers.ts';
import { runCases } from './run-cases.ts';

runCases(optimizers);
