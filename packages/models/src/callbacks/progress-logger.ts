import { print } from '../display/print.ts';
import { ProgressBar } from '../display/progress-bar.ts';
import { Callback, type Logs } from './callback.ts';

/**
 * Prints the progress of a run: `fit` adds it by itself unless `verbose` is 0.
 *
 * @see https://keras.io/api/callbacks/
 */
export class ProgressLogger extends Callback {
  #bar: ProgressBar | null = null;
  #steps = 0;
  #training = false;
  #validating = false;

  override onTrainBegin(): void {
    this.#training = true;
  }

  override onEpochBegin(epoch: number): void {
    const { epochs } = this.params;
    if (epochs > 1) print(`Epoch ${epoch + 1}/${epochs}\n`);
    this.#begin();
  }

  override onTestBegin(): void {
    if (this.#training) this.#validating = true;
    else this.#begin();
  }

  override onPredictBegin(): void {
    this.#begin();
  }

  /** Counts a batch, and draws when it is time. */
  override async onBatchDone(logs: () => Promise<Logs>): Promise<void> {
    if (this.#validating) return;
    this.#steps++;
    if (this.#bar?.isDue(this.#steps)) this.#bar.draw(this.#steps, await logs(), false);
  }

  override onEpochEnd(_epoch: number, logs: Logs): void {
    this.#end(logs);
  }

  override onTestEnd(logs: Logs): void {
    if (this.#training) this.#validating = false;
    else this.#end(logs);
  }

  override onPredictEnd(): void {
    this.#end({});
  }

  #begin(): void {
    const { steps, verbose } = this.params;
    this.#steps = 0;
    this.#bar = verbose === 0 ? null : new ProgressBar({ target: steps, verbose });
  }

  #end(logs: Logs): void {
    this.#bar?.draw(this.#steps, logs, true);
    this.#bar = null;
  }
}
