import { library, type OptionsOf, type Shape } from '@argali/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { checkNonNegative } from '../engine/arguments.ts';
import { Layer, type LayerConfig } from '../engine/layer.ts';
import { getRegularizer } from '../regularizers/get.ts';
import type { Regularizer } from '../regularizers/regularizer.ts';

export interface ActivityRegularizationConfig extends LayerConfig {
  /** Weight of the sum of absolute values, not negative. Default: 0. */
  l1?: number;
  /** Weight of the sum of squares, not negative. Default: 0. */
  l2?: number;
}

/**
 * Adds `(l1 * sum(|x|) + l2 * sum(x²)) / batch` to the loss. Shapes: any → the same.
 *
 * @throws ArgumentError if a weight is negative
 * @see https://keras.io/api/layers/regularization_layers/activity_regularization/
 */
export class ActivityRegularization extends Layer<ActivityRegularizationConfig> {
  static override readonly className: string = 'ActivityRegularization';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = ['l1', 'l2'] satisfies OptionsOf<ActivityRegularizationConfig>;
  override readonly castsIntegers: boolean = true;
  override supportsMasking = true;

  override readonly activityRegularizer: Regularizer | null;
  readonly l1: number;
  readonly l2: number;

  constructor(config: ActivityRegularizationConfig = {}) {
    super(config);
    const { l1 = 0, l2 = 0 } = config;
    this.l1 = checkNonNegative(l1, { owner: this.describe(), name: 'l1' });
    this.l2 = checkNonNegative(l2, { owner: this.describe(), name: 'l2' });
    this.activityRegularizer = getRegularizer({ className: 'L1L2', config: { l1, l2 } });
  }

  override call(inputs: Tensor): Tensor {
    return inputs;
  }

  override computeOutputShape(inputShape: Shape): Shape {
    return inputShape;
  }

  override getConfig(): ActivityRegularizationConfig {
    const config = { ...super.getConfig(), l1: this.l1, l2: this.l2 };
    delete config.activityRegularizer;
    return config;
  }
}
