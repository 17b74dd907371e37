import { checkConfig, checkFinite, ShapeError, show, type OptionsOf } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import { Initializer } from './initializer.ts';

export interface IdentityConfig {
  /** What stands on the diagonal. Default: 1. */
  gain?: number;
}

/**
 * `gain` on the diagonal, 0 elsewhere. Shapes: `[rows, columns]`.
 *
 * @throws ArgumentError if `gain` is not a finite number; ShapeError for a weight that is not a matrix
 * @see https://keras.io/api/layers/initializers/#identity-class
 */
export class Identity extends Initializer {
  static override readonly className: string = 'Identity';
  static readonly options: readonly string[] = ['gain'] satisfies OptionsOf<IdentityConfig>;
  readonly gain: number;

  constructor(config: IdentityConfig = {}) {
    super();
    const { gain = 1 } = checkConfig(config, new.target);
    this.gain = checkFinite(gain, { owner: 'Identity', name: 'gain' });
  }

  override call(shape: readonly number[], dtype: tf.DataType = 'float32'): tf.Tensor {
    const [rows, columns] = shape;
    if (shape.length !== 2 || rows === undefined || columns === undefined)
      throw new ShapeError(`Identity: expected a shape of rank 2. Received: shape=${show(shape)}`);
    const values = new Float32Array(rows * columns);
    for (let i = 0; i < Math.min(rows, columns); i++) values[i * columns + i] = this.gain;
    return tf.tensor(values, [rows, columns], dtype);
  }

  override getConfig(): IdentityConfig {
    return { gain: this.gain };
  }
}
