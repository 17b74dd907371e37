import { library, type Name, type OptionsOf } from '@argali/core';
import { reverse, type Tensor } from '@tensorflow/tfjs-core';
import { checkName } from '../../engine/arguments.ts';
import { BaseRandomImage, choose, type ImageShape, type RandomImageConfig } from './base-image-layer.ts';

type Mode = 'horizontal' | 'vertical' | 'horizontalAndVertical';

export interface RandomFlipConfig extends RandomImageConfig {
  /** Which sides change places; both together by default. */
  mode?: Name<Mode>;
}

/**
 * In training, turns every other image around, drawn image by image. Shapes: images → the same.
 *
 * @throws ArgumentError if `mode` is none
 * @see https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_flip/
 */
export class RandomFlip extends BaseRandomImage<RandomFlipConfig, boolean[]> {
  static override readonly className: string = 'RandomFlip';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = ['mode'] satisfies OptionsOf<RandomFlipConfig>;

  readonly mode: Mode;

  constructor(config: RandomFlipConfig = {}) {
    super(config);
    const choices: Mode[] = ['horizontal', 'vertical', 'horizontalAndVertical'];
    this.mode = checkName(config.mode ?? 'horizontalAndVertical', { owner: this.describe(), name: 'mode', choices });
  }

  protected override draw({ batch }: ImageShape): boolean[] {
    return this.drawChances([0.5, 0.5], batch);
  }

  protected override transformImages(images: Tensor, flipped: boolean[]): Tensor {
    const axes = [...(this.mode === 'horizontal' ? [] : [1]), ...(this.mode === 'vertical' ? [] : [2])];
    return choose(flipped, reverse(images, axes), images);
  }

  protected override transformMasks(masks: Tensor, flipped: boolean[]): Tensor {
    return this.transformImages(masks, flipped);
  }

  override getConfig(): RandomFlipConfig {
    return { ...super.getConfig(), mode: this.mode };
  }
}
