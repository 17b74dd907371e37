import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';

/** A computation that a backend has noted, and runs again from other inputs at little more than the cost of its arithmetic. */
export interface Recording {
  /** Points of random streams that it draws from, as `seed/step`. */
  readonly points: ReadonlySet<string>;
  /**
   * The outputs for other inputs of the same shapes, to be disposed of before the next run. `null` if it has to be recorded
   * anew, as what it reads has moved.
   *
   * @param steps the step to draw from instead, for each of {@link points}
   */
  run(inputs: readonly Tensor[], steps: ReadonlyMap<string, number>): Tensor[] | null;
  dispose(): void;
}

/**
 * Runs `f` on copies of `inputs` and notes what it computes. Gives its outputs with the recording, or with the reason why
 * there can be none.
 */
export type StepRecorder = (
  inputs: readonly Tensor[],
  f: (inputs: Tensor[]) => Tensor[],
) => { outputs: Tensor[]; recording: Recording | string };

const recorders = new Map<string, StepRecorder>();

/** Has training steps on `backend` recorded and repeated; `setBackend('wasm')` does so with the kernels of `@argali/wasm`. */
export function setStepRecorder(backend: string, recorder: StepRecorder | null): void {
  if (recorder === null) recorders.delete(backend);
  else recorders.set(backend, recorder);
}

/** The recorder of the current backend; none while tfjs is debugging or profiling, which look at each kernel. */
export function stepRecorder(): StepRecorder | null {
  if (tf.env().getBool('DEBUG') || tf.engine().state.profiling) return null;
  return recorders.get(tf.getBackend()) ?? null;
}
