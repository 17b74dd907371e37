import { runLayerTest } from '../testing/run-layer-test.ts';
import { GroupNormalization } from './group-normalization.ts';

describe('GroupNormalization', () => {
  runLayerTest(GroupNormalization, {
    title: 'by hand',
    config: { groups: 2, epsilon: 0 },
    inputShape: [1, 4],
    inputs: [[[1, 3, 10, 30]]],
    weights: [
      ['gamma', [4]],
      ['beta', [4]],
    ],
    weightValues: [
      [1, 2, 3, 4],
      [0, 0, 0, 10],
    ],
    output: [[-1, 2, -3, 14]],
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(GroupNormalization, {
    title: 'a group for each channel, before the last axis',
    config: { groups: -1, axis: 1 },
    inputShape: [2, 3, 4],
    weights: [
      ['gamma', [3]],
      ['beta', [3]],
    ],
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(GroupNormalization, {
    title: 'groups of three channels',
    config: { groups: 3, center: false },
    inputShape: [2, 2, 3, 9],
    weights: [['gamma', [9]]],
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(GroupNormalization, {
    config: { groups: 2, scale: false, center: false },
    inputShape: [2, 3, 2, 4],
    backends: ['cpu', 'wasm'],
  });

  it('names groups that do not divide the channels', () => {
    expect(() => {
      new GroupNormalization({ name: 'g' }).ensureBuilt([null, 8]);
    }).toThrow(
      'GroupNormalization "g": expected `groups` to be a divisor of the number of channels, 8. Received: groups=32',
    );
    expect(() => new GroupNormalization({ groups: 0 })).toThrow('a positive integer or -1');
  });
});
