import { invalidArgument } from '@argali/core';
import { fingerprint64 } from './farm-hash.ts';
import { sipHash } from './sip-hash.ts';

/** A key for SipHash; one number stands for the same twice. */
export type Salt = number | readonly [number, number];

const encoder = /* @__PURE__ */ new TextEncoder();

/** The salt as two numbers, or `null` for none. */
export function checkSalt(salt: unknown, owner: string): [number, number] | null {
  if (salt == null) return null;
  const pair: unknown[] = Array.isArray(salt) ? salt : [salt, salt];
  if (pair.length !== 2 || !pair.every((part) => Number.isSafeInteger(part) && Number(part) >= 0))
    throw invalidArgument({ owner, name: 'salt' }, 'a whole number that is not negative, or two of them', salt);
  return pair as [number, number];
}

/** One of `count` buckets for a value: by FarmHash of its text, or by SipHash under a salt. */
export function hashBucket(value: string | number, count: number, salt: readonly [number, number] | null): number {
  const bytes = encoder.encode(String(value));
  const hash = salt === null ? fingerprint64(bytes) : sipHash(bytes, [BigInt(salt[0]), BigInt(salt[1])]);
  return Number(hash % BigInt(count));
}

/** One of `count` buckets for a row of values, texts by their fingerprints and whole numbers as they are. */
export function crossBucket(values: readonly (string | number)[], count: number): number {
  const hash = values
    .map((value) =>
      typeof value === 'string' ? fingerprint64(encoder.encode(value)) : BigInt.asUintN(64, BigInt(value)),
    )
    .reduce(joinFingerprints, 0xdecafcaffen);
  return Number(hash % BigInt(count));
}

/** TensorFlow's way to make one fingerprint of two. */
function joinFingerprints(a: bigint, b: bigint): bigint {
  const factor = 0xc6a4a7935bd1e995n;
  const u64 = (value: bigint): bigint => BigInt.asUintN(64, value);
  const mix = (value: bigint): bigint => value ^ (value >> 47n);
  const joined = a ^ factor ^ u64(mix(u64(b * factor)) * factor);
  return mix(u64(mix(u64(joined * factor)) * factor));
}
