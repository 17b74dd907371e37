import { runLayerTest } from '../testing/run-layer-test.ts';
import { Input } from '../engine/input.ts';
import { Dot, dot } from './dot.ts';

describe('Dot', () => {
  runLayerTest(Dot, {
    config: { axes: 1 },
    inputShape: [
      [2, 2],
      [2, 2],
    ],
    inputs: [
      [
        [1, 2],
        [3, 4],
      ],
      [
        [5, 6],
        [7, 8],
      ],
    ],
    output: [[17], [53]],
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(Dot, {
    title: 'the cosine',
    config: { axes: -1, normalize: true },
    inputShape: [
      [1, 2],
      [1, 2],
    ],
    inputs: [[[3, 4]], [[4, 3]]],
    output: [[0.96]],
  });
  runLayerTest(Dot, {
    config: { axes: [2, 1] },
    inputShape: [
      [2, 3, 4],
      [2, 4, 5],
    ],
    outputShape: [2, 3, 5],
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(Dot, {
    title: 'of two ranks',
    config: { axes: [2, 1] },
    inputShape: [
      [2, 3, 4, 5],
      [2, 4],
    ],
    outputShape: [2, 3, 5],
  });

  it('names axes that do not fit', () => {
    expect(() =>
      new Dot({ name: 'd', axes: [1, 1] }).computeOutputShape([
        [null, 2],
        [null, 3],
      ]),
    ).toThrow('Dot "d": expected inputs of one size along axes [1, 1]');
    expect(() =>
      new Dot({ axes: 0 }).computeOutputShape([
        [null, 2],
        [null, 2],
      ]),
    ).toThrow('axes [0, 0]');
    // @ts-expect-error: three axes.
    expect(() => new Dot({ axes: [1, 2, 3] })).toThrow('an integer or two of them');
  });

  it('is a function too', () => {
    const x = Input({ shape: [2, 3] });
    expect(dot([x, x], { axes: 2 }).shape).toEqual([null, 2, 2]);
  });
});
