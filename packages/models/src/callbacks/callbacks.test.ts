import { ArgumentError, setWarningHandler, StateError } from '@argali/core';
import { Dense } from '@argali/layers';
import { SGD } from '@argali/training';
import { Sequential } from '../sequential.ts';
import { EarlyStopping } from './early-stopping.ts';
import { LambdaCallback } from './lambda-callback.ts';
import { LearningRateScheduler } from './learning-rate-scheduler.ts';
import { ReduceLROnPlateau } from './reduce-lr-on-plateau.ts';
import { TerminateOnNaN } from './terminate-on-nan.ts';
import { beginEachTest, silent } from '../testing/problems.ts';

beginEachTest();

describe('callbacks', () => {
  it('go back to the best weights when training stops early', async () => {
    const model = new Sequential([
      new Dense({ units: 1, useBias: false, kernelInitializer: 'zeros', inputShape: [1] }),
    ]);
    model.compile({ optimizer: new SGD({ learningRate: 0.9 }), loss: 'mse' });
    const stopping = new EarlyStopping({ monitor: 'loss', patience: 2, restoreBestWeights: true });
    const rates = [0.4, 0.4, -0.5, -0.5, -0.5, -0.5];
    const { epoch } = await model.fit([[1]], [[1]], {
      epochs: 10,
      callbacks: [stopping, { onEpochBegin: (e) => void (model.optimizer.learningRate = rates[e] ?? 0) }],
      ...silent,
    });
    expect(epoch).toHaveLength(stopping.stoppedEpoch + 1);
    expect(stopping.stoppedEpoch).toBe(stopping.bestEpoch + 2);
    const [kernel] = model.getWeights();
    // The loss of an epoch is that before its step, so the best is seen one epoch late.
    expect(kernel?.dataSync()[0]).toBeCloseTo(0.96 - 0.04, 2);
    kernel?.dispose();
    model.dispose();
  });

  it('warn of an unknown monitor and of a loss that is not finite', async () => {
    const warnings: string[] = [];
    setWarningHandler((message) => warnings.push(message));
    const model = new Sequential([new Dense({ units: 1, inputShape: [1] })]);
    model.compile({ optimizer: new SGD({ learningRate: 1 }), loss: 'mse' });
    const nan = [[1], [Number.NaN]];
    const { epoch } = await model.fit(nan, [[1], [1]], {
      epochs: 3,
      batchSize: 1,
      shuffle: false,
      callbacks: [new EarlyStopping({ monitor: 'val_accuracy' }), new TerminateOnNaN()],
      ...silent,
    });
    expect(epoch).toEqual([0]);
    expect(warnings[0]).toMatch(/not finite at epoch 1, batch 2: NaN/);
    expect(warnings[1]).toBe(
      'Early stopping conditioned on metric `val_accuracy` which is not available. Available metrics are: loss',
    );
    await expect(
      model.fit(nan, [[1], [1]], { callbacks: [new TerminateOnNaN({ raiseError: true })], ...silent }),
    ).rejects.toThrow(/loss=NaN/);
    setWarningHandler(null);
    model.dispose();
  });

  it('lower the learning rate on a plateau', async () => {
    const model = new Sequential([new Dense({ units: 1, inputShape: [1] })]);
    model.compile({ optimizer: new SGD({ learningRate: 0 }), loss: 'mse' });
    model.optimizer.learningRate = 0.008;
    const reduce = new ReduceLROnPlateau({ monitor: 'loss', factor: 0.5, patience: 2, minDelta: 100 });
    const { history } = await model.fit([[1]], [[1]], { epochs: 6, callbacks: [reduce], ...silent });
    expect(history['learning_rate']?.map((rate) => Math.round(rate * 1e4))).toEqual([80, 80, 80, 40, 40, 20]);
    model.dispose();
  });

  it('takes one callback, lists in lists, and objects of any class', async () => {
    class Counter {
      count = 0;
      onEpochEnd(): void {
        this.count++;
      }
      get secret(): number {
        throw new Error('not to be read');
      }
    }
    const [model, one, other] = [
      new Sequential([new Dense({ units: 1, inputShape: [1] })]),
      new Counter(),
      new Counter(),
    ];
    model.compile({ optimizer: 'sgd', loss: 'mse' });
    await model.fit([[1]], [[1]], { callbacks: one, epochs: 2, ...silent });
    await model.fit([[1]], [[1]], { callbacks: [[one], [other, null]] as never, ...silent });
    expect([one.count, other.count]).toEqual([3, 1]);
    const ends: string[] = [];
    await model.evaluate([[1]], [[1]], { callbacks: { onTestEnd: () => void ends.push('test') }, ...silent });
    (await model.predict([[1]], { callbacks: { onPredictEnd: () => void ends.push('predict') }, ...silent })).dispose();
    expect(ends).toEqual(['test', 'predict']);
    for (const wrong of [5, 'EarlyStopping', EarlyStopping, new Map(), new Date(), [7]])
      await expect(model.fit([[1]], [[1]], { callbacks: [wrong as never], ...silent })).rejects.toThrow(ArgumentError);
    model.dispose();
  });

  it('keep logs of any name', async () => {
    const model = new Sequential([new Dense({ units: 1, inputShape: [1] })]);
    model.compile({ optimizer: 'sgd', loss: 'mse' });
    const own = { onEpochEnd: (epoch: number, logs: Record<string, number>) => void (logs['constructor'] = epoch) };
    const { history } = await model.fit([[1]], [[1]], { callbacks: own, epochs: 2, ...silent });
    expect(history['constructor']).toEqual([0, 1]);
    model.dispose();
  });

  it('refuse a schedule that is none', async () => {
    expect(() => new LearningRateScheduler({ schedule: 0.1 as never })).toThrow(
      /`schedule` to be a function of the epoch/,
    );
    const model = new Sequential([new Dense({ units: 1, inputShape: [1] })]);
    model.compile({ optimizer: 'sgd', loss: 'mse' });
    for (const rate of [undefined, 'high', Number.NaN, null]) {
      const scheduler = new LearningRateScheduler({ schedule: () => rate as never });
      await expect(model.fit([[1]], [[1]], { callbacks: scheduler, ...silent })).rejects.toThrow(ArgumentError);
    }
    expect(() => new LearningRateScheduler({ schedule: () => 1 }).model).toThrow(StateError);
    model.dispose();
  });

  it('rejects a hook that does not exist', () => {
    expect(() => new LambdaCallback({ onEpochFinish: () => undefined } as object)).toThrow(/no hook 'onEpochFinish'/);
  });
});
