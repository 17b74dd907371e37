import { checkOptions, ShapeError, show, toTensor, type TensorLike } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';

export interface ScalarVariableOptions {
  name: string;
  path: string;
  dtype: 'int32' | 'float32';
}

/** One number of an optimizer's state, such as the count of its steps. It lives in JavaScript: reading it costs nothing. */
export class ScalarVariable {
  readonly name: string;
  readonly path: string;
  readonly dtype: 'int32' | 'float32';
  readonly shape: readonly number[] = [];
  current: number;

  constructor(initial: number, options: ScalarVariableOptions) {
    const { name, path, dtype } = checkOptions(options, 'ScalarVariable', ['name', 'path', 'dtype']);
    this.current = initial;
    this.name = name;
    this.path = path;
    this.dtype = dtype;
  }

  /** A new tensor with the number; the caller owns it. */
  read(): tf.Tensor {
    return tf.scalar(this.current, this.dtype);
  }

  /** Takes the number from a tensor or data of shape `[]`. A tensor is read back. */
  assign(value: TensorLike): void {
    const tensor = toTensor(value, { name: this.path, dtype: this.dtype });
    const [number = NaN] = tensor.dataSync();
    const { shape } = tensor;
    tensor.dispose();
    if (shape.length > 0)
      throw new ShapeError(`Variable "${this.path}": expected a value of shape []. Received: shape=${show(shape)}`);
    this.current = number;
  }
}
