import { fromKerasObject } from '@argali/core';
import { getSchedule } from '@argali/training';
import { differences } from './compare.ts';
import { classesExist } from './exports.ts';
import { readCases, type GoldenCase, type GoldenNumber, type GoldenObject } from './golden.ts';
import type { Kind } from './run-cases.ts';

interface ScheduleCase extends GoldenCase, GoldenObject {
  steps: number[];
  values: GoldenNumber[];
}

export const schedules: Kind<ScheduleCase> = {
  name: 'schedules',
  cases: readCases('schedules.json'),
  classOf: (golden) => golden.class_name,
  isApplicable: classesExist,
  run: ({ class_name, config, steps, values }) => {
    const schedule = getSchedule(fromKerasObject({ class_name, config }));
    return steps.flatMap((step, i) => differences(schedule.call(step), values[i] ?? 'NaN', { name: `step ${step}` }));
  },
};
