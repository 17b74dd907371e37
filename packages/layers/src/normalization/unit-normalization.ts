import { library, type OptionsOf, type Shape } from '@argali/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { axesWithin, checkAxes } from '../engine/arguments.ts';
import { Layer, type LayerConfig } from '../engine/layer.ts';
import { unitVectors } from '../ops/unit-vectors.ts';

export interface UnitNormalizationConfig extends LayerConfig {
  /** The axis, or axes together, along which the outputs have length 1. Default: -1. */
  axis?: number | readonly number[];
}

/**
 * `x / sqrt(sum(x²))` for each sample over `axis`. Shapes: any → the same.
 *
 * @throws ArgumentError if `axis` is not made of whole numbers
 * @see https://keras.io/api/layers/normalization_layers/unit_normalization/
 */
export class UnitNormalization extends Layer<UnitNormalizationConfig> {
  static override readonly className: string = 'UnitNormalization';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = ['axis'] satisfies OptionsOf<UnitNormalizationConfig>;
  override readonly castsIntegers: boolean = true;
  override supportsMasking = true;

  readonly axis: number | readonly number[];

  constructor(config: UnitNormalizationConfig = {}) {
    super(config);
    const { axis = -1 } = config;
    checkAxes(axis, { owner: this.describe(), name: 'axis' });
    this.axis = axis;
  }

  override call(inputs: Tensor): Tensor {
    const axes = axesWithin(this.axis, { owner: this.describe(), name: 'axis', rank: inputs.rank });
    return unitVectors(inputs, axes);
  }

  override computeOutputShape(inputShape: Shape): Shape {
    return inputShape;
  }

  override getConfig(): UnitNormalizationConfig {
    return { ...super.getConfig(), axis: this.axis };
  }
}
