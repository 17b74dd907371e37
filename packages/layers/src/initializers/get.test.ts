import '@tensorflow/tfjs-backend-cpu';
import { ArgumentError, UnknownNameError } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import { getInitializer, initializerRegistry, serializeInitializer, type InitializerLike } from './get.ts';
import * as initializers from './index.ts';

beforeAll(() => tf.setBackend('cpu'));

it.each([
  ['zeros', 'Zeros'],
  ['zero', 'Zeros'],
  ['Ones', 'Ones'],
  ['one', 'Ones'],
  ['constant', 'Constant'],
  ['identity', 'Identity'],
  ['IdentityInitializer', 'Identity'],
  ['stft', 'STFT'],
  ['STFTInitializer', 'STFT'],
  ['normal', 'RandomNormal'],
  ['random_normal', 'RandomNormal'],
  ['truncatedNormal', 'TruncatedNormal'],
  ['uniform', 'RandomUniform'],
  ['randomUniform', 'RandomUniform'],
  ['variance_scaling', 'VarianceScaling'],
  ['glorot_uniform', 'GlorotUniform'],
  ['glorotNormal', 'GlorotNormal'],
  ['lecun_normal', 'LecunNormal'],
  ['LecunUniform', 'LecunUniform'],
  ['he_normal', 'HeNormal'],
  ['heUniform', 'HeUniform'],
  ['orthogonal', 'Orthogonal'],
  ['OrthogonalInitializer', 'Orthogonal'],
])('%s is %s, and survives a round trip', (name, className) => {
  const initializer = getInitializer(name as InitializerLike);
  const serialized = serializeInitializer(initializer);
  expect(serialized.className).toBe(className);
  expect(initializer.constructor).toBe(initializers[className as 'Zeros']);
  const again = getInitializer(JSON.parse(JSON.stringify(serialized)) as InitializerLike);
  expect(serializeInitializer(again)).toEqual(serialized);
});

it('takes an instance, a Keras configuration and a function', () => {
  const instance = new initializers.Ones();
  expect(getInitializer(instance)).toBe(instance);
  const keras = { class_name: 'HeNormal', config: { seed: 3, input_axes: null, output_axes: null } };
  const heNormal = getInitializer(keras as unknown as InitializerLike);
  expect(heNormal.getConfig()).toEqual({ seed: 3, inputAxes: null, outputAxes: null });
  const custom = getInitializer((shape, dtype) => tf.fill([...shape], 7, dtype));
  const value = custom.call([2], 'int32');
  expect([...value.dataSync()]).toEqual([7, 7]);
  value.dispose();
});

it('a function cannot be made again from its configuration', () => {
  const serialized = serializeInitializer(getInitializer((shape) => tf.zeros([...shape])));
  expect(() => initializerRegistry.deserialize(serialized)).toThrow(UnknownNameError);
});

it('names the nearest', () => {
  expect(() => getInitializer('glorot_unifrom' as InitializerLike)).toThrow(
    "Unknown initializer 'glorot_unifrom'. Did you mean 'glorotUniform'?",
  );
});

it.each([5, true, {}, [], { className: 3, config: {} }])('%p is no initializer', (value) => {
  expect(() => getInitializer(value as unknown as InitializerLike)).toThrow(ArgumentError);
});
