import {
  checkConfig,
  DataError,
  isNumericArray,
  isShapedArray,
  isTensor,
  show,
  toTensor,
  type NestedArray,
} from '@argali/core';
import type { DataType, Tensor } from '@tensorflow/tfjs-core';
import type { CallArguments } from '../engine/call-context.ts';
import { Layer, type LayerConfig } from '../engine/layer.ts';
import { isSymbolic, type SymbolicTensor } from '../engine/symbolic-tensor.ts';

/** What `adapt` learns from: an array, a tensor, `{ data, shape }`, or an iterable of batches of such. */
export type AdaptData = NestedArray | Tensor | Iterable<unknown> | object;

/** A layer that looks at each value of its input, numbers or strings, and so takes nested arrays as well as tensors. */
export abstract class DataLayer<Config extends LayerConfig> extends Layer<Config> {
  constructor(config: Config, dtypeByDefault: DataType = 'float32') {
    // Keras names the type of tokens here; numbers are of 32 bits on tfjs.
    const { dtype } = checkConfig(config, new.target) as { dtype?: string | null };
    super({ ...config, dtype: dtype === 'int64' ? 'int32' : (config.dtype ?? dtypeByDefault) });
  }

  override apply(inputs: SymbolicTensor, args?: CallArguments): SymbolicTensor;
  override apply(inputs: SymbolicTensor[], args?: CallArguments): SymbolicTensor;
  override apply(inputs: Tensor | Tensor[] | NestedArray, args?: CallArguments): Tensor;
  override apply(inputs: unknown, args: CallArguments = {}): unknown {
    const nested = Array.isArray(inputs) && !inputs.every((input) => isTensor(input) || isSymbolic(input));
    if (!nested || this.takesList) return super.apply(inputs as Tensor, args);
    const tensor = toTensor(inputs, { name: `${this.describe()}: inputs` });
    try {
      return super.apply(tensor, args);
    } finally {
      tensor.dispose();
    }
  }

  /** The strings of a tensor, or its numbers, which have to be whole. */
  protected readTokens(tensor: Tensor): (string | number)[] {
    const values = Array.from(tensor.dataSync<DataType>() as ArrayLike<string | number>);
    const broken = values.find((value) => typeof value === 'number' && !Number.isInteger(value));
    if (broken !== undefined)
      throw new DataError(`${this.describe()}: expected whole numbers or strings. Received: ${show(broken)}`);
    return values;
  }
}

/** Whether data are all there is, rather than an iterable of batches. */
export function isWhole(data: unknown): boolean {
  return Array.isArray(data) || isTensor(data) || isNumericArray(data) || isShapedArray(data);
}

/** The batches of what `adapt` was given: that itself, unless it is an iterable of them. */
export function* batchesOf(data: AdaptData, owner: string): Generator<Tensor> {
  const whole = isWhole(data);
  if (!whole && !(typeof data === 'object' && Symbol.iterator in data))
    throw new DataError(
      `${owner}.adapt: expected an array, a tensor or an iterable of batches. Received: ${show(data)}`,
    );
  for (const batch of whole ? [data] : (data as Iterable<unknown>)) {
    const tensor = toTensor(batch, { name: `${owner}.adapt: data` });
    try {
      yield tensor;
    } finally {
      tensor.dispose();
    }
  }
}
