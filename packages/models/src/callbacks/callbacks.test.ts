import { setWarningHandler } from '@argali/core';
import { Dense } from '@argali/layers';
import { SGD } from '@argali/training';
import { Sequential } from '../sequential.ts';
import { EarlyStopping } from './early-stopping.ts';
import { LambdaCallback } from './lambda-callback.ts';
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

  it('rejects a hook that does not exist', () => {
    expect(() => new LambdaCallback({ onEpochFinish: () => undefined } as object)).toThrow(/no option 'onEpochFinish'/);
  });
});
