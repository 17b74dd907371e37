import { fingerprint64 } from './farm-hash.ts';

describe('fingerprint64', () => {
  // One length for each way through, and the ends of the blocks, by FarmHash's own program.
  it.each([
    [0, 11160318154034397263n],
    [3, 3091163115821544028n],
    [7, 15062398191181189679n],
    [16, 3320895591121647644n],
    [32, 12901576723999808517n],
    [64, 6916188127298655160n],
    [65, 4935023790501551929n],
    [128, 5868382771906808855n],
    [200, 13938988265971950527n],
  ])('of %i letters', (count, expected) => {
    expect(fingerprint64(new TextEncoder().encode('x'.repeat(count)))).toBe(expected);
  });
});
