const k0 = 0xc3a5c85c97cb3127n;
const k1 = 0xb492b66fbe98f273n;
const k2 = 0x9ae16a3b2f90404fn;

const u64 = (value: bigint): bigint => BigInt.asUintN(64, value);
const rotate = (value: bigint, bits: bigint): bigint => u64((value >> bits) | (value << (64n - bits)));
const shiftMix = (value: bigint): bigint => value ^ (value >> 47n);

/**
 * FarmHash's `Fingerprint64` of bytes, which never changes between versions and machines. Unsigned, of 64 bits.
 *
 * Source: Pike, 2014, https://github.com/google/farmhash
 */
export function fingerprint64(bytes: Uint8Array): bigint {
  const input = new Input(bytes);
  const { size } = input;
  if (size <= 16) return upTo16(input);
  if (size <= 32) return upTo32(input);
  return size <= 64 ? upTo64(input) : longer(input);
}

/** Little-endian words of the bytes. */
class Input {
  readonly size: number;
  readonly #view: DataView;

  constructor(bytes: Uint8Array) {
    this.size = bytes.length;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  at(index: number): number {
    return this.#view.getUint8(index);
  }

  word32(offset: number): bigint {
    return BigInt(this.#view.getUint32(offset, true));
  }

  /** The eight bytes at `offset`; one below zero counts from the end. */
  word(offset: number): bigint {
    return this.#view.getBigUint64(offset < 0 ? this.size + offset : offset, true);
  }
}

function mix(u: bigint, v: bigint, factor: bigint): bigint {
  const a = shiftMix(u64((u ^ v) * factor));
  return u64(shiftMix(u64((v ^ a) * factor)) * factor);
}

function upTo16(input: Input): bigint {
  const { size } = input;
  const factor = u64(k2 + BigInt(size) * 2n);
  if (size >= 8) {
    const a = u64(input.word(0) + k2);
    const b = input.word(-8);
    return mix(u64(rotate(b, 37n) * factor + a), u64((rotate(a, 25n) + b) * factor), factor);
  }
  if (size >= 4) return mix(u64(BigInt(size) + (input.word32(0) << 3n)), input.word32(size - 4), factor);
  if (size === 0) return k2;
  const y = BigInt(input.at(0) + (input.at(size >> 1) << 8));
  const z = BigInt(size + (input.at(size - 1) << 2));
  return u64(shiftMix(u64(y * k2) ^ u64(z * k0)) * k2);
}

function upTo32(input: Input): bigint {
  const factor = u64(k2 + BigInt(input.size) * 2n);
  const a = u64(input.word(0) * k1);
  const b = input.word(8);
  const c = u64(input.word(-8) * factor);
  const d = u64(input.word(-16) * k2);
  return mix(u64(rotate(u64(a + b), 43n) + rotate(c, 30n) + d), u64(a + rotate(u64(b + k2), 18n) + c), factor);
}

function upTo64(input: Input): bigint {
  const factor = u64(k2 + BigInt(input.size) * 2n);
  const a = u64(input.word(0) * k2);
  const b = input.word(8);
  const c = u64(input.word(-8) * factor);
  const d = u64(input.word(-16) * k2);
  const y = u64(rotate(u64(a + b), 43n) + rotate(c, 30n) + d);
  const z = mix(y, u64(a + rotate(u64(b + k2), 18n) + c), factor);
  const e = u64(input.word(16) * factor);
  const f = input.word(24);
  const g = u64((y + input.word(-32)) * factor);
  const h = u64((z + input.word(-24)) * factor);
  return mix(u64(rotate(u64(e + f), 43n) + rotate(g, 30n) + h), u64(e + rotate(u64(f + a), 18n) + g), factor);
}

type Pair = readonly [bigint, bigint];

/** Mixes 32 bytes into a pair of seeds. */
function weak(input: Input, offset: number, [seedA, seedB]: Pair): Pair {
  const last = input.word(offset + 24);
  const a = u64(seedA + input.word(offset));
  const b = rotate(u64(seedB + a + last), 21n);
  const sum = u64(a + input.word(offset + 8) + input.word(offset + 16));
  return [u64(sum + last), u64(b + rotate(sum, 44n) + a)];
}

interface State {
  x: bigint;
  y: bigint;
  z: bigint;
  v: Pair;
  w: Pair;
}

/** Mixes 64 bytes into the state; `weight` sets the last step apart. */
function step(
  input: Input,
  offset: number,
  { state, factor, weight }: { state: State; factor: bigint; weight: bigint },
): State {
  const { v, w } = state;
  const word = (at: number): bigint => input.word(offset + at);
  const x = u64(rotate(u64(state.x + state.y + v[0] + word(8)), 37n) * factor) ^ u64(w[1] * weight);
  const y = u64(rotate(u64(state.y + v[1] + word(48)), 42n) * factor + v[0] * weight + word(40));
  const z = u64(rotate(u64(state.z + w[0]), 33n) * factor);
  return {
    x: z,
    y,
    z: x,
    v: weak(input, offset, [u64(v[1] * factor), u64(x + w[0])]),
    w: weak(input, offset + 32, [u64(z + w[1]), u64(y + word(16))]),
  };
}

function longer(input: Input): bigint {
  const seed = 81n;
  const y = u64(seed * k1 + 113n);
  let state: State = {
    x: u64(seed * k2 + input.word(0)),
    y,
    z: u64(shiftMix(u64(y * k2 + 113n)) * k2),
    v: [0n, 0n],
    w: [0n, 0n],
  };
  const end = Math.floor((input.size - 1) / 64) * 64;
  for (let offset = 0; offset < end; offset += 64) state = step(input, offset, { state, factor: k1, weight: 1n });
  const factor = u64(k1 + ((state.z & 0xffn) << 1n));
  const rest = u64(state.w[0] + BigInt((input.size - 1) & 63));
  const first = u64(state.v[0] + rest);
  state = { ...state, v: [first, state.v[1]], w: [u64(rest + first), state.w[1]] };
  const { x, y: last, z, v, w } = step(input, input.size - 64, { state, factor, weight: 9n });
  return mix(u64(mix(v[0], w[0], factor) + shiftMix(last) * k0 + z), u64(mix(v[1], w[1], factor) + x), factor);
}
