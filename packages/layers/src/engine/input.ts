import {
  ArgumentError,
  checkConfig,
  checkOptions,
  invalidArgument,
  library,
  show,
  type OptionsOf,
  type Shape,
} from '@argali/core';
import type { DataType, Tensor } from '@tensorflow/tfjs-core';
import { checkDense, checkShape } from './arguments.ts';
import { Layer } from './layer.ts';
import { isSymbolic, SymbolicTensor } from './symbolic-tensor.ts';

/** What `Input` and `InputLayer` have in common. */
interface BaseInputConfig {
  /** Shape of one sample, without the batch axis. */
  shape?: Shape;
  /** Shape with the batch axis; give this or `shape`. */
  batchShape?: Shape;
  /** Fixed size of the batch axis, if there is one. */
  batchSize?: number | null;
  /** Default: `'float32'`. */
  dtype?: DataType | null;
  name?: string | null;
  /** tfjs has no sparse tensors: `false`. */
  sparse?: boolean | null;
  /** tfjs has no ragged tensors: `false`. */
  ragged?: boolean | null;
}

export interface InputLayerConfig extends BaseInputConfig {
  /** A symbolic tensor to stand for the data in place of a new one: what it was made from no longer counts. */
  inputTensor?: SymbolicTensor | null;
}

export interface InputConfig extends BaseInputConfig {
  /** As `inputTensor` of {@link InputLayer}. */
  tensor?: SymbolicTensor | null;
}

// What other layers take.
const notOfInputs = ['trainable', 'activityRegularizer', 'inputShape', 'batchInputShape'];

/**
 * The layer behind {@link Input}: a place where data enter a graph.
 *
 * @see https://keras.io/api/layers/core_layers/input/
 */
export class InputLayer extends Layer {
  static override readonly className: string = 'InputLayer';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = [
    'inputTensor',
    'shape',
    'batchShape',
    'batchSize',
    'sparse',
    'ragged',
  ] satisfies OptionsOf<InputLayerConfig>;

  readonly batchShape: Shape;
  /** The symbolic tensor that stands for the data. */
  readonly output: SymbolicTensor;

  constructor(config: InputLayerConfig) {
    const { inputTensor = null, dtype, name } = checkConfig(config, new.target, notOfInputs);
    super({ name: name ?? null, dtype: dtype ?? inputTensor?.dtype ?? 'float32' });
    const owner = this.describe();
    checkDense(config.sparse ?? false, { owner, name: 'sparse' });
    checkDense(config.ragged ?? false, { owner, name: 'ragged' });
    this.batchShape = inputTensor === null ? this.#givenShape(config) : this.#shapeOf(inputTensor, config);
    this.output = inputTensor ?? new SymbolicTensor(this.batchShape, this.dtype, this.name);
    const node = { layer: this, inputs: [], inputsAreList: false, args: {}, outputs: [this.output] };
    this.inboundNodes.push(node);
    this.output.history = { node, tensorIndex: 0 };
    this.ensureBuilt(this.batchShape);
  }

  #givenShape({ shape, batchShape, batchSize = null }: InputLayerConfig): Shape {
    const owner = this.describe();
    if ((shape === undefined) === (batchShape === undefined))
      throw new ArgumentError(
        `${owner}: expected either \`shape\` or \`batchShape\`. Received: ${shape ? 'both' : 'neither'}`,
      );
    if (batchSize !== null && batchShape !== undefined)
      throw new ArgumentError(`${owner}: expected either \`batchSize\` or \`batchShape\`. Received: both`);
    if (batchShape !== undefined) return checkShape(batchShape, { owner, name: 'batchShape' });
    const batch = checkShape([batchSize], { owner, name: 'batchSize' });
    return [...batch, ...checkShape(shape, { owner, name: 'shape' })];
  }

  /** The shape of a symbolic tensor, with which what else is given has to agree. */
  #shapeOf(tensor: unknown, { shape, batchShape, batchSize = null, dtype }: InputLayerConfig): Shape {
    const of = { owner: this.describe(), name: 'inputTensor' };
    if (!isSymbolic(tensor)) throw invalidArgument(of, 'a symbolic tensor', tensor);
    const [batch = null, ...sizes] = tensor.shape;
    const agrees =
      (shape === undefined || show(shape) === show(sizes)) &&
      (batchShape === undefined || show(batchShape) === show(tensor.shape)) &&
      (batchSize === null || batchSize === batch) &&
      (dtype == null || dtype === tensor.dtype);
    if (!agrees) throw invalidArgument(of, 'of the given shape, batch size and type', tensor);
    return tensor.shape;
  }

  override call(inputs: Tensor): Tensor {
    return inputs;
  }

  override computeOutputShape(): Shape {
    return this.batchShape;
  }

  override getConfig(): InputLayerConfig {
    const { batchShape, dtype, name } = this;
    return { batchShape, dtype, name, sparse: false, ragged: false };
  }
}

/** A symbolic tensor for data of the given shape: where a functional model begins. */
export function Input(config: InputConfig): SymbolicTensor {
  const { tensor = null, ...rest } = checkOptions(config, 'Input', [
    'tensor',
    'shape',
    'batchShape',
    'batchSize',
    'dtype',
    'name',
    'sparse',
    'ragged',
  ]);
  return new InputLayer({ ...rest, inputTensor: tensor }).output;
}
