import { runLayerTest } from '../testing/run-layer-test.ts';
import * as tf from '@tensorflow/tfjs-core';
import { withScope } from '../engine/call-context.ts';
import { startBackend } from '../testing/backends.ts';
import { ActivityRegularization } from './activity-regularization.ts';

describe('ActivityRegularization', () => {
  beforeAll(() => startBackend('cpu'));

  runLayerTest(ActivityRegularization, { config: { l1: 0.1, l2: 0.2 }, inputShape: [2, 3] });

  it('adds the penalty of a sample to the loss', () => {
    const layer = new ActivityRegularization({ l1: 0.1, l2: 0.2 });
    const losses: tf.Tensor[] = [];
    const x = tf.tensor2d([[1, -2], [3, 0]]); // prettier-ignore
    const y = withScope({ training: true, losses }, () => layer.apply(x));
    expect(losses.map((loss) => loss.dataSync()[0])).toEqual([expect.closeTo((0.1 * 6 + 0.2 * 14) / 2, 5)]);
    tf.dispose([x, y, ...losses]);
  });

  it('names a negative weight', () => {
    expect(() => new ActivityRegularization({ name: 'a', l1: -1 })).toThrow(
      'ActivityRegularization "a": expected `l1`',
    );
  });
});
