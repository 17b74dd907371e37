import { formatShape, invalidArgument, library, ShapeError, sizeOf, type OptionsOf, type Shape } from '@argali/core';
import { reshape, type DataType, type Tensor } from '@tensorflow/tfjs-core';
import { Layer, type LayerConfig } from '../engine/layer.ts';

export interface ReshapeConfig extends LayerConfig {
  /** Shape of one sample; one size may be -1, which stands for what is left. */
  targetShape: readonly number[];
}

/**
 * The same entries in another shape. Shapes: `[batch, …]` → `[batch, ...targetShape]`.
 *
 * @throws ArgumentError if a size is not an integer, or more than one is -1; ShapeError if the sizes do not match
 * @see https://keras.io/api/layers/reshaping_layers/reshape/
 */
export class Reshape extends Layer<ReshapeConfig> {
  static override readonly className: string = 'Reshape';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = ['targetShape'] satisfies OptionsOf<ReshapeConfig>;

  readonly targetShape: readonly number[];

  constructor(config: ReshapeConfig) {
    super(config);
    const { targetShape } = config as { targetShape: unknown };
    const valid =
      Array.isArray(targetShape) &&
      targetShape.every((size) => Number.isInteger(size) && Number(size) >= -1) &&
      targetShape.filter((size) => size === -1).length <= 1;
    if (!valid)
      throw invalidArgument(
        { owner: this.describe(), name: 'targetShape' },
        'an array of integers of which at most one is -1',
        targetShape,
      );
    this.targetShape = config.targetShape;
    this.inputSpec = { minNdim: 1 };
  }

  override call(inputs: Tensor): Tensor {
    return reshape(inputs, this.computeOutputShape(inputs.shape) as number[]);
  }

  override computeOutputShape(inputShape: Shape): Shape {
    const [batch = null, ...sizes] = inputShape;
    if (sizes.includes(null)) return [batch, ...this.targetShape.map((size) => (size === -1 ? null : size))];
    const total = sizeOf(sizes as number[]);
    const known = sizeOf(this.targetShape.filter((size) => size !== -1));
    const left = known === 0 ? 0 : total / known;
    const fits = this.targetShape.includes(-1) ? Number.isInteger(left) : total === known;
    if (!fits)
      throw new ShapeError(
        `${this.describe()}: expected samples with as many entries as targetShape=${formatShape(this.targetShape)}. Received: input shape ${formatShape(inputShape)}`,
      );
    return [batch, ...this.targetShape.map((size) => (size === -1 ? left : size))];
  }

  override computeOutputDtype(inputDtype: DataType): DataType {
    return inputDtype;
  }

  override getConfig(): ReshapeConfig {
    return { ...super.getConfig(), targetShape: this.targetShape };
  }
}
