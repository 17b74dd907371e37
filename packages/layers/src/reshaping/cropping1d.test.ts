import { runLayerTest } from '../testing/run-layer-test.ts';
import { Cropping1D } from './cropping1d.ts';

describe('Cropping1D', () => {
  runLayerTest(Cropping1D, {
    config: {},
    inputShape: [1, 4, 1],
    inputs: [[[[1], [2], [3], [4]]]],
    output: [[[2], [3]]],
  });
  runLayerTest(Cropping1D, {
    config: { cropping: [0, 2] },
    inputShape: [1, 4, 1],
    inputs: [[[[1], [2], [3], [4]]]],
    output: [[[1], [2]]],
  });

  it('names bad arguments and inputs', () => {
    // @ts-expect-error: three numbers.
    expect(() => new Cropping1D({ name: 'c', cropping: [1, 2, 3] })).toThrow('Cropping1D "c": expected `cropping`');
    expect(() => new Cropping1D({ cropping: -1 })).toThrow('cropping=-1');
    expect(() => new Cropping1D({ name: 'c', cropping: 2 }).computeOutputShape([null, 4, 1])).toThrow(
      'Cropping1D "c": expected more than 4 entries',
    );
  });
});
