import { ngrams, splitters, standardizers } from './tokenize.ts';

describe('texts', () => {
  it('are made alike as in Keras: beyond ASCII letters keep their case', () => {
    expect(standardizers.lower('Ärger IST da!')).toBe('Ärger ist da!');
    expect(standardizers.stripPunctuation("a-b_c'd, «e» [f] \\g")).toBe('abcd «e» f g');
    expect(standardizers.lowerAndStripPunctuation('A.B.')).toBe('ab');
  });

  it('are cut at whitespace, or into characters', () => {
    expect(splitters.whitespace('  a \t b\nc ')).toEqual(['a', 'b', 'c']);
    expect(splitters.whitespace('')).toEqual([]);
    expect(splitters.character('a😀é')).toEqual(['a', '😀', 'é']);
  });

  it('become runs of tokens, for each width', () => {
    expect(ngrams(['a', 'b', 'c'], [1, 2])).toEqual(['a', 'b', 'c', 'a b', 'b c']);
    expect(ngrams(['a'], [2, 3])).toEqual([]);
  });
});
