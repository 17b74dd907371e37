import '@tensorflow/tfjs-backend-cpu';
import { ArgumentError, UnknownNameError } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import {
  getActivation,
  registerActivation,
  serializeActivation,
  type ActivationFunction,
  type ActivationLike,
} from './get.ts';
import * as activations from './index.ts';

const withoutName = new Set([
  'getActivation',
  'isBuiltInActivation',
  'registerActivation',
  'serializeActivation',
  'threshold',
]);
const named = Object.entries(activations).filter(([name]) => !withoutName.has(name)) as [string, ActivationFunction][];

it.each(named)('%s is found by its name and keeps it', (name, fn) => {
  const snake = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  for (const spelling of [name, snake]) expect(getActivation(spelling as ActivationLike)).toBe(fn);
  expect(getActivation(serializeActivation(fn))).toBe(fn);
});

it('no activation is linear', () => {
  expect(getActivation(null)).toBe(activations.linear);
  expect(getActivation(undefined)).toBe(activations.linear);
  expect(serializeActivation(activations.silu)).toBe('silu');
  expect(serializeActivation(activations.hardSwish)).toBe('hardSilu');
});

it('a function stays itself, until it is registered', () => {
  const square = (x: tf.Tensor): tf.Tensor => tf.square(x);
  expect(getActivation(square)).toBe(square);
  expect(serializeActivation(square)).toBe(square);
  registerActivation('mySquare', square);
  registerActivation('mySquare', square);
  expect(serializeActivation(square)).toBe('mySquare');
  expect(getActivation('my_square' as ActivationLike)).toBe(square);
  expect(() => registerActivation('my_square', activations.relu)).toThrow(ArgumentError);
  expect(() => registerActivation('relu', square)).toThrow("Cannot register activation 'relu': the name is taken");
  expect(getActivation('relu')).toBe(activations.relu);
});

it.each([
  ['reluu', "Unknown activation 'reluu'. Did you mean 'relu'?"],
  ['hard_sigmod', "Unknown activation 'hard_sigmod'. Did you mean 'hardSigmoid'?"],
  ['constructor', "Unknown activation 'constructor'."],
  ['__proto__', "Unknown activation '__proto__'."],
  ['', "Unknown activation ''."],
])('%p is no name', (name, message) => {
  expect(() => getActivation(name as ActivationLike)).toThrow(UnknownNameError);
  expect(() => getActivation(name as ActivationLike)).toThrow(message);
});

it.each([7, true, {}, { className: 'relu', config: {} }, [], Symbol('relu')])('%p is no activation', (value) => {
  expect(() => getActivation(value as unknown as ActivationLike)).toThrow(ArgumentError);
});
