import * as tf from '@tensorflow/tfjs-core';
import { startBackend } from '../testing/backends.ts';
import { take } from '../testing/values.ts';
import { projectionBetween } from './projection.ts';
import { projectedPoints, sampleImages, type FillMode } from './sample-images.ts';

/** One row of pixels 1 2 3, moved to the right. */
function moved(by: number, fillMode: FillMode, interpolation: 'nearest' | 'bilinear' = 'bilinear'): number[] {
  return take(
    tf.tidy(() => {
      const points = projectedPoints([[1, 0, -by, 0, 1, 0, 0, 0]], 1, 3);
      return sampleImages(tf.tensor4d([1, 2, 3], [1, 1, 3, 1]), points, { interpolation, fillMode, fillValue: 9 });
    }),
  );
}

describe.each(['cpu', 'wasm'] as const)('sampleImages on %s', (backend) => {
  beforeAll(() => startBackend(backend));

  it('fills up what comes from beyond the edges', () => {
    expect(moved(2, 'constant')).toEqual([9, 9, 1]);
    expect(moved(2, 'nearest')).toEqual([1, 1, 1]);
    expect(moved(2, 'reflect')).toEqual([2, 1, 1]);
    expect(moved(2, 'mirror')).toEqual([3, 2, 1]);
    expect(moved(2, 'wrap')).toEqual([2, 3, 1]);
    expect(moved(-2, 'reflect')).toEqual([3, 3, 2]);
    expect(moved(-2, 'mirror')).toEqual([3, 2, 1]);
    expect(moved(-7, 'wrap')).toEqual([2, 3, 1]);
    expect(moved(7, 'reflect')).toEqual([1, 1, 2]);
  });

  it('makes values between pixels', () => {
    expect(moved(0.5, 'nearest')).toEqual([1, 1.5, 2.5]);
    expect(moved(0.5, 'constant')).toEqual([5, 1.5, 2.5]);
    expect(moved(0.25, 'nearest', 'nearest')).toEqual([1, 2, 3]);
    expect(moved(0.75, 'nearest', 'nearest')).toEqual([1, 1, 2]);
  });

  it('finds the projection between corners', () => {
    const corners = [
      [0, 0],
      [4, 0],
      [0, 2],
      [4, 2],
    ] as const;
    const wide = corners.map(([x, y]) => [2 * x + 1, y] as const);
    const projection = projectionBetween(wide, corners) ?? [];
    [0.5, 0, -0.5, 0, 1, 0, 0, 0].forEach((value, i) => expect(projection[i]).toBeCloseTo(value, 10));
    expect(projectionBetween([corners[0], corners[0], corners[1], corners[1]], corners)).toBeNull();
  });
});
