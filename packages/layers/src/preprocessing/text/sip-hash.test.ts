import { sipHash } from './sip-hash.ts';

describe('sipHash', () => {
  it('gives the value that the paper prints', () => {
    const bytes = Uint8Array.from({ length: 15 }, (_, i) => i);
    expect(sipHash(bytes, [0x0706050403020100n, 0x0f0e0d0c0b0a0908n])).toBe(0xa129ca6149be45e5n);
  });
});
