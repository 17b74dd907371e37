import '@tensorflow/tfjs-backend-cpu';
import { ArgumentError, SeedGenerator, setRandomSeed } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import {
  GlorotNormal,
  GlorotUniform,
  HeNormal,
  HeUniform,
  LecunNormal,
  LecunUniform,
  Orthogonal,
  RandomNormal,
  RandomUniform,
  TruncatedNormal,
  VarianceScaling,
  type Initializer,
  type RandomInitializer,
  type RandomInitializerConfig,
  type VarianceScalingConfig,
} from './index.ts';

beforeAll(() => tf.setBackend('cpu'));

function valuesOf(initializer: Initializer, shape: readonly number[] = [4, 4]): number[] {
  const before = tf.memory().numTensors;
  const tensor = initializer.call(shape);
  expect(tensor.shape).toEqual(shape);
  expect(tf.memory().numTensors).toBe(before + 1);
  const values = [...tensor.dataSync()];
  tensor.dispose();
  return values;
}

function moments(values: number[]): { mean: number; deviation: number; largest: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, deviation: Math.sqrt(variance), largest: Math.max(...values.map(Math.abs)) };
}

type RandomClass = new (config?: RandomInitializerConfig) => RandomInitializer;
const classes: [string, RandomClass][] = Object.entries({
  GlorotNormal,
  GlorotUniform,
  HeNormal,
  HeUniform,
  LecunNormal,
  LecunUniform,
  Orthogonal,
  RandomNormal,
  RandomUniform,
  TruncatedNormal,
  VarianceScaling,
});

describe.each(classes)('%s', (name, Class) => {
  it('with a seed every call gives the same values, another seed others', () => {
    const initializer = new Class({ seed: 3 });
    const values = valuesOf(initializer);
    expect(valuesOf(initializer)).toEqual(values);
    expect(valuesOf(new Class({ seed: 3 }))).toEqual(values);
    expect(valuesOf(new Class({ seed: 4 }))).not.toEqual(values);
    expect(new Set(values).size).toBeGreaterThan(12);
  });

  it('without a seed every call gives new values, which the global seed makes repeat', () => {
    setRandomSeed(1);
    const initializer = new Class({ seed: null });
    const [first, second] = [valuesOf(initializer), valuesOf(initializer)];
    expect(second).not.toEqual(first);
    setRandomSeed(1);
    expect(valuesOf(new Class())).toEqual(first);
    expect(valuesOf(new Class())).toEqual(second);
  });

  it('with a seed generator a sequence of calls repeats', () => {
    const initializer = new Class({ seed: new SeedGenerator(9) });
    const sequence = [valuesOf(initializer), valuesOf(initializer)];
    expect(sequence[1]).not.toEqual(sequence[0]);
    expect(initializer.getConfig().seed).toEqual({ className: 'SeedGenerator', config: { seed: 9 } });
    const again = new Class(initializer.getConfig());
    expect([valuesOf(again), valuesOf(again)]).toEqual(sequence);
  });

  it('survives a round trip through its configuration', () => {
    const initializer = new Class({ seed: 5 });
    const config = JSON.parse(JSON.stringify(initializer.getConfig())) as RandomInitializerConfig;
    expect(config.seed).toBe(5);
    expect(new Class(config).getConfig()).toEqual(config);
    expect(valuesOf(new Class(config))).toEqual(valuesOf(initializer));
  });

  it.each([-1, 0.5, NaN, 2 ** 32, '7', true, {}])('refuses the seed %p', (seed) => {
    expect(() => new Class({ seed: seed as number })).toThrow(ArgumentError);
    expect(() => new Class({ seed: seed as number })).toThrow(`${name}: expected \`seed\` to be a`);
  });
});

it.each<[Initializer, { mean: number; deviation: number; largest: number }]>([
  [new RandomNormal({ seed: 1 }), { mean: 0, deviation: 0.05, largest: 0.34 }],
  [new RandomNormal({ mean: 2, stddev: 0.5, seed: 1 }), { mean: 2, deviation: 0.5, largest: 5 }],
  [new TruncatedNormal({ seed: 1 }), { mean: 0, deviation: 0.05 * 0.87962566, largest: 0.1 }],
  [new TruncatedNormal({ mean: -1, stddev: 1, seed: 1 }), { mean: -1, deviation: 0.87962566, largest: 3 }],
  [new RandomUniform({ seed: 1 }), { mean: 0, deviation: 0.1 / Math.sqrt(12), largest: 0.05 }],
  [new RandomUniform({ minval: 1, maxval: 4, seed: 1 }), { mean: 2.5, deviation: 3 / Math.sqrt(12), largest: 4 }],
  // Kernel of 150 inputs and 80 outputs.
  [new GlorotUniform({ seed: 1 }), { mean: 0, deviation: Math.sqrt(2 / 230), largest: Math.sqrt(6 / 230) }],
  [new GlorotNormal({ seed: 1 }), { mean: 0, deviation: Math.sqrt(2 / 230), largest: 2.2737 * Math.sqrt(2 / 230) }],
  [new HeUniform({ seed: 1 }), { mean: 0, deviation: Math.sqrt(2 / 150), largest: Math.sqrt(6 / 150) }],
  [new HeNormal({ seed: 1 }), { mean: 0, deviation: Math.sqrt(2 / 150), largest: 2.2737 * Math.sqrt(2 / 150) }],
  [new LecunUniform({ seed: 1 }), { mean: 0, deviation: Math.sqrt(1 / 150), largest: Math.sqrt(3 / 150) }],
  [new LecunNormal({ seed: 1 }), { mean: 0, deviation: Math.sqrt(1 / 150), largest: 2.2737 * Math.sqrt(1 / 150) }],
  [
    new VarianceScaling({ mode: 'fanOut', distribution: 'untruncatedNormal', scale: 8, seed: 1 }),
    { mean: 0, deviation: Math.sqrt(8 / 80), largest: 6.7 * Math.sqrt(8 / 80) },
  ],
])('%p has the mean and deviation it promises', (initializer, expected) => {
  const { mean, deviation, largest } = moments(valuesOf(initializer, [150, 80]));
  expect(Math.abs(mean - expected.mean)).toBeLessThan(0.04 * expected.deviation);
  expect(Math.abs(deviation / expected.deviation - 1)).toBeLessThan(0.02);
  expect(largest).toBeLessThanOrEqual(expected.largest * 1.0001);
});

it.each<[VarianceScalingConfig, number[], number]>([
  [{}, [], 1],
  [{}, [7], 7],
  [{}, [7, 3], 7],
  [{ mode: 'fan_out' }, [7, 3], 3],
  [{ mode: 'fanAvg' }, [7, 3], 5],
  [{}, [5, 5, 7, 3], 175],
  [{ mode: 'fanOut' }, [5, 5, 7, 3], 75],
  [{}, [0, 3], 1],
  [{ inputAxes: [0], outputAxes: [1, 2] }, [8, 4, 6], 8],
  [{ inputAxes: [0], outputAxes: [-2, -1], mode: 'fanOut' }, [8, 4, 6], 24],
  [{ inputAxes: [0, 1], outputAxes: [2], mode: 'fanAvg' }, [8, 4, 6], 19],
  [{ inputAxes: [0] }, [8, 4, 6], 32],
])('%p of shape %p counts %p units', (config, shape, units) => {
  const seed = 11;
  const scaled = new VarianceScaling({ ...config, distribution: 'uniform', seed });
  const limit = Math.sqrt(3 / units);
  const expected = valuesOf(new RandomUniform({ minval: -limit, maxval: limit, seed }), shape);
  valuesOf(scaled, shape).forEach((value, i) => expect(value).toBeCloseTo(expected[i] ?? NaN, 6));
});

it('names have one meaning in any spelling', () => {
  const config = new VarianceScaling({ mode: 'fan_avg', distribution: 'truncated_normal' }).getConfig();
  expect(config).toMatchObject({ scale: 1, mode: 'fanAvg', distribution: 'truncatedNormal', seed: null });
  expect(new VarianceScaling({ distribution: 'normal' }).distribution).toBe('truncatedNormal');
  expect(new GlorotUniform().getConfig()).toEqual({ seed: null, inputAxes: null, outputAxes: null });
});

it('a named initializer keeps its scale: there is no option for it', () => {
  const config = { seed: 1, scale: 100 };
  expect(() => new HeUniform(config)).toThrow(
    "HeUniform: there is no option 'scale'. It has inputAxes, outputAxes, seed",
  );
});

it.each<[() => unknown, string]>([
  [() => new VarianceScaling({ scale: 0 }), 'VarianceScaling: expected `scale` to be a positive number'],
  [() => new VarianceScaling({ scale: NaN }), 'VarianceScaling: expected `scale` to be a finite number'],
  [() => new VarianceScaling({ mode: 'fanSum' as 'fanAvg' }), 'VarianceScaling: expected `mode` to be one of'],
  [() => new VarianceScaling({ distribution: 'cauchy' as 'normal' }), 'expected `distribution` to be one of'],
  [() => new GlorotUniform({ inputAxes: ['a'] as unknown as number[] }), 'GlorotUniform: expected `inputAxes` to be'],
  [() => new HeNormal({ inputAxes: [3], outputAxes: [0] }).call([2, 2]), 'HeNormal: expected `inputAxes` to be axes'],
  [() => new RandomNormal({ mean: NaN }), 'RandomNormal: expected `mean` to be a finite number'],
  [() => new RandomNormal({ stddev: -1 }), 'RandomNormal: expected `stddev` to be'],
  [() => new TruncatedNormal({ stddev: Infinity }), 'TruncatedNormal: expected `stddev` to be'],
  [() => new RandomUniform({ minval: '0' as unknown as number }), 'RandomUniform: expected `minval` to be'],
  [() => new RandomUniform({ maxval: NaN }), 'RandomUniform: expected `maxval` to be a finite number'],
])('%p is refused', (make, message) => {
  expect(make).toThrow(ArgumentError);
  expect(make).toThrow(message);
});
