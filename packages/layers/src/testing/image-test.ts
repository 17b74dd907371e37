import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Layer } from '../engine/layer.ts';
import { expectClose, take } from './values.ts';

type ImageLayerClass<Config> = new (config: Config & { seed?: number; dataFormat?: 'channelsFirst' }) => Layer;

/** Twelve images whose values rise from 0 to 255, `[12, 6, 5, channels]`. */
export function testImages(channels: number): Tensor {
  const shape = [12, 6, 5, channels] as [number, number, number, number];
  const size = 12 * 6 * 5 * channels;
  return tf.tensor4d(
    Float32Array.from({ length: size }, (_, i) => (i * 97.3) % 255),
    shape,
  );
}

export interface RandomImageTest {
  /** Default: 3. */
  channels?: number;
  /** Whether single images are not changed, as there is nothing to mix them with. Default: false. */
  mixes?: boolean;
}

/** What holds for every layer that changes images at random, in training only. */
export function testRandomImages<Config>(
  cls: ImageLayerClass<Config>,
  config: NoInfer<Config>,
  { channels = 3, mixes = false }: RandomImageTest = {},
): void {
  const make = (more: { seed?: number; dataFormat?: 'channelsFirst' } = {}): Layer =>
    new cls({ seed: 5, ...config, ...more });
  const training = { training: true };

  it('repeats by its seed, differs from step to step, and frees what it makes', () => {
    const images = testImages(channels);
    const before = tf.memory().numTensors;
    const layer = make();
    const first = take(layer.apply(images, training));
    expect(take(layer.apply(images, training))).not.toEqual(first);
    expect(take(make().apply(images, training))).toEqual(first);
    expect(take(make({ seed: 6 }).apply(images, training))).not.toEqual(first);
    expect(tf.memory().numTensors).toBe(before);
    images.dispose();
  });

  it('leaves images alone in inference, and changes them when nobody says', () => {
    const images = testImages(channels);
    expectClose(make().apply(images, { training: false }), images);
    expect(take(make().apply(images))).not.toEqual(Array.from(images.dataSync()));
    images.dispose();
  });

  it('takes channels first, and one image alone', () => {
    tf.tidy(() => {
      const images = testImages(channels);
      const channelsFirst = make({ dataFormat: 'channelsFirst' }).apply(tf.transpose(images, [0, 3, 1, 2]), training);
      expectClose(tf.transpose(channelsFirst, [0, 2, 3, 1]), make().apply(images, training));
      const one = tf.slice(images, 0, 1);
      const alone = make().apply(tf.squeeze(one, [0]), training);
      expectClose(tf.expandDims(alone, 0), mixes ? one : make().apply(one, training));
    });
  });

  it('names itself when something is no image', () => {
    const layer = make();
    const row = tf.zeros([2, 3]);
    expect(() => layer.apply(row, training)).toThrow(layer.name);
    row.dispose();
  });
}
