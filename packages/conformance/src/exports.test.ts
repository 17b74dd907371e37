import { Constraint, Layer } from '@argali/layers';
import { classesExist, classNamesOf, functionNamed, namesExist } from './exports.ts';

it('knows classes by their kind', () => {
  expect([...classNamesOf(Layer)]).toEqual(expect.arrayContaining(['Dense', 'Conv2D', 'Sequential']));
  expect([...classNamesOf(Constraint)]).toEqual(expect.arrayContaining(['MaxNorm', 'UnitNorm']));
  expect(classNamesOf(Layer).has('MaxNorm')).toBe(false);
});

it('a configuration exists if every class in it does', () => {
  const l2 = { class_name: 'L2', config: { l2: 0.1 } };
  expect(classesExist({ class_name: 'Dense', config: { units: 1, kernel_regularizer: l2 } })).toBe(true);
  expect(classesExist({ class_name: 'Dance', config: {} })).toBe(false);
  expect(classesExist({ class_name: 'Dense', config: { kernel_regularizer: { ...l2, class_name: 'L9' } } })).toBe(
    false,
  );
  expect(classesExist({ layers: [{ class_name: 'Dance', config: {} }] })).toBe(false);
});

it('names are understood as the registries do', () => {
  expect(namesExist(['mse', 'sparse_categorical_crossentropy', { out: 'accuracy' }, null, undefined])).toBe(true);
  expect(namesExist(['mse', 'mean_squared_eror'])).toBe(false);
  expect(namesExist({ out: { class_name: 'NoSuchLoss', config: {} } })).toBe(false);
});

it('finds functions wherever they are exported, and no classes', () => {
  expect([functionNamed('leakyRelu'), functionNamed('meanSquaredError')].map((fn) => typeof fn)).toEqual([
    'function',
    'function',
  ]);
  expect([functionNamed('Dense'), functionNamed('noSuchFunction')]).toEqual([null, null]);
});
