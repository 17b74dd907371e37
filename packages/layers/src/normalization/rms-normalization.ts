import { library, type OptionsOf, type Shape, type Variable } from '@argali/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { axesWithin, checkAxes, checkNonNegative } from '../engine/arguments.ts';
import { Layer, type LayerConfig } from '../engine/layer.ts';
import { layerNormalization } from '../ops/layer-normalization.ts';

export interface RMSNormalizationConfig extends LayerConfig {
  /** The axis, or axes together, that are normalised. Default: -1. */
  axis?: number | readonly number[];
  /** Added to the mean square. Default: 1e-6. */
  epsilon?: number;
}

/**
 * `scale * x / sqrt(mean(x²) + epsilon)` for each sample over `axis`. Shapes: any → the same. `scale` has the sizes of those
 * axes and begins as ones.
 *
 * Source: Zhang and Sennrich, 2019, https://arxiv.org/abs/1910.07467
 *
 * @throws ArgumentError if an argument is out of range
 * @see https://keras.io/api/layers/normalization_layers/rms_normalization/
 */
export class RMSNormalization extends Layer<RMSNormalizationConfig> {
  static override readonly className: string = 'RMSNormalization';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = ['axis', 'epsilon'] satisfies OptionsOf<RMSNormalizationConfig>;
  override readonly castsIntegers: boolean = true;

  readonly axis: number | readonly number[];
  readonly epsilon: number;
  scale: Variable | null = null;

  constructor(config: RMSNormalizationConfig = {}) {
    super(config);
    const owner = this.describe();
    const { axis = -1 } = config;
    checkAxes(axis, { owner, name: 'axis' });
    this.axis = axis;
    this.epsilon = checkNonNegative(config.epsilon ?? 1e-6, { owner, name: 'epsilon' });
  }

  override build(inputShape: Shape): void {
    const shape = this.#axes(inputShape.length).map((axis) => inputShape[axis] ?? null);
    this.scale = this.addWeight('scale', shape, { initializer: 'ones' });
  }

  override call(inputs: Tensor): Tensor {
    if (this.scale === null) throw this.notBuilt();
    const { epsilon } = this;
    const axes = this.#axes(inputs.rank);
    return layerNormalization(inputs, { axes, gamma: this.scale.value, beta: null, epsilon, rms: true });
  }

  override computeOutputShape(inputShape: Shape): Shape {
    return inputShape;
  }

  override getConfig(): RMSNormalizationConfig {
    return { ...super.getConfig(), axis: this.axis, epsilon: this.epsilon };
  }

  #axes(rank: number): number[] {
    return axesWithin(this.axis, { owner: this.describe(), name: 'axis', rank });
  }
}
