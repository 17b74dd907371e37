import { setRandomSeed } from '@argali/core';
import { Dense } from '@argali/layers';
import { MeanMetricWrapper, Metric, SGD, type MetricLike } from '@argali/training';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { CallbackLike } from '../callbacks/callback.ts';
import { Sequential } from '../sequential.ts';
import { identity, onEachBackend, x, y } from '../testing/known-losses.ts';
import { beginEachTest, line, silent } from '../testing/problems.ts';

beginEachTest();

onEachBackend(() => {
  describe('runs side by side', () => {
    const { x: many, y: labels } = line(60);
    const others = labels.map(([v = 0]) => [v + 10]);

    class Largest extends Metric {
      static override readonly className = 'Largest';
      value = 0;
      override updateState(yTrue: Tensor): void {
        this.value = Math.max(this.value, ...yTrue.dataSync());
      }
      override result(): Tensor {
        return tf.scalar(this.value);
      }
      override resetState(): void {
        this.value = 0;
      }
    }
    const make = (learningRate: number): Sequential => {
      const model = new Sequential([new Dense({ units: 1, inputShape: [2] })]);
      const metrics: MetricLike[] = ['mae', 'r2Score', new Largest({ name: 'largest' })];
      model.compile({ optimizer: new SGD({ learningRate }), loss: 'mse', metrics });
      return model;
    };

    it('have each their own numbers', async () => {
      const model = make(0);
      const apart = [await model.evaluate(many, labels, silent), await model.evaluate(many, others, silent)];
      expect(await Promise.all([model.evaluate(many, labels, silent), model.evaluate(many, others, silent)])).toEqual(
        apart,
      );
      const options = { epochs: 3, batchSize: 5, shuffle: false, ...silent };
      const { history: alone } = await model.fit(many, labels, options);
      const seen: unknown[] = [];
      const callbacks: CallbackLike[] = [
        {
          async onTrainBatchEnd(batch) {
            if (batch % 3 === 0) seen.push(await model.evaluate(many, others, { batchSize: 60, ...silent }));
            if (batch % 4 === 0) tf.dispose(await model.predict(many));
            if (batch % 5 === 0) await model.testOnBatch(many, labels);
          },
        },
      ];
      const [{ history }, second] = await Promise.all([
        model.fit(many, labels, { ...options, callbacks, validationData: [many, others] }),
        model.evaluate(many, labels, silent),
      ]);
      expect(history).toMatchObject(alone);
      expect(second).toEqual(apart[0]);
      expect(seen).toHaveLength(12);
      for (const logs of seen) expect(logs).toEqual(seen[0]);
      await expect(Promise.all([model.fit(many, labels, silent), model.fit(many, labels, silent)])).rejects.toThrow(
        /is being trained/,
      );
      model.dispose();
    });

    it('leave a stop that was asked for', async () => {
      const model = make(0.1);
      const { epoch } = await model.fit(many, labels, {
        epochs: 5,
        callbacks: [
          {
            async onEpochEnd() {
              model.stopTraining = true;
              await model.evaluate(many, labels, silent);
              tf.dispose(await model.predict(many));
            },
          },
        ],
        ...silent,
      });
      expect(epoch).toEqual([0]);
      const count = { onTestBatchEnd: () => void (model.stopEvaluating = true) };
      const first = await model.testOnBatch(many.slice(0, 32), labels.slice(0, 32));
      expect((await model.evaluate(many, labels, { callbacks: [count], ...silent })).loss).toBeCloseTo(first.loss, 5);
      const end = { onPredictBatchEnd: () => void (model.stopPredicting = true) };
      expect((await model.predict(many, { callbacks: [end] })).shape).toEqual([32, 1]);
      model.dispose();
    });

    it('train two models as one after the other', async () => {
      const weights = async (together: boolean): Promise<number[][]> => {
        setRandomSeed(3);
        const models = [make(0.1), make(0.1)];
        const run = (model: Sequential): Promise<unknown> =>
          model.fit(many, labels, { epochs: 3, shuffle: false, ...silent });
        if (together) await Promise.all(models.map(run));
        else for (const model of models) await run(model);
        return models.flatMap((model) => model.weights.map(({ value }) => [...value.dataSync()]));
      };
      expect(await weights(true)).toEqual(await weights(false));
    });
  });

  it('one batch has numbers of its own', async () => {
    const model = identity({
      metrics: ['mse', new MeanMetricWrapper({ fn: (a, b) => tf.abs(tf.sub(a, b)), name: 'off' })],
    });
    for (const method of ['trainOnBatch', 'testOnBatch'] as const)
      for (const [i, loss] of [1, 1, 9].entries())
        expect(await model[method]([x[i] ?? []], [y[i] ?? []])).toEqual({ loss, mse: loss, off: Math.sqrt(loss) });
    model.dispose();
  });
});
