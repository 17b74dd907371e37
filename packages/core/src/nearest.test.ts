import { didYouMean, nearest } from './nearest.ts';

const names = ['relu', 'sigmoid', 'softmax', 'categoricalCrossentropy'];

it.each([
  ['rellu', 'relu'],
  ['SIGMOID', 'sigmoid'],
  ['categorical_crossentropy', 'categoricalCrossentropy'],
  ['sofmax', 'softmax'],
  ['transformer', null],
  ['', null],
])('%p is nearest to %p', (name, found) => expect(nearest(name, names)).toBe(found));

it('without candidates nothing is near', () => expect(nearest('relu', [])).toBeNull());

it('didYouMean ends a sentence, or says nothing', () => {
  expect(`Unknown activation 'rellu'.${didYouMean('rellu', names)}`).toBe(
    "Unknown activation 'rellu'. Did you mean 'relu'?",
  );
  expect(didYouMean('transformer', names)).toBe('');
});
