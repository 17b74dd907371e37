import { library } from '@argali/core';
import { add, mul, sub, type Tensor } from '@tensorflow/tfjs-core';
import type { CallContext } from '../engine/call-context.ts';
import { randomChoice } from '../ops/random.ts';
import { Dropout } from './dropout.ts';

/** The value SELU approaches towards minus infinity: `-scale * alpha`. */
const SATURATION = -1.0507009873554805 * 1.6732632423543772;

/**
 * In training, sets entries at random to the value that SELU saturates at, then scales and shifts so that mean and
 * variance stay what they were. Shapes: any → the same. Its configuration is that of `Dropout`.
 *
 * Source: Klambauer et al., 2017, https://arxiv.org/abs/1706.02515
 *
 * @throws ArgumentError if `rate` is not between 0 and 1; ShapeError if `noiseShape` does not fit the input
 * @see https://keras.io/api/layers/regularization_layers/alpha_dropout/
 */
export class AlphaDropout extends Dropout {
  static override readonly className: string = 'AlphaDropout';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = [];

  override call(inputs: Tensor, { training }: CallContext): Tensor {
    const { rate } = this;
    if (!training || rate === 0) return inputs;
    if (rate === 1) return mul(inputs, 0);
    const scale = 1 / Math.sqrt((1 - rate) * (1 + rate * SATURATION ** 2));
    const shift = -scale * SATURATION * rate;
    const dropped = randomChoice(this.maskShape(inputs), { rate, low: 1, high: 0 }, this.seedGenerator.next());
    const mixed = add(mul(inputs, sub(1, dropped)), mul(dropped, SATURATION));
    return add(mul(mixed, scale), shift);
  }
}
