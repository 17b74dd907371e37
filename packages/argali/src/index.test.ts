import * as tf from '@tensorflow/tfjs-core';
import * as argali from './index.ts';

describe('argali', () => {
  it('registers nothing when it is imported', () => {
    expect(argali.Sequential).toBeDefined();
    expect(tf.engine().backendNames()).toEqual([]);
    expect(tf.getGradient('MatMul')).toBeUndefined();
  });

  it('passes on the tfjs that computes, so that an app has one engine', () => {
    expect(argali.tf.engine()).toBe(tf.engine());
  });

  it('has losses of a name that is also a metric at the top, and both in their namespaces', () => {
    expect(argali.MeanSquaredError).toBe(argali.losses.MeanSquaredError);
    expect(argali.MeanSquaredError).not.toBe(argali.metrics.MeanSquaredError);
    expect(argali.Identity).not.toBe(argali.initializers.Identity);
  });

  it('says how to choose a backend when a model needs one and there is none', () => {
    const layers = [new argali.Dense({ units: 1, inputShape: [2] })];
    expect(() => new argali.Sequential(layers)).toThrow(`Choose one first: await setBackend('wasm')`);
  });
});
