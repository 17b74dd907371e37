import { Dense, Flatten, Input, type Layer } from '@argali/layers';
import * as tf from '@tensorflow/tfjs-core';
import { Sequential } from './sequential.ts';
import { beginEachTest } from './testing/problems.ts';

beginEachTest();

describe('Sequential', () => {
  it('is built by its first data', async () => {
    const model = new Sequential([new Flatten(), new Dense({ units: 3 })]);
    expect(model.built).toBe(false);
    expect(() => model.inputShape).toThrow(/not built/);
    const y = await model.predict(tf.ones([2, 2, 2]));
    expect(y.shape).toEqual([2, 3]);
    expect(model.inputShape).toEqual([null, 2, 2]);
    expect(model.outputShape).toEqual([null, 3]);
    y.dispose();
    model.dispose();
  });

  it('grows and shrinks', () => {
    const model = new Sequential();
    model.add(new Dense({ units: 4, inputShape: [2] }));
    const last = new Dense({ units: 1 });
    model.add(last);
    expect(model.outputShape).toEqual([null, 1]);
    expect(model.pop()).toBe(last);
    expect(model.outputShape).toEqual([null, 4]);
    model.add(new Dense({ units: 5 }));
    expect(model.weights.map((weight) => weight.shape)).toEqual([[2, 4], [4], [4, 5], [5]]);
    expect(() => model.add('dense' as unknown as Layer)).toThrow(/expected a layer. Received: 'dense'/);
    expect(() => model.add(Input({ shape: [2] }))).toThrow(/only be the first/);
    last.dispose();
    model.dispose();
  });

  it('prints itself as Keras does', () => {
    const model = new Sequential(
      [
        Input({ shape: [784] }),
        new Dense({ units: 64, activation: 'relu', name: 'hidden' }),
        new Dense({ units: 10, name: 'scores' }),
      ],
      { name: 'mlp' },
    );
    let printed = '';
    expect(model.summary({ printFn: (text) => (printed += text) })).toBe(printed);
    expect(printed).toBe(
      `Model: "mlp"
┏━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━┓
┃ Layer (type)                         ┃ Output Shape                ┃         Param # ┃
┡━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━┩
│ hidden (Dense)                       │ (None, 64)                  │          50,240 │
├──────────────────────────────────────┼─────────────────────────────┼─────────────────┤
│ scores (Dense)                       │ (None, 10)                  │             650 │
└──────────────────────────────────────┴─────────────────────────────┴─────────────────┘
 Total params: 50,890 (198.79 KB)
 Trainable params: 50,890 (198.79 KB)
 Non-trainable params: 0 (0.00 B)
`,
    );
    model.dispose();
  });
});
