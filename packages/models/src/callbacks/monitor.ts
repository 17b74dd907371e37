import { ArgumentError, checkOneOf, DataError, invalidArgument, show, warn } from '@argali/core';
import type { MetricDirection } from '@argali/training';
import type { Model } from '../model.ts';
import type { Logs } from './callback.ts';

/** Which way the watched quantity gets better; `'auto'` asks the metric. */
export type MonitorMode = 'auto' | 'min' | 'max';

/** What a callback watches. */
export interface Monitor {
  /** Key of the logs. */
  monitor: string;
  mode: MonitorMode;
}

/** @throws ArgumentError naming `owner` for a key that is no string, or an unknown mode */
export function checkMonitor({ monitor = 'val_loss', mode = 'auto' }: Partial<Monitor>, owner: string): Monitor {
  if (typeof monitor !== 'string' || monitor === '')
    throw invalidArgument({ owner, name: 'monitor' }, 'a key of the logs', monitor);
  return { monitor, mode: checkOneOf(mode, { owner, name: 'mode', choices: ['auto', 'min', 'max'] }) };
}

/**
 * Whether the watched quantity is better when larger. To be asked when there are logs: metrics are made with the first batch.
 *
 * @throws ArgumentError naming `owner` if the mode is `'auto'` and nothing says which way is better
 */
export function isLargerBetter(model: Model, { monitor, mode }: Monitor, owner: string): boolean {
  if (mode !== 'auto') return mode === 'max';
  // An output may be called "val".
  const direction = directionOf(model, monitor) ?? directionOf(model, monitor.replace(/^val_/, ''));
  if (direction !== null) return direction === 'up';
  throw new ArgumentError(
    `${owner}: nothing says whether ${show(monitor)} is better when it is larger or smaller. Expected \`mode\` to be 'max' or 'min' for it. Received: mode='auto'`,
  );
}

/** Which way the log of that key gets better: what its metric says, and down for losses. */
function directionOf(model: Model, key: string): MetricDirection {
  const { lossKeys, metrics } = model.compiledState();
  if (lossKeys.includes(key)) return 'down';
  const said: unknown = metrics.entries().find(([known]) => known === key)?.[1].direction;
  if (said === 'up' || said === 'down') return said;
  return key === 'loss' || key.endsWith('_loss') ? 'down' : null;
}

/** The monitored value, or `null` with a warning if the logs do not have it. */
export function monitoredValue(logs: Logs, monitor: string, subject: string): number | null {
  const value: unknown = Object.hasOwn(logs, monitor) ? logs[monitor] : undefined;
  if (typeof value === 'number') return value;
  if (value !== undefined)
    throw new DataError(`${subject} conditioned on \`${monitor}\`, expected to be a number. Received: ${show(value)}`);
  warn(
    `${subject} conditioned on metric \`${monitor}\` which is not available. Available metrics are: ${Object.keys(logs).join(',')}`,
  );
  return null;
}
