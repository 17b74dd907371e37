import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import {
  camelCaseKey,
  fromKerasConfig,
  fromKerasObject,
  isSerializedObject,
  snakeCaseKey,
  toKerasConfig,
} from './config.ts';

const golden = join(import.meta.dirname, '../../conformance/golden');

function readGolden(): { file: string; content: unknown }[] {
  return readdirSync(golden, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.json'))
    .map((file) => ({ file, content: JSON.parse(readFileSync(join(golden, file), 'utf8')) as unknown }));
}

/** What the conversion is documented to drop or to shorten, taken out of what Keras wrote. */
function withoutBookkeeping(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutBookkeeping);
  if (typeof value !== 'object' || value === null) return value;
  const { class_name, config } = value as Record<string, unknown>;
  if (class_name === 'DTypePolicy') return (config as { name: string }).name;
  const dropped = ['module', 'registered_name', 'build_config', 'compile_config'];
  const kept = Object.entries(value).filter(([key]) => class_name === undefined || !dropped.includes(key));
  return Object.fromEntries(kept.map(([key, item]) => [key, withoutBookkeeping(item)]));
}

/** Every `{ class_name, config }` inside `value`, outermost first. */
function kerasObjects(value: unknown): object[] {
  if (typeof value !== 'object' || value === null) return [];
  const inside = Object.values(value).flatMap(kerasObjects);
  return isSerializedObject(value) ? [value, ...inside] : inside;
}

it('every Keras configuration of the golden data survives the way to ours and back', () => {
  const files = readGolden();
  const objects = files.flatMap(({ content }) => kerasObjects(content));
  expect(files.length).toBeGreaterThan(100);
  expect(objects.length).toBeGreaterThan(1500);
  for (const object of objects) {
    const ours = fromKerasConfig(object);
    expect(JSON.stringify(ours)).not.toContain('class_name');
    expect(withoutBookkeeping(toKerasConfig(ours))).toEqual(withoutBookkeeping(object));
  }
});

it('layers inside get back the module that Keras wrote', () => {
  const isOfLayers = (module: unknown, className: unknown): boolean =>
    module === 'keras.layers' || module === 'keras.src.models.functional' || className === 'Sequential';
  const modulesInside = (object: object): unknown[] =>
    kerasObjects(object)
      .slice(1)
      .map((inside) => inside as { module?: unknown; class_name: unknown })
      .filter(({ module, class_name }) => isOfLayers(module, class_name))
      .map(({ module, class_name }) => [module, class_name]);
  const stored = readGolden().flatMap(({ content }) => kerasObjects(content));
  const written = stored.filter((object) => 'module' in object && modulesInside(object).length > 0);
  expect(written.length).toBeGreaterThan(10);
  for (const object of written) {
    const back = toKerasConfig(fromKerasConfig(object)) as object;
    expect(modulesInside(back)).toEqual(modulesInside(object));
  }
});

it('writes modules for layers inside, of the caller’s too, and for nothing else', () => {
  const dense = { className: 'Dense', config: { kernelInitializer: { className: 'Zeros', config: {} } } };
  const inside = { class_name: 'Dense', config: { kernel_initializer: { class_name: 'Zeros', config: {} } } };
  const layer = { module: 'keras.layers', ...inside };
  expect(toKerasConfig(dense)).toEqual(inside);
  expect(toKerasConfig({ layer: dense, backwardLayer: null, other: dense })).toEqual({
    layer,
    backward_layer: null,
    other: inside,
  });
  const rnn = { className: 'RNN', config: { cell: { className: 'StackedRNNCells', config: { cells: [dense] } } } };
  expect(toKerasConfig(rnn)).toEqual({
    class_name: 'RNN',
    config: { cell: { module: 'keras.layers', class_name: 'StackedRNNCells', config: { cells: [layer] } } },
  });
  const sequential = { className: 'Sequential', config: { layers: [dense] } };
  expect(toKerasConfig({ layer: sequential })).toEqual({
    layer: { module: 'keras', class_name: 'Sequential', config: { layers: [layer] } },
  });
  // Keras looks for a class of the caller's by its name, which `registered_name: null` would hide.
  expect(toKerasConfig({ layer: { className: 'Mine', config: {} } })).toEqual({
    layer: { module: 'keras.layers', class_name: 'Mine', config: {} },
  });
});

it('so does what models are compiled with', () => {
  for (const { file, content } of readGolden().filter(({ file }) => file.startsWith('training'))) {
    const { compile } = content as { compile: object };
    expect({ file, compile: toKerasConfig(fromKerasConfig(compile)) }).toEqual({ file, compile });
  }
});

it.each([
  ['units', 'units'],
  ['kernel_initializer', 'kernelInitializer'],
  ['l1', 'l1'],
  ['l2_shrinkage_regularization_strength', 'l2ShrinkageRegularizationStrength'],
  ['t_mul', 'tMul'],
  ['beta_1', 'beta1'],
  ['beta_2_decay', 'beta2Decay'],
  ['adam_beta_1', 'adamBeta1'],
  ['epsilon_2', 'epsilon2'],
  ['x_factor', 'xFactor'],
  ['batch_input_shape', 'batchInputShape'],
])('%s is %s', (snake, camel) => {
  expect(camelCaseKey(snake)).toBe(camel);
  expect(snakeCaseKey(camel)).toBe(snake);
});

it('so does any argument of words and underscores', () => {
  const words = fc.array(fc.stringMatching(/^[a-z]{1,8}[0-9]{0,2}$/), { minLength: 1, maxLength: 5 });
  fc.assert(fc.property(words, (parts) => snakeCaseKey(camelCaseKey(parts.join('_'))) === parts.join('_')));
});

it('converts keys at every depth, values not at all', () => {
  const keras = {
    module: 'keras.layers',
    class_name: 'Bidirectional',
    config: {
      dtype: { module: 'keras', class_name: 'DTypePolicy', config: { name: 'float32' }, registered_name: null },
      merge_mode: null,
      layer: { class_name: 'LSTM', config: { return_sequences: true, kernel_initializer: 'glorot_uniform' } },
      vocabulary: ['snake_case'],
    },
    registered_name: null,
    build_config: { input_shape: [null, 3, 2] },
  };
  expect(fromKerasConfig(keras)).toEqual({
    className: 'Bidirectional',
    config: {
      dtype: 'float32',
      mergeMode: null,
      layer: { className: 'LSTM', config: { returnSequences: true, kernelInitializer: 'glorot_uniform' } },
      vocabulary: ['snake_case'],
    },
  });
});

it('writes keywords as Keras does, and leaves names and other texts as they are', () => {
  const config = {
    name: 'myLayer',
    activation: 'hardSigmoid',
    dataFormat: 'channelsLast',
    curve: 'ROC',
    kernelInitializer: { className: 'VarianceScaling', config: { mode: 'fanIn', distribution: 'truncatedNormal' } },
    vocabulary: ['camelCase'],
  };
  expect(toKerasConfig(config)).toEqual({
    name: 'myLayer',
    activation: 'hard_sigmoid',
    data_format: 'channels_last',
    curve: 'ROC',
    kernel_initializer: { class_name: 'VarianceScaling', config: { mode: 'fan_in', distribution: 'truncated_normal' } },
    vocabulary: ['camelCase'],
  });
});

it('keeps what places a layer in a functional model', () => {
  const keras = {
    class_name: 'Dense',
    config: { units: 2 },
    name: 'dense_1',
    inbound_nodes: [
      { args: [{ class_name: '__keras_tensor__', config: { keras_history: ['x_in', 0, 0] } }], kwargs: {} },
    ],
  };
  expect(fromKerasObject(keras)).toEqual({
    className: 'Dense',
    config: { units: 2 },
    name: 'dense_1',
    inboundNodes: [{ args: [{ className: '__keras_tensor__', config: { kerasHistory: ['x_in', 0, 0] } }], kwargs: {} }],
  });
});

it('keys that are names of outputs or variables stay', () => {
  const keras = {
    loss: { dense_1: 'mse', out_2: { class_name: 'Huber', config: { delta: 2, reduction: 'sum' } } },
    loss_weights: { dense_1: 0.5 },
    weighted_metrics: { dense_1: ['mae'] },
    optimizer: { class_name: 'SGD', config: { learning_rate: 0.1 } },
  };
  const ours = fromKerasConfig(keras);
  expect(ours).toEqual({
    loss: { dense_1: 'mse', out_2: { className: 'Huber', config: { delta: 2, reduction: 'sum' } } },
    lossWeights: { dense_1: 0.5 },
    weightedMetrics: { dense_1: ['mae'] },
    optimizer: { className: 'SGD', config: { learningRate: 0.1 } },
  });
  expect(toKerasConfig(ours)).toEqual(keras);
});

it('a function is its name', () => {
  const fn = { module: 'builtins', class_name: 'function', config: 'mean_squared_error', registered_name: 'function' };
  expect(fromKerasConfig({ fn })).toEqual({ fn: 'mean_squared_error' });
});

it('leaves instances, functions and typed arrays alone', () => {
  const values = { fn: () => 1, mean: new Float32Array(2), when: new Date(0), none: null, missing: undefined };
  const ours = fromKerasConfig(values) as typeof values;
  expect(ours).toEqual(values);
  expect(ours.mean).toBe(values.mean);
  expect((toKerasConfig(values) as typeof values).when).toBe(values.when);
});

it('knows serialised objects of both spellings', () => {
  expect(
    [
      { className: 'Dense', config: {} },
      { class_name: 'Dense', config: null },
    ].map(isSerializedObject),
  ).toEqual([true, true]);
  const others: unknown[] = [
    null,
    'Dense',
    [],
    {},
    { className: 'Dense' },
    { className: 5, config: {} },
    { config: {} },
  ];
  expect(others.some(isSerializedObject)).toBe(false);
});
