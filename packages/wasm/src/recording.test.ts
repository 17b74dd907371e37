import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { WasmBackend } from './backend.ts';
import type { Recording } from './recording.ts';
import { recordKernels } from './register.ts';
import { dirtyHeap, Random, run, startBackend } from './testing/harness.ts';

beforeAll(startBackend);

const none: ReadonlyMap<string, number> = new Map();

function variableOf(values: number[]): tf.Variable {
  return tf.tidy(() => tf.variable(tf.tensor1d(values)));
}

function requireRecording(recording: Recording | string): Recording {
  if (typeof recording === 'string') throw new Error(recording);
  return recording;
}

/** Records `f` with some inputs, and expects a repetition with others to give exactly what `f` gives. */
function expectRepeats(shapes: number[][], f: (inputs: Tensor[]) => Tensor[]): void {
  const before = tf.memory();
  tf.tidy(() => {
    const random = new Random(3);
    const inputs = (): Tensor[] => shapes.map((shape) => random.tensor(shape));
    // Working memory has its size after the first time.
    f(inputs());
    const { outputs, recording } = recordKernels(inputs(), f);
    tf.dispose(outputs);
    const recorded = requireRecording(recording);
    for (let round = 0; round < 3; round++) {
      dirtyHeap();
      const given = inputs();
      const expected = f(given).map((output) => output.dataSync());
      const outputs = recorded.run(given, none);
      expect(outputs?.map((output) => output.dataSync())).toEqual(expected);
      outputs?.forEach((output) => output.dispose());
    }
    recorded.dispose();
  });
  expect(tf.memory()).toEqual(before);
}

it('repeats products, activations and reductions for other inputs', () => {
  expectRepeats([[5, 3], [3, 4], [4]], ([x, w, b]) => {
    const y = tf.fused.matMul({ a: x as tf.Tensor2D, b: w as tf.Tensor2D, bias: b as Tensor, activation: 'relu' });
    return [tf.sum(tf.exp(y), 0), tf.tanh(y)];
  });
});

it('repeats gradients', () => {
  const value = (x: Tensor): tf.Scalar => tf.sum(tf.square(tf.sigmoid(tf.mul(x, tf.transpose(x)))));
  expectRepeats([[4, 4]], ([x]) => [tf.grad(value)(x as Tensor)]);
});

it('keeps constants apart from blocks that were in use before them', () => {
  expectRepeats([[6]], ([x]) => {
    const first = tf.tidy(() => tf.sum(tf.exp(tf.mul(x as Tensor, tf.tensor1d([1, 2, 3, 4, 5, 6])))));
    // Six floats, as the product and its exponential, whose blocks are free by now.
    return [tf.add(first, tf.mul(x as Tensor, tf.tensor1d([6, 5, 4, 3, 2, 1])))];
  });
});

it('repeats copies whose kernels count along several axes', () => {
  expectRepeats([[3, 4, 5]], ([x]) => [
    tf.transpose(x as Tensor, [2, 0, 1]),
    tf.slice(x as Tensor, [1, 1, 1], [2, 2, 3]),
    tf.concat([x as Tensor, x as Tensor], 1),
    tf.reshape(tf.expandDims(tf.cast(tf.mul(x as Tensor, 9), 'int32'), 0), [12, 5]),
  ]);
});

it('repeats copies of booleans', () => {
  expectRepeats([[3, 4, 5]], ([x]) => {
    const isPositive = tf.greater(x as Tensor, 0);
    const [first, ...rest] = tf.unstack(isPositive, 1) as [Tensor, ...Tensor[]];
    return [
      tf.transpose(isPositive, [2, 0, 1]),
      tf.slice(isPositive, [1, 1, 1], [2, 2, 3]),
      tf.concat([isPositive, isPositive], 1),
      tf.pad(isPositive, [[0, 1], [1, 0], [0, 0]], 1), // prettier-ignore
      first,
      ...rest,
    ];
  });
});

it('does not take part while working memory grows', () => {
  const x = tf.ones([1500, 3]);
  const product = (x: Tensor): Tensor => tf.matMul(x, x, false, true);
  const first = recordKernels([x], ([x]) => [product(x as Tensor)]);
  expect(first.recording).toBe('the working memory has grown');
  tf.dispose(first.outputs);
  const second = recordKernels([x], ([x]) => [product(x as Tensor)]);
  requireRecording(second.recording).dispose();
  tf.dispose([x, ...second.outputs]);
});

it('writes nothing outside of its own memory', () => {
  const { wasm } = tf.backend() as unknown as WasmBackend;
  const { _malloc: allocate, _free: release } = wasm;
  const guarded = new Map<number, number>();
  wasm._malloc = (bytes) => {
    const start = allocate(bytes + 32) >>> 0;
    wasm.HEAPU8.fill(0xa5, start, start + bytes + 32);
    guarded.set(start + 16, bytes);
    return start + 16;
  };
  wasm._free = (pointer) => release(guarded.has(pointer) ? pointer - 16 : pointer);
  try {
    const x = new Random(1).tensor([2, 3, 4, 5]);
    const { outputs, recording } = recordKernels([x], ([x]) => [tf.transpose(x as Tensor, [3, 1, 0, 2])]);
    tf.dispose(outputs);
    requireRecording(recording)
      .run([x], none)
      ?.forEach((output) => output.dispose());
    for (const [start, bytes] of guarded) {
      const around = [start - 16, start + bytes].map((at) => Array.from(wasm.HEAPU8.slice(at, at + 16)));
      expect(around.flat().every((byte) => byte === 0xa5)).toBe(true);
    }
    requireRecording(recording).dispose();
    x.dispose();
  } finally {
    wasm._malloc = allocate;
    // Blocks with guards are still about.
    wasm._free = (pointer) => release(guarded.delete(pointer) ? pointer - 16 : pointer);
  }
});

it('reads variables where they are, and writes them in place', () => {
  const variable = tf.variable(tf.tensor1d([1, 2]));
  const x = tf.tensor1d([10, 20]);
  const { outputs, recording } = recordKernels([x], ([x]) => {
    const sum = tf.add(variable, x as Tensor);
    tf.engine().runKernel('Assign', { variable, value: sum });
    return [tf.mul(sum, 2)];
  });
  tf.dispose(outputs);
  expect(Array.from(variable.dataSync())).toEqual([11, 22]);
  const again = requireRecording(recording).run([x], none);
  expect(Array.from(variable.dataSync())).toEqual([21, 42]);
  expect(Array.from(again?.[0]?.dataSync() ?? [])).toEqual([42, 84]);
  requireRecording(recording).dispose();
  tf.dispose([x, variable, ...(again ?? [])]);
});

it('draws from other points of a random stream', () => {
  const x = tf.ones([64]);
  const dropout = (step: number): Tensor => run('Dropout', { x }, { rate: 0.5, seed: 7, step });
  const { outputs, recording } = recordKernels([x], () => [dropout(0)]);
  const recorded = requireRecording(recording);
  const first = outputs[0]?.dataSync();
  tf.dispose(outputs);
  expect([...recorded.points]).toEqual(['7/0']);
  const fifth = recorded.run([x], new Map([['7/0', 5]]));
  const expected = dropout(5);
  expect(fifth?.[0]?.dataSync()).toEqual(expected.dataSync());
  expect(fifth?.[0]?.dataSync()).not.toEqual(first);
  recorded.dispose();
  tf.dispose([x, expected, ...(fifth ?? [])]);
});

it('draws in JavaScript from other points, too', () => {
  const draw = ({ seed, step }: { seed: number; step: number }): Float32Array =>
    Float32Array.of(seed, step, seed * step);
  const values = (step: number): Tensor => run('RandomValues', {}, { shape: [3], draw, seed: 7, step });
  const { outputs, recording } = recordKernels([], () => [values(2)]);
  expect(Array.from(outputs[0]?.dataSync() ?? [])).toEqual([7, 2, 14]);
  tf.dispose(outputs);
  const recorded = requireRecording(recording);
  expect([...recorded.points]).toEqual(['7/2']);
  const again = recorded.run([], new Map([['7/2', 5]]));
  expect(Array.from(again?.[0]?.dataSync() ?? [])).toEqual([7, 5, 35]);
  tf.dispose(again ?? []);
  recorded.dispose();
});

describe('a recording is refused', () => {
  const x = (): Tensor => tf.tensor1d([1, -2, 3]);
  const kept: Tensor[] = [];
  const variable = (): tf.Variable => tf.variable(tf.tensor1d([1, 2, 3]));

  it.each<[reason: string, f: (x: Tensor) => Tensor]>([
    ['is not among the training kernels', (x) => tf.topk(x, 2).values],
    ['values were read in the step', (x) => tf.mul(x, x.dataSync()[0] ?? 0)],
    ['a result is not computed in the step', (x) => tf.reshape(x, [3, 1])],
    [
      'an input of the step outlives it',
      (x) => {
        kept.push(tf.keep(tf.clone(x)));
        return tf.exp(x);
      },
    ],
    [
      'a tensor made in the step outlives it',
      (x) => {
        kept.push(tf.keep(tf.exp(x)));
        return tf.exp(x);
      },
    ],
    [
      'memory from before the step was given back in it',
      (x) => {
        kept.pop()?.dispose();
        return tf.exp(x);
      },
    ],
  ])('when %s, and the outputs are right all the same', (reason, f) => {
    const before = tf.memory().numTensors - kept.length;
    const input = x();
    const { outputs, recording } = recordKernels([input], ([x]) => [f(x as Tensor)]);
    expect(recording).toContain(reason);
    const expected = tf.tidy(() => f(input).dataSync());
    expect(outputs[0]?.dataSync()).toEqual(expected);
    tf.dispose([input, ...outputs]);
    if (reason.includes('outlives')) kept.splice(1).forEach((tensor) => tensor.dispose());
    expect(tf.memory().numTensors - kept.length).toBe(before);
  });

  it('when a variable moves', () => {
    const weights = variable();
    const input = x();
    const { outputs, recording } = recordKernels([input], ([x]) => {
      weights.assign(tf.add(weights, x as Tensor));
      return [tf.exp(x as Tensor)];
    });
    expect(recording).toMatch(/given back|moved|outlives/);
    expect(Array.from(weights.dataSync())).toEqual([2, 0, 6]);
    tf.dispose([input, weights, ...outputs]);
  });

  it('when an input is not of numbers', () => {
    const words = tf.tensor1d(['a', 'b'], 'string');
    const { outputs, recording } = recordKernels([words], ([x]) => [tf.reshape(x as Tensor, [2, 1])]);
    expect(recording).toBe('an input is of type string');
    expect(outputs[0]?.dataSync<'string'>()).toEqual(['a', 'b']);
    tf.dispose([words, ...outputs]);
  });

  it('when memory that no variable holds is written over', () => {
    const [slot, input] = [x(), x()];
    const { outputs, recording } = recordKernels([input], ([x]) => {
      tf.engine().runKernel('Assign', { variable: slot, value: tf.exp(x as Tensor) });
      return [tf.exp(x as Tensor)];
    });
    expect(recording).toBe('memory that no variable holds is written over');
    tf.dispose([slot, input, ...outputs]);
  });

  it('when somebody else has registered a kernel', () => {
    const config = { kernelName: 'Mine', backendName: 'wasm', kernelFunc: () => [] };
    tf.registerKernel(config);
    const { outputs, recording } = recordKernels([x()], ([x]) => [tf.exp(x as Tensor)]);
    expect(recording).toBe('Mine was registered by somebody else');
    tf.unregisterKernel('Mine', 'wasm');
    tf.dispose(outputs);
  });

  it('on another backend', async () => {
    tf.registerBackend('idle', () => new tf.KernelBackend());
    await tf.setBackend('idle');
    expect(() => recordKernels([], () => [])).toThrow("expected the backend 'wasm' with training kernels");
    await tf.setBackend('wasm');
  });
});

describe('what somebody holds stays what it was', () => {
  it('of the last outputs', () => {
    const before = tf.memory();
    const x = tf.tensor1d([1, 2, 3]);
    const { outputs, recording } = recordKernels([x], ([x]) => {
      const y = tf.exp(x as Tensor);
      return [y, tf.reshape(y, [3, 1]), tf.neg(y)];
    });
    const recorded = requireRecording(recording);
    const held = [outputs];
    for (const scale of [2, 3, 4]) {
      const scaled = tf.mul(x, scale);
      held.push(recorded.run([scaled], none) ?? []);
      scaled.dispose();
    }
    recorded.dispose();
    held.forEach((outputs, i) => {
      const y = [1, 2, 3].map((value) => Math.fround(Math.exp(value * (i + 1))));
      const [first, second, third] = outputs.map((output) => Array.from(output.dataSync()));
      first?.forEach((value, j) => expect(value / (y[j] ?? 0)).toBeCloseTo(1, 5));
      expect([second, third]).toEqual([first, first?.map((value) => -value)]);
    });
    tf.dispose([x, ...held.flat()]);
    expect(tf.memory()).toEqual(before);
  });

  it('of variables that are written over', () => {
    const before = tf.memory();
    const variable = variableOf([1, 2]);
    const x = tf.tensor1d([10, 20]);
    const held: Tensor[] = [tf.clone<Tensor>(variable)];
    const { outputs, recording } = recordKernels([x], ([x]) => {
      tf.engine().runKernel('Assign', { variable, value: tf.add(variable, x as Tensor) });
      return [tf.mul(variable, 2)];
    });
    const recorded = requireRecording(recording);
    for (let i = 0; i < 3; i++) {
      held.push(tf.clone(variable), tf.reshape(variable, [2, 1]));
      tf.dispose(recorded.run([x], none) ?? []);
    }
    recorded.dispose();
    expect(held.map((tensor) => [...tensor.dataSync()])).toEqual([
      ...[[1, 2], [11, 22], [11, 22], [21, 42]], // prettier-ignore
      ...[[21, 42], [31, 62], [31, 62]], // prettier-ignore
    ]);
    expect([...variable.dataSync()]).toEqual([41, 82]);
    tf.dispose([x, variable, ...outputs, ...held]);
    expect(tf.memory()).toEqual(before);
  });

  it('of variables that are replaced while the tape holds them', () => {
    const variable = tf.variable(tf.tensor1d([1, 2]));
    const x = tf.tensor1d([10, 20]);
    const step = (x: Tensor): Tensor[] => {
      const old = tf.clone(variable);
      const value = tf.add(variable, x);
      variable.assign(run('TakeMemory', { x: variable }, {}) as tf.Tensor1D);
      tf.engine().runKernel('Assign', { variable, value });
      return [tf.mul(variable, old)];
    };
    const { outputs, recording } = recordKernels([x], ([x]) => step(x as Tensor));
    expect(Array.from(outputs[0]?.dataSync() ?? [])).toEqual([11, 44]);
    const kept = tf.clone(variable);
    const again = requireRecording(recording).run([x], none) ?? [];
    expect(Array.from(again[0]?.dataSync() ?? [])).toEqual([11 * 21, 22 * 42]);
    expect(Array.from(kept.dataSync())).toEqual([11, 22]);
    requireRecording(recording).dispose();
    tf.dispose([x, variable, kept, ...outputs, ...again]);
  });
});

describe('a call that throws', () => {
  const table = (): tf.Variable => variableOf([1, 2, 3]);
  const count = (variable: tf.Variable, indices: Tensor): Tensor[] => {
    tf.engine().runKernel('Assign', { variable, value: tf.add(variable, 1) });
    return [tf.gather(variable, indices)];
  };

  it.each([1, 2])('leaves variables and memory as they were, in run %d', (failing) => {
    const variable = table();
    const [right, wrong] = [tf.tensor1d([0, 2], 'int32'), tf.tensor1d([0, 3], 'int32')];
    const before = tf.memory();
    const recordOne = (x: Tensor): ReturnType<typeof recordKernels> =>
      recordKernels([x], ([x]) => count(variable, x as Tensor));
    if (failing === 1) {
      expect(() => tf.tidy(() => void recordOne(wrong))).toThrow('GatherV2: expected indices in 0..2');
      expect([...variable.dataSync()]).toEqual([1, 2, 3]);
    } else {
      const { outputs, recording } = recordOne(right);
      tf.dispose(outputs);
      const recorded = requireRecording(recording);
      expect(() => recorded.run([wrong], none)).toThrow('GatherV2: expected indices in 0..2');
      expect([...variable.dataSync()]).toEqual([2, 3, 4]);
      const again = recorded.run([right], none) ?? [];
      expect(Array.from(again[0]?.dataSync() ?? [])).toEqual([3, 5]);
      tf.dispose(again);
      recorded.dispose();
    }
    expect(tf.memory()).toEqual(before);
    tf.dispose([variable, right, wrong]);
  });
});

describe('a recording has to be made anew', () => {
  let x: Tensor;
  let outside: Tensor;
  let weights: tf.Variable;
  beforeAll(() => {
    x = tf.tensor1d([1, 2, 3]);
    outside = tf.tensor1d([1, 1, 1]);
    weights = tf.variable(tf.tensor1d([4, 5, 6]));
  });
  const make = (): Recording => {
    const { outputs, recording } = recordKernels([x], ([x]) => [tf.add(tf.mul(x as Tensor, weights), outside)]);
    tf.dispose(outputs);
    return requireRecording(recording);
  };

  it('when a variable has moved', () => {
    const recording = make();
    weights.assign(tf.tensor1d([7, 8, 9]));
    expect(recording.run([x], none)).toBeNull();
    recording.dispose();
  });

  it('when something it reads is gone, or it is itself', () => {
    const recording = make();
    outside.dispose();
    expect(recording.run([x], none)).toBeNull();
    recording.dispose();
    recording.dispose();
    expect(recording.run([x], none)).toBeNull();
  });
});
