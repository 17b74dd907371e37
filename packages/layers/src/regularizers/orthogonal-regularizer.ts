import { checkConfig, checkOneOf, ShapeError, show, type OptionsOf } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import { checkNonNegative } from '../engine/arguments.ts';
import { Regularizer } from './regularizer.ts';

export interface OrthogonalRegularizerConfig {
  /** Default: 0.01. */
  factor?: number;
  /** Which vectors of the matrix are to be orthogonal. Default: `'rows'`. */
  mode?: 'rows' | 'columns';
}

// A vector shorter than this is taken for 0, as in Keras.
const epsilon = 1e-7;

/**
 * `factor` times the mean of `|cos|` of the angle between any two rows (or columns) of a matrix. Shapes: `[rows, columns]`.
 *
 * @throws ArgumentError if an argument is not one of those allowed; ShapeError if `x` is not a matrix
 * @see https://keras.io/api/layers/regularizers/#orthogonalregularizer-class
 */
export class OrthogonalRegularizer extends Regularizer {
  static override readonly className: string = 'OrthogonalRegularizer';
  static readonly options: readonly string[] = ['factor', 'mode'] satisfies OptionsOf<OrthogonalRegularizerConfig>;
  readonly factor: number;
  readonly mode: 'rows' | 'columns';

  constructor(config: OrthogonalRegularizerConfig = {}) {
    super();
    const { factor = 0.01, mode = 'rows' } = checkConfig(config, new.target);
    const owner = 'OrthogonalRegularizer';
    this.factor = checkNonNegative(factor, { owner, name: 'factor' });
    this.mode = checkOneOf(mode, { owner, name: 'mode', choices: ['rows', 'columns'] });
  }

  override call(x: tf.Tensor): tf.Scalar {
    if (x.rank !== 2)
      throw new ShapeError(`OrthogonalRegularizer: expected a tensor of rank 2. Received: shape=${show(x.shape)}`);
    const byRows = this.mode === 'rows';
    return tf.tidy(() => {
      const norms = tf.sqrt(tf.sum(tf.square(x), byRows ? 1 : 0, true));
      const units = tf.div(x, tf.maximum(norms, epsilon));
      const cosines = tf.matMul(units, units, !byRows, byRows);
      const count = cosines.shape[0];
      const others = tf.sub(1, tf.eye(count));
      const pairs = Math.max(1, (count * (count - 1)) / 2);
      return tf.mul(tf.sum(tf.abs(tf.mul(cosines, others))), (0.5 * this.factor) / pairs);
    });
  }

  override getConfig(): OrthogonalRegularizerConfig {
    return { factor: this.factor, mode: this.mode };
  }
}
