import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';

/** The brightness of red, green and blue: `[…, 3]` → `[…, 1]`. One channel stays as it is. */
export function toGrayscale(images: Tensor): Tensor {
  if (images.shape.at(-1) === 1) return images;
  const weights = tf.tensor2d([0.2989, 0.587, 0.114], [3, 1]);
  return tf.reshape(tf.matMul(tf.reshape(images, [-1, 3]), weights), [...images.shape.slice(0, -1), 1]);
}

/** Red, green and blue as hue and saturation, both from 0 to 1, and value: `[…, 3]` → three of `[…, 1]`. */
export function toHsv(images: Tensor): [hue: Tensor, saturation: Tensor, value: Tensor] {
  const tiny = tf.less(tf.abs(images), 2 ** -23);
  const [r, g, b] = tf.split(tf.where(tiny, 0, images), 3, -1) as [Tensor, Tensor, Tensor];
  const value = tf.maximum(tf.maximum(r, g), b);
  const range = tf.sub(value, tf.minimum(tf.minimum(r, g), b));
  const colored = tf.greater(range, 0);
  const bright = tf.greater(value, 0);
  const saturation = tf.where(bright, tf.div(range, tf.where(bright, value, 1)), 0);
  const sixth = tf.div(1 / 6, tf.where(colored, range, 1));
  const part = (from: Tensor, to: Tensor, start: number): Tensor => tf.add(tf.mul(sixth, tf.sub(to, from)), start);
  const notRed = tf.where(tf.equal(value, g), part(r, b, 2 / 6), part(g, r, 4 / 6));
  const angle = tf.where(tf.equal(value, r), part(b, g, 0), notRed);
  const hue = tf.add(tf.where(colored, angle, 0), tf.cast(tf.less(angle, 0), 'float32'));
  return [hue, saturation, value];
}

/** The inverse of {@link toHsv}. */
export function fromHsv(hue: Tensor, saturation: Tensor, value: Tensor): Tensor {
  const angle = tf.mul(tf.sub(hue, tf.floor(hue)), 6);
  const away = (from: number): Tensor => tf.abs(tf.sub(angle, from));
  const shares = [tf.sub(away(3), 1), tf.sub(2, away(2)), tf.sub(2, away(4))];
  const gray = tf.sub(1, saturation);
  return tf.concat(
    shares.map((share) => tf.mul(value, tf.add(gray, tf.mul(saturation, tf.clipByValue(share, 0, 1))))),
    -1,
  );
}
