import { checkBetween, checkConfig, library, type OptionsOf } from '@argali/core';
import { projectionBetween, type Point } from '../../ops/projection.ts';
import type { Projection } from '../../ops/sample-images.ts';
import type { ImageShape } from './base-image-layer.ts';
import { BaseProjectedImage, type ProjectedImageConfig } from './base-projected-image.ts';
import { checkFactor, type Factor, type Range } from './image-arguments.ts';

export interface RandomPerspectiveConfig extends ProjectedImageConfig {
  /** The range of the probability that an image changes. Default: 1, which stands for 0 to 1. */
  factor?: Factor;
  /** How far the corners move, from 0 to 1. Default: 1. */
  scale?: number;
}

const unchanged: Projection = [1, 0, 0, 0, 1, 0, 0, 0];

/**
 * In training, shows images as if from another place: their corners move, each by an amount drawn at random. What comes
 * from beyond the edges is `fillValue`. Shapes: images → the same.
 *
 * @throws ArgumentError if an argument is out of range
 * @see https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_perspective/
 */
export class RandomPerspective extends BaseProjectedImage<RandomPerspectiveConfig> {
  static override readonly className: string = 'RandomPerspective';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = [
    'factor',
    'scale',
  ] satisfies OptionsOf<RandomPerspectiveConfig>;

  readonly factor: Range;
  readonly scale: number;

  constructor(config: RandomPerspectiveConfig = {}) {
    super({ ...checkConfig(config, new.target, ['fillMode']), fillMode: 'constant' });
    const owner = this.describe();
    this.factor = checkFactor(config.factor ?? 1, { owner, name: 'factor', low: 0, high: 1 });
    this.scale = checkBetween(config.scale ?? 1, { owner, name: 'scale', low: 0, high: 1 });
  }

  protected override draw({ batch, height, width }: ImageShape): Projection[] {
    const chosen = this.drawChances(this.factor, batch);
    const moves = this.drawBetween([-0.5 * this.scale, 0.5 * this.scale], batch * 8);
    const corners = [
      [0, 0],
      [width - 1, 0],
      [0, height - 1],
      [width - 1, height - 1],
    ] as const;
    return chosen.map((change, image) => {
      if (!change) return unchanged;
      const moved = corners.map(([x, y], i): Point => {
        const at = image * 8 + i * 2;
        return [x * (1 + (moves[at] ?? 0)), y * (1 + (moves[at + 1] ?? 0))];
      });
      return projectionBetween(moved, corners) ?? unchanged;
    });
  }

  override getConfig(): RandomPerspectiveConfig {
    const config = super.getConfig();
    delete config.fillMode;
    return { ...config, factor: this.factor, scale: this.scale };
  }
}
