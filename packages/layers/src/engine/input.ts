import { ArgumentError, type Shape } from '@argali/core';
import type { DataType, Tensor } from '@tensorflow/tfjs-core';
import { Layer } from './layer.ts';
import { SymbolicTensor } from './symbolic-tensor.ts';

export interface InputConfig {
  /** Shape of one sample, without the batch axis. */
  shape?: Shape;
  /** Shape with the batch axis; give this or `shape`. */
  batchShape?: Shape;
  /** Fixed size of the batch axis, if there is one. */
  batchSize?: number | null;
  /** Default: `'float32'`. */
  dtype?: DataType | null;
  name?: string | null;
}

/**
 * The layer behind {@link Input}: a place where data enter a graph.
 *
 * @see https://keras.io/api/layers/core_layers/input/
 */
export class InputLayer extends Layer {
  static override readonly className: string = 'InputLayer';
  protected override readonly autocast = false;

  readonly batchShape: Shape;
  /** The symbolic tensor that stands for the data. */
  readonly output: SymbolicTensor;

  constructor(config: InputConfig) {
    const { shape, batchShape, batchSize, dtype, name } = config;
    super({ name: name ?? null, dtype: dtype ?? 'float32' });
    if ((shape === undefined) === (batchShape === undefined))
      throw new ArgumentError(
        `${this.describe()}: expected either \`shape\` or \`batchShape\`. Received: ${shape ? 'both' : 'neither'}`,
      );
    this.batchShape = batchShape ?? [batchSize ?? null, ...(shape ?? [])];
    this.output = new SymbolicTensor(this.batchShape, this.dtype, this.name);
    const node = { layer: this, inputs: [], inputsAreList: false, args: {}, outputs: [this.output] };
    this.inboundNodes.push(node);
    this.output.history = { node, tensorIndex: 0 };
    this.ensureBuilt(this.batchShape);
  }

  override call(inputs: Tensor): Tensor {
    return inputs;
  }

  override computeOutputShape(): Shape {
    return this.batchShape;
  }

  override getConfig(): InputConfig {
    return { batchShape: this.batchShape, dtype: this.dtype, name: this.name };
  }
}

/** A symbolic tensor for data of the given shape: where a functional model begins. */
export function Input(config: InputConfig): SymbolicTensor {
  return new InputLayer(config).output;
}
