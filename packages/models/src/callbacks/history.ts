import { Callback, type Logs } from './callback.ts';

/**
 * Keeps the logs of every epoch: what `fit` resolves to.
 *
 * @see https://keras.io/api/callbacks/
 */
export class History extends Callback {
  /** The values of each log, one for each epoch. */
  readonly history: Record<string, number[]> = {};
  /** The epochs that were run, counted from 0. */
  readonly epoch: number[] = [];

  override onEpochEnd(epoch: number, logs: Logs): void {
    this.epoch.push(epoch);
    for (const [key, value] of Object.entries(logs)) {
      // A log may be called "constructor", which every object has.
      const values = Object.hasOwn(this.history, key) ? this.history[key] : undefined;
      if (values === undefined) this.history[key] = [value];
      else values.push(value);
    }
  }
}
