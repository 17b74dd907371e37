import { SeedGenerator, type OptionsOf, type Shape } from '@argali/core';
import { readArgument } from '../engine/arguments.ts';
import { Layer, type LayerConfig } from '../engine/layer.ts';

/** A layer that is random in training and does nothing otherwise. Shapes: any → the same. */
export abstract class BaseNoise<Config extends LayerConfig & { seed?: number | null }> extends Layer<Config> {
  static override readonly options: readonly string[] = ['seed'] satisfies OptionsOf<
    LayerConfig & { seed?: number | null }
  >;
  override readonly castsIntegers: boolean = true;
  override supportsMasking = true;

  readonly seed: number | null;
  protected readonly seedGenerator: SeedGenerator;

  constructor(config: Config) {
    super(config);
    this.seed = config.seed ?? null;
    this.seedGenerator = readArgument({ owner: this.describe(), name: 'seed' }, () => new SeedGenerator(this.seed));
  }

  override computeOutputShape(inputShape: Shape): Shape {
    return inputShape;
  }
}
