import { checkOneOf, warn } from '@argali/core';
import type { Logs } from './callback.ts';

export type MonitorMode = 'auto' | 'min' | 'max';

/** Which way a quantity gets better; `'auto'` takes accuracies, scores and the like as better when larger. */
export function isLargerBetter(monitor: string, mode: MonitorMode, owner: string): boolean {
  checkOneOf(mode, { owner, name: 'mode', choices: ['auto', 'min', 'max'] });
  if (mode !== 'auto') return mode === 'max';
  return /(acc|accuracy|auc|precision|recall|f1|fbeta|score|iou|io_u|correlation|true_)/.test(
    monitor.replace(/^val_/, ''),
  );
}

/** The monitored value, or `null` with a warning if the logs do not have it. */
export function monitoredValue(logs: Logs, monitor: string, subject: string): number | null {
  const value = logs[monitor];
  if (value !== undefined) return value;
  warn(
    `${subject} conditioned on metric \`${monitor}\` which is not available. Available metrics are: ${Object.keys(logs).join(',')}`,
  );
  return null;
}
