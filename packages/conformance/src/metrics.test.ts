import { metrics } from './metrics.ts';
import { runCases } from './run-cases.ts';

runCases(metrics);
