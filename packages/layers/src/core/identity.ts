import { library, type Shape } from '@argali/core';
import type { DataType, Tensor } from '@tensorflow/tfjs-core';
import { Layer, type LayerConfig } from '../engine/layer.ts';

/**
 * What comes in goes out. Shapes: any → the same.
 *
 * @see https://keras.io/api/layers/core_layers/identity/
 */
export class Identity extends Layer {
  static override readonly className: string = 'Identity';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = [];
  override supportsMasking = true;

  constructor(config: LayerConfig = {}) {
    super(config);
  }

  override call(inputs: Tensor): Tensor {
    return inputs;
  }

  override computeOutputShape(inputShape: Shape): Shape {
    return inputShape;
  }

  override computeOutputDtype(inputDtype: DataType): DataType {
    return inputDtype;
  }
}
