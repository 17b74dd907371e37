import { BatchNormalization, Dense, Flatten } from '@argali/layers';
import { Sequential } from '../sequential.ts';
import { collectWarnings, expectClose, onEachBackend } from '../testing/known-losses.ts';
import { beginEachTest, line, silent } from '../testing/problems.ts';

beginEachTest();
const warnings = collectWarnings();

onEachBackend(() => {
  describe('nothing to train', () => {
    it('is no reason to stop', async () => {
      const { x: points, y: values } = line(12);
      const frozen = new Sequential([new Dense({ units: 1, inputShape: [2] })]);
      frozen.trainable = false;
      frozen.compile({ optimizer: 'sgd', loss: 'mse' });
      const { loss } = await frozen.evaluate(points, values, silent);
      expectClose(
        (await frozen.fit(points, values, { epochs: 5, ...silent })).history['loss'],
        Array<number>(5).fill(loss),
      );
      expect(warnings).toEqual([expect.stringMatching(/does not have any trainable weights/)]);
      const empty = new Sequential([new Flatten({ inputShape: [2] })]);
      empty.compile({ optimizer: 'adam', loss: 'mse' });
      expect((await empty.trainOnBatch(points, points)).loss).toBe(0);
      frozen.dispose();
      empty.dispose();
    });

    it('does not keep statistics from moving', async () => {
      const { x: points } = line(12);
      const layer = new BatchNormalization({ center: false, scale: false, momentum: 0, inputShape: [2] });
      const model = new Sequential([layer]);
      model.compile({ optimizer: 'sgd', loss: 'mse' });
      for (let epochs = 1; epochs < 5; epochs++) {
        const moved = points.map(([a = 0, b = 0]) => [a + epochs, b]);
        await model.fit(moved, points, { batchSize: 12, epochs, shuffle: false, ...silent });
        const mean = moved.reduce((sum, [a = 0]) => sum + a / 12, 0);
        expect(layer.weights[0]?.value.dataSync()[0]).toBeCloseTo(mean, 5);
      }
      model.dispose();
    });
  });
});
