import { checkBetween, invalidArgument, library, ShapeError, show, type OptionsOf } from '@argali/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { CallContext } from '../engine/call-context.ts';
import type { LayerConfig } from '../engine/layer.ts';
import { dropout } from '../ops/random.ts';
import { BaseNoise } from './base-noise.ts';

export interface DropoutConfig extends LayerConfig {
  /** The share of entries that become zero in training, from 0 to 1. */
  rate: number;
  /** Shape of the mask, batch axis included: size 1 for one fate along an axis, `null` for the size of the input. */
  noiseShape?: readonly (number | null)[] | null;
  /** Makes the masks repeat from run to run. */
  seed?: number | null;
}

/**
 * In training, sets entries to zero at random and divides the others by `1 - rate`. Shapes: any → the same.
 *
 * Source: Srivastava et al., 2014, https://jmlr.org/papers/v15/srivastava14a.html
 *
 * @throws ArgumentError if `rate` is not between 0 and 1; ShapeError if `noiseShape` does not fit the input
 * @see https://keras.io/api/layers/regularization_layers/dropout/
 */
export class Dropout extends BaseNoise<DropoutConfig> {
  static override readonly className: string = 'Dropout';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = ['rate', 'noiseShape'] satisfies OptionsOf<DropoutConfig>;

  readonly rate: number;
  readonly noiseShape: readonly (number | null)[] | null;

  constructor(config: DropoutConfig) {
    super(config);
    const owner = this.describe();
    this.rate = checkBetween(config.rate, { owner, name: 'rate', low: 0, high: 1 });
    this.noiseShape = config.noiseShape ?? null;
    if (this.noiseShape !== null && !isNoiseShape(this.noiseShape))
      throw invalidArgument({ owner, name: 'noiseShape' }, 'an array of positive integers or null', this.noiseShape);
  }

  override call(inputs: Tensor, { training }: CallContext): Tensor {
    if (!training || this.rate === 0) return inputs;
    return dropout(inputs, { rate: this.rate, shape: this.maskShape(inputs) }, this.seedGenerator.next());
  }

  /** Shape of the mask for these inputs, broadcast over them. */
  protected maskShape(inputs: Tensor): number[] {
    if (this.noiseShape === null) return inputs.shape;
    const shape = this.noiseShape.map((size, axis) => size ?? inputs.shape[axis] ?? 1);
    const fits = shape.length === inputs.rank && shape.every((size, axis) => size === 1 || size === inputs.shape[axis]);
    if (!fits)
      throw new ShapeError(
        `${this.describe()}: expected noiseShape=${show(this.noiseShape)} to broadcast over the input. Received: input shape ${show(inputs.shape)}`,
      );
    return shape;
  }

  override getConfig(): DropoutConfig {
    return { ...super.getConfig(), rate: this.rate, seed: this.seed, noiseShape: this.noiseShape };
  }
}

function isNoiseShape(value: unknown): boolean {
  const isSize = (size: unknown): boolean => size === null || (Number.isInteger(size) && Number(size) > 0);
  return Array.isArray(value) && value.every(isSize);
}
