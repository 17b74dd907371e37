import { LetterPairs } from './letter-pairs.ts';

// In "abab" a is followed by b twice and b by a once; the alphabet is a, b and everything else.
const pairs = new LetterPairs(['abab']);

it('counts how often one letter follows another', () => {
  expect(pairs.bits('ab')).toBeCloseTo(-Math.log2(2.1 / 2.3), 10);
  expect(pairs.bits('ba')).toBeCloseTo(-Math.log2(1.1 / 1.3), 10);
  expect(pairs.bits('bab')).toBeCloseTo(pairs.bits('ba') + pairs.bits('ab'), 10);
});

it('makes the probabilities of what may follow add up to 1', () => {
  const sum = ['a', 'b', 'z'].reduce((total, next) => total + 2 ** -pairs.bits(`a${next}`), 0);
  expect(sum).toBeCloseTo(1, 10);
});

it('takes no pair across two texts, and characters beyond 16 bits as one', () => {
  expect(new LetterPairs(['ab', 'cd']).bits('bc')).toBeCloseTo(Math.log2(5), 10);
  expect(new LetterPairs(['😀😀']).bits('😀😀')).toBeCloseTo(-Math.log2(1.1 / 1.2), 10);
});

it('finds no surprise in a text of one letter or none', () => {
  expect(pairs.bits('a')).toBe(0);
  expect(pairs.bits('')).toBe(0);
});
