import { schedules } from './schedules.ts';
import { runCases } from './run-cases.ts';

runCases(schedules);
