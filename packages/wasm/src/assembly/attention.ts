// Scaled dot-product attention of several heads, forward and backward: weights = softmax(scale · query · keyᵀ), output =
// weights · value. Heads lie side by side in the rows of queries, keys and values, and are read where they lie.
import { rowPeak, scaleRow, shareRow } from './cross-entropy';
import { gemm, gemmScratch } from './gemm';
import { dotOf } from './sums';

/** Sizes and addresses, written by the caller as consecutive 32-bit integers. */
@unmanaged
export class Attention {
  batch: i32;
  queries: i32;
  keys: i32;
  /** Each head of keys and values serves as many neighbouring heads of queries as there are more of these. */
  heads: i32;
  keyHeads: i32;
  keySize: i32;
  valueSize: i32;
  /** Which keys a query sees, a byte each, 0 for all of them; then the distances along its axes, 0 where it is repeated. */
  mask: usize;
  maskBatch: i32;
  maskHead: i32;
  maskQuery: i32;
  maskKey: i32;
  /** Whether a query that sees nothing gets zeros rather than the mean of all values. */
  clear: i32;
  /** [batch, queries, heads, keySize], [batch, keys, keyHeads, keySize], [batch, keys, keyHeads, valueSize]. */
  query: usize;
  key: usize;
  value: usize;
  /** [batch, heads, queries, keys]. */
  weights: usize;
  /** [batch, queries, heads, valueSize]. */
  output: usize;
  dOutput: usize;
  dQuery: usize;
  dKey: usize;
  dValue: usize;
  scratch: usize;
}

/** What takes the place of scores that do not count. */
const UNSEEN: f32 = -2.4e38;

/** Bytes of `Attention.scratch`. */
export function attentionScratch(queries: i32, keys: i32, size: i32): usize {
  const sides = max(max(queries, keys), size);
  return gemmScratch(sides, sides, sides) + (<usize>(keys * max(queries, size)) << 2) + (<usize>(queries * keys) << 2);
}

/** Where a head of a sample begins in a tensor [batch, places, heads, size]. */
@inline
function headAt(tensor: usize, sample: i32, places: i32, heads: i32, head: i32, size: i32): usize {
  return tensor + (<usize>((sample * places * heads + head) * size) << 2);
}

/** Distance between the places of a tensor [batch, places, heads, size]. */
@inline
function placeBytes(heads: i32, size: i32): usize {
  return <usize>(heads * size) << 2;
}

/** c [m, n] = a [m, k] · b [k, n]; of each the distances between rows and, of a and b, between columns. */
@inline
function product(
  s: Attention, m: i32, n: i32, k: i32, a: usize, aRow: usize, aColumn: usize, b: usize, bRow: usize, bColumn: usize, c: usize,
  cRow: usize,
): void {
  gemm(m, n, k, a, aRow, aColumn, b, bRow, bColumn, c, cRow, 0, -Infinity, Infinity, s.scratch);
}

@inline
function maskRow(s: Attention, sample: i32, head: i32, query: i32): usize {
  return s.mask + <usize>(sample * s.maskBatch + head * s.maskHead + query * s.maskQuery);
}

/** Puts `value` where the mask is false. */
function cover(s: Attention, mask: usize, row: usize, value: f32): void {
  for (let key = 0; key < s.keys; key++) {
    if (!load<u8>(mask)) store<f32>(row, value);
    mask += s.maskKey;
    row += 4;
  }
}

/** Softmax of scale · scores, row by row, in place. */
function weigh(s: Attention, sample: i32, head: i32, scores: usize, scale: f32): void {
  for (let query = 0; query < s.queries; query++) {
    const mask = maskRow(s, sample, head, query);
    if (s.mask) cover(s, mask, scores, UNSEEN);
    const peak = rowPeak(scores, s.keys);
    scaleRow(scores, s.keys, 1 / shareRow(scores, scores, s.keys, peak, scale));
    if (s.mask && s.clear) cover(s, mask, scores, 0);
    scores += <usize>s.keys << 2;
  }
}

export function attentionForward(s: Attention, scale: f32): void {
  const toQuery = placeBytes(s.heads, s.keySize), toKey = placeBytes(s.keyHeads, s.keySize);
  const toValue = placeBytes(s.keyHeads, s.valueSize), toOutput = placeBytes(s.heads, s.valueSize);
  const row = <usize>s.keys << 2, group = s.heads / s.keyHeads;
  let weights = s.weights;
  for (let sample = 0; sample < s.batch; sample++) {
    for (let head = 0; head < s.heads; head++) {
      const query = headAt(s.query, sample, s.queries, s.heads, head, s.keySize);
      const key = headAt(s.key, sample, s.keys, s.keyHeads, head / group, s.keySize);
      const value = headAt(s.value, sample, s.keys, s.keyHeads, head / group, s.valueSize);
      const output = headAt(s.output, sample, s.queries, s.heads, head, s.valueSize);
      product(s, s.queries, s.keys, s.keySize, query, toQuery, 4, key, 4, toKey, weights, row);
      weigh(s, sample, head, weights, scale);
      product(s, s.queries, s.valueSize, s.keys, weights, row, 4, value, toValue, 4, output, toOutput);
      weights += <usize>s.queries * row;
    }
  }
}

/** From the gradient of weights to that of query · keyᵀ: scale · w (dw - Σ w dw), in place, 0 where the mask is false. */
function weighGradient(s: Attention, sample: i32, head: i32, weights: usize, gradient: usize, scale: f32): void {
  const bytes = <usize>s.keys << 2, whole = bytes & ~15, scale4 = f32x4.splat(scale);
  for (let query = 0; query < s.queries; query++) {
    const dot = <f32>dotOf(weights, gradient, s.keys), dot4 = f32x4.splat(dot);
    for (let i: usize = 0; i < whole; i += 16) {
      const slope = f32x4.sub(v128.load(gradient + i), dot4);
      v128.store(gradient + i, f32x4.mul(f32x4.mul(v128.load(weights + i), scale4), slope));
    }
    for (let i = whole; i < bytes; i += 4) {
      store<f32>(gradient + i, load<f32>(weights + i) * scale * (load<f32>(gradient + i) - dot));
    }
    if (s.mask) cover(s, maskRow(s, sample, head, query), gradient, 0);
    weights += bytes;
    gradient += bytes;
  }
}

/** c [keys, size] = aᵀ · b, or with `accumulate` c += aᵀ · b by way of `room`; rows of a hold the keys. */
function keyProduct(
  s: Attention, size: i32, a: usize, b: usize, bRow: usize, c: usize, cRow: usize, accumulate: bool, room: usize,
): void {
  const bytes = <usize>size << 2, to = accumulate ? room : c;
  product(s, s.keys, size, s.queries, a, 4, <usize>s.keys << 2, b, bRow, 4, to, accumulate ? bytes : cRow);
  if (!accumulate) return;
  for (let key = 0; key < s.keys; key++) {
    for (let i: usize = 0; i < bytes; i += 4) store<f32>(c + i, load<f32>(c + i) + load<f32>(room + i));
    c += cRow;
    room += bytes;
  }
}

export function attentionBackward(s: Attention, scale: f32): void {
  const toQuery = placeBytes(s.heads, s.keySize), toKey = placeBytes(s.keyHeads, s.keySize);
  const toValue = placeBytes(s.keyHeads, s.valueSize), toOutput = placeBytes(s.heads, s.valueSize);
  const row = <usize>s.keys << 2, group = s.heads / s.keyHeads;
  const dScores = s.scratch + gemmScratch(sides(s), sides(s), sides(s)), room = dScores + <usize>s.queries * row;
  let weights = s.weights;
  for (let sample = 0; sample < s.batch; sample++) {
    for (let head = 0; head < s.heads; head++) {
      const keyHead = head / group, isMore = head % group != 0;
      const query = headAt(s.query, sample, s.queries, s.heads, head, s.keySize);
      const key = headAt(s.key, sample, s.keys, s.keyHeads, keyHead, s.keySize);
      const value = headAt(s.value, sample, s.keys, s.keyHeads, keyHead, s.valueSize);
      const dOutput = headAt(s.dOutput, sample, s.queries, s.heads, head, s.valueSize);
      const dQuery = headAt(s.dQuery, sample, s.queries, s.heads, head, s.keySize);
      const dKey = headAt(s.dKey, sample, s.keys, s.keyHeads, keyHead, s.keySize);
      const dValue = headAt(s.dValue, sample, s.keys, s.keyHeads, keyHead, s.valueSize);
      keyProduct(s, s.valueSize, weights, dOutput, toOutput, dValue, toValue, isMore, room);
      product(s, s.queries, s.keys, s.valueSize, dOutput, toOutput, 4, value, 4, toValue, dScores, row);
      weighGradient(s, sample, head, weights, dScores, scale);
      product(s, s.queries, s.keySize, s.keys, dScores, row, 4, key, toKey, 4, dQuery, toQuery);
      keyProduct(s, s.keySize, dScores, query, toQuery, dKey, toKey, isMore, room);
      weights += <usize>s.queries * row;
    }
  }
}

@inline
function sides(s: Attention): i32 {
  return max(max(s.queries, s.keys), max(s.keySize, s.valueSize));
}
