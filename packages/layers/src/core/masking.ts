import { checkFinite, library, type OptionsOf, type Shape } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { DataType, Tensor } from '@tensorflow/tfjs-core';
import { Layer, type LayerConfig } from '../engine/layer.ts';
import { stopGradient } from '../ops/stop-gradient.ts';

export interface MaskingConfig extends LayerConfig {
  /** A step counts if any of its features differs from this. Default: 0. */
  maskValue?: number;
}

/**
 * Masks the steps of a sequence whose features all equal `maskValue`, and sets them to zero. Shapes:
 * `[batch, …, features]` → the same, with a mask of shape `[batch, …]`.
 *
 * @throws ArgumentError if `maskValue` is not a finite number
 * @see https://keras.io/api/layers/core_layers/masking/
 */
export class Masking extends Layer<MaskingConfig> {
  static override readonly className: string = 'Masking';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = ['maskValue'] satisfies OptionsOf<MaskingConfig>;

  readonly maskValue: number;

  constructor(config: MaskingConfig = {}) {
    super(config);
    this.maskValue = checkFinite(config.maskValue ?? 0, { owner: this.describe(), name: 'maskValue' });
  }

  override call(inputs: Tensor): Tensor {
    return tf.mul(inputs, tf.cast(tf.expandDims(this.computeMask(inputs), -1), inputs.dtype));
  }

  override computeMask(inputs: Tensor): Tensor {
    return tf.any(tf.notEqual(stopGradient(inputs), this.maskValue), -1);
  }

  override computeOutputShape(inputShape: Shape): Shape {
    return inputShape;
  }

  override computeOutputDtype(inputDtype: DataType): DataType {
    return inputDtype;
  }

  override getConfig(): MaskingConfig {
    return { ...super.getConfig(), maskValue: this.maskValue };
  }
}
