import { library, type OptionsOf, type Shape } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { checkNonNegative } from '../engine/arguments.ts';
import { Layer, type LayerConfig } from '../engine/layer.ts';

export interface ReLUConfig extends LayerConfig {
  /** Largest output; `null` for no limit. Default: `null`. */
  maxValue?: number | null;
  /** Slope below the threshold. Default: 0. */
  negativeSlope?: number;
  /** Where the function starts to rise. Default: 0. */
  threshold?: number;
}

/**
 * `x` from `threshold` on, `negativeSlope * (x - threshold)` below, at most `maxValue`. Shapes: any → the same.
 *
 * @throws ArgumentError if an argument is negative
 * @see https://keras.io/api/layers/activation_layers/relu/
 */
export class ReLU extends Layer<ReLUConfig> {
  static override readonly className: string = 'ReLU';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = [
    'maxValue',
    'negativeSlope',
    'threshold',
  ] satisfies OptionsOf<ReLUConfig>;
  override readonly castsIntegers: boolean = true;
  override supportsMasking = true;

  readonly maxValue: number | null;
  readonly negativeSlope: number;
  readonly threshold: number;

  constructor(config: ReLUConfig = {}) {
    super(config);
    const owner = this.describe();
    this.maxValue = config.maxValue == null ? null : checkNonNegative(config.maxValue, { owner, name: 'maxValue' });
    this.negativeSlope = checkNonNegative(config.negativeSlope ?? 0, { owner, name: 'negativeSlope' });
    this.threshold = checkNonNegative(config.threshold ?? 0, { owner, name: 'threshold' });
  }

  override call(inputs: Tensor): Tensor {
    const { maxValue, negativeSlope, threshold } = this;
    const rising =
      threshold === 0 ? tf.relu(inputs) : tf.mul(inputs, tf.cast(tf.greater(inputs, threshold), 'float32'));
    const limited = maxValue === null ? rising : tf.clipByValue(rising, 0, maxValue);
    if (negativeSlope === 0) return limited;
    return tf.sub(limited, tf.mul(tf.relu(tf.sub(threshold, inputs)), negativeSlope));
  }

  override computeOutputShape(inputShape: Shape): Shape {
    return inputShape;
  }

  override getConfig(): ReLUConfig {
    const { maxValue, negativeSlope, threshold } = this;
    return { ...super.getConfig(), maxValue, negativeSlope, threshold };
  }
}
