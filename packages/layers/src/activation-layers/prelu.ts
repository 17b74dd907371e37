import { library, type OptionsOf, type Shape, type Variable } from '@argali/core';
import { prelu, type Tensor } from '@tensorflow/tfjs-core';
import { checkAxes } from '../engine/arguments.ts';
import { Layer, type LayerConfig } from '../engine/layer.ts';
import {
  serializeWeightSettings,
  weightSettings,
  weightOptions,
  type WeightConfig,
  type WeightSettings,
} from '../engine/weight-config.ts';

export interface PReLUConfig extends LayerConfig, WeightConfig<'alpha'> {
  /** Axes, counted from 1, along which one slope serves all entries: `[1, 2]` for one slope a channel of an image. */
  sharedAxes?: readonly number[] | number | null;
}

/**
 * `x` above zero, `alpha * x` below, with a trained `alpha` for each feature (default: zeros). Shapes: any → the same.
 *
 * Source: He et al., 2015, https://arxiv.org/abs/1502.01852
 *
 * @throws ArgumentError if `sharedAxes` holds anything but whole numbers
 * @see https://keras.io/api/layers/activation_layers/prelu/
 */
export class PReLU extends Layer<PReLUConfig> {
  static override readonly className: string = 'PReLU';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = [
    'sharedAxes',
    ...weightOptions('alpha'),
  ] satisfies OptionsOf<PReLUConfig>;
  override readonly castsIntegers: boolean = true;
  override supportsMasking = true;

  readonly sharedAxes: readonly number[] | null;
  readonly alphaSettings: WeightSettings;
  alpha: Variable | null = null;

  constructor(config: PReLUConfig = {}) {
    super(config);
    this.sharedAxes =
      config.sharedAxes == null ? null : checkAxes(config.sharedAxes, { owner: this.describe(), name: 'sharedAxes' });
    this.alphaSettings = weightSettings('alpha', config, { owner: this.describe(), initializer: 'zeros' });
    this.inputSpec = { minNdim: 2 };
  }

  override build(inputShape: Shape): void {
    const shape = inputShape.slice(1).map((size, i) => (this.sharedAxes?.includes(i + 1) ? 1 : size));
    this.alpha = this.addWeight('alpha', shape, this.alphaSettings);
    const axes = inputShape.flatMap((size, axis) =>
      axis === 0 || size === null || this.sharedAxes?.includes(axis) ? [] : [[axis, size] as const],
    );
    this.inputSpec = { ndim: inputShape.length, axes: Object.fromEntries(axes) };
  }

  override call(inputs: Tensor): Tensor {
    if (this.alpha === null) throw this.notBuilt();
    return prelu(inputs, this.alpha.value);
  }

  override computeOutputShape(inputShape: Shape): Shape {
    return inputShape;
  }

  override getConfig(): PReLUConfig {
    return {
      ...super.getConfig(),
      ...serializeWeightSettings('alpha', this.alphaSettings),
      sharedAxes: this.sharedAxes,
    };
  }
}
