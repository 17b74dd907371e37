import { median, summarize } from './statistics.ts';

describe('statistics', () => {
  it('takes the middle value', () => {
    expect(median([5])).toBe(5);
    expect(median([10, 9, 100])).toBe(10);
    expect(median([4, 1, 3, 2])).toBe(2.5);
  });

  it('refuses to summarize nothing', () => expect(() => median([])).toThrow('expected at least one value'));

  it('leaves the values in their order', () => {
    const values = [3, 1, 2];
    expect(summarize(values)).toEqual({ median: 2, min: 1, max: 3 });
    expect(values).toEqual([3, 1, 2]);
  });
});
