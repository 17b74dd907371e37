import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { startBackend } from '../testing/harness.ts';

class FakeImageData {
  constructor(
    readonly data: Uint8ClampedArray,
    readonly width: number,
    readonly height: number,
  ) {}
}

/** What of a canvas a drawing needs. */
class FakeCanvas {
  width = 0;
  height = 0;
  drawn: FakeImageData | null = null;
  asked: unknown[] = [];

  getContext(...asked: unknown[]): object {
    this.asked = asked;
    return { putImageData: (image: FakeImageData) => (this.drawn = image) };
  }
}

beforeAll(startBackend);
beforeAll(() => Object.assign(globalThis, { ImageData: FakeImageData }));
afterAll(() => Reflect.deleteProperty(globalThis, 'ImageData'));
afterEach(() => tf.setBackend('wasm'));

function draw(image: tf.Tensor, options: object = {}): FakeCanvas {
  const canvas = new FakeCanvas();
  tf.browser.draw(image as tf.Tensor3D, canvas as unknown as HTMLCanvasElement, options);
  image.dispose();
  return canvas;
}

it.each<[string, () => tf.Tensor]>([
  ['grey floats', () => tf.tensor2d([0, 0.25, 0.5, 0.75, 1, 0.1], [2, 3])],
  ['one channel', () => tf.tensor3d([0, 100, 255, 7], [2, 2, 1], 'int32')],
  ['colours', () => tf.tensor3d([0, 0.1, 0.2, 0.3, 0.4, 1], [1, 2, 3])],
  ['colours and how opaque', () => tf.tensor3d([1, 2, 3, 4, 255, 254, 253, 252], [2, 1, 4], 'int32')],
])('Draw of %s, as cpu', async (_, make) => {
  const options = { imageOptions: { alpha: 0.5 }, contextOptions: { contextAttributes: { alpha: false } } };
  await tf.setBackend('cpu');
  const expected = draw(make(), options);
  await tf.setBackend('wasm');
  const before = tf.memory().numTensors;
  const canvas = draw(make(), options);
  expect(canvas).toEqual(expected);
  expect(canvas.asked).toEqual(['2d', { alpha: false }]);
  expect(tf.memory().numTensors).toBe(before);
});

it('Draw makes an image invisible, and opaque by default', () => {
  expect(Array.from(draw(tf.ones([1, 1]), { imageOptions: { alpha: 0 } }).drawn?.data ?? [])).toEqual([
    255, 255, 255, 0,
  ]);
  expect(Array.from(draw(tf.ones([1, 1])).drawn?.data ?? [])).toEqual([255, 255, 255, 255]);
});

it.each<[string, () => FakeCanvas, string]>([
  ['floats past 1', () => draw(tf.tensor2d([[0.5, 1.5]])), 'float32 values in 0..1. Received: 1.5'],
  ['whole numbers below 0', () => draw(tf.tensor2d([[3, -1]], undefined, 'int32')), 'in 0..255. Received: -1'],
  ['NaN', () => draw(tf.tensor2d([[NaN]])), 'Received: NaN'],
  ['other contexts', () => draw(tf.ones([1, 1]), { contextOptions: { contextType: 'webgl' } }), "contextType='webgl'"],
])('Draw refuses %s', (_, drawing, message) => {
  tf.tidy(() => expect(drawing).toThrow(message));
});
