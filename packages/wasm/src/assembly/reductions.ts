// Reductions over the middle axis of [outer, count, inner].
import { BLOCK_ROWS, highLanes, lowLanes, sumHere, toFloats } from './sums';
import { loadPart, maxLanes, minLanes, storePart } from './vector';

const MAX: i32 = 0;
const MIN: i32 = 1;

@inline
function start(kind: i32): f32 {
  return kind == MAX ? -Infinity : Infinity;
}

@inline
function join(kind: i32, a: v128, b: v128): v128 {
  return kind == MAX ? f32x4.max(a, b) : f32x4.min(a, b);
}

@inline
function joinLanes(kind: i32, v: v128): f32 {
  return kind == MAX ? maxLanes(v) : minLanes(v);
}

/** All of a row, in four independent vectors. */
@inline
function reduceRow(kind: i32, x: usize, count: i32): f32 {
  const first = f32x4.splat(start(kind)), end = x + (<usize>count << 2);
  let a = first, b = first, c = first, d = first;
  for (; x + 64 <= end; x += 64) {
    a = join(kind, a, v128.load(x));
    b = join(kind, b, v128.load(x, 16));
    c = join(kind, c, v128.load(x, 32));
    d = join(kind, d, v128.load(x, 48));
  }
  for (; x + 16 <= end; x += 16) a = join(kind, a, v128.load(x));
  for (; x < end; x += 4) {
    const one = f32x4.replace_lane(first, 0, load<f32>(x));
    b = join(kind, b, one);
  }
  return joinLanes(kind, join(kind, join(kind, a, b), join(kind, c, d)));
}

/** Down the columns of [count, inner], sixteen or four columns at a time. */
@inline
function reduceColumns(kind: i32, x: usize, count: i32, inner: i32, to: usize): void {
  const first = f32x4.splat(start(kind)), stride = <usize>inner << 2;
  let column = 0;
  for (; column + 16 <= inner; column += 16) {
    let a = first, b = first, c = first, d = first, from = x + (<usize>column << 2);
    for (let i = 0; i < count; i++) {
      a = join(kind, a, v128.load(from));
      b = join(kind, b, v128.load(from, 16));
      c = join(kind, c, v128.load(from, 32));
      d = join(kind, d, v128.load(from, 48));
      from += stride;
    }
    const at = to + (<usize>column << 2);
    v128.store(at, a);
    v128.store(at, b, 16);
    v128.store(at, c, 32);
    v128.store(at, d, 48);
  }
  for (; column < inner; column += 4) {
    const width = min(4, inner - column);
    let sum = first, from = x + (<usize>column << 2);
    for (let i = 0; i < count; i++) {
      sum = join(kind, sum, width == 4 ? v128.load(from) : loadPart(from, width));
      from += stride;
    }
    if (width == 4) v128.store(to + (<usize>column << 2), sum);
    else storePart(to + (<usize>column << 2), sum, width);
  }
}

@inline
function reduce(kind: i32, x: usize, outer: i32, count: i32, inner: i32, to: usize): void {
  const block = <usize>(count * inner) << 2;
  for (let i = 0; i < outer; i++) {
    if (inner == 1) store<f32>(to, reduceRow(kind, x, count));
    else reduceColumns(kind, x, count, inner, to);
    x += block;
    to += <usize>inner << 2;
  }
}

/** Down the columns of [count, inner], sixteen or four at a time. */
function sumColumns(x: usize, count: i32, inner: i32, to: usize): void {
  const stride = <usize>inner << 2;
  let column = 0;
  for (; column + 16 <= inner; column += 16) sumSixteen(x + (<usize>column << 2), count, stride, to + (<usize>column << 2));
  for (; column < inner; column += 4) {
    const width = min(4, inner - column), sum = sumFour(x + (<usize>column << 2), count, stride, width);
    if (width == 4) v128.store(to + (<usize>column << 2), sum);
    else storePart(to + (<usize>column << 2), sum, width);
  }
}

/** A line of the cache wide. The sums of a block are made in single precision, those of many blocks in double. */
@inline
function sumSixteen(x: usize, count: i32, stride: usize, to: usize): void {
  let p = f64x2.splat(0), q = p, r = p, s = p, t = p, u = p, v = p, w = p;
  const isShort = count <= BLOCK_ROWS;
  while (count > 0) {
    let a = f32x4.splat(0), b = a, c = a, d = a;
    for (let rest = min(count, BLOCK_ROWS); rest > 0; rest--, x += stride) {
      a = f32x4.add(a, v128.load(x));
      b = f32x4.add(b, v128.load(x, 16));
      c = f32x4.add(c, v128.load(x, 32));
      d = f32x4.add(d, v128.load(x, 48));
    }
    if (isShort) {
      storeSixteen(to, a, b, c, d);
      return;
    }
    p = f64x2.add(p, lowLanes(a));
    q = f64x2.add(q, highLanes(a));
    r = f64x2.add(r, lowLanes(b));
    s = f64x2.add(s, highLanes(b));
    t = f64x2.add(t, lowLanes(c));
    u = f64x2.add(u, highLanes(c));
    v = f64x2.add(v, lowLanes(d));
    w = f64x2.add(w, highLanes(d));
    count -= BLOCK_ROWS;
  }
  storeSixteen(to, toFloats(p, q), toFloats(r, s), toFloats(t, u), toFloats(v, w));
}

@inline
function storeSixteen(to: usize, a: v128, b: v128, c: v128, d: v128): void {
  v128.store(to, a);
  v128.store(to, b, 16);
  v128.store(to, c, 32);
  v128.store(to, d, 48);
}

/** The same for `width` columns, four or fewer. */
@inline
function sumFour(x: usize, count: i32, stride: usize, width: i32): v128 {
  let low = f64x2.splat(0), high = low;
  while (count > 0) {
    let sum = f32x4.splat(0), rest = min(count, BLOCK_ROWS);
    for (; rest > 0; rest--, x += stride) sum = f32x4.add(sum, width == 4 ? v128.load(x) : loadPart(x, width));
    low = f64x2.add(low, lowLanes(sum));
    high = f64x2.add(high, highLanes(sum));
    count -= BLOCK_ROWS;
  }
  return toFloats(low, high);
}

export function reduceSum(x: usize, outer: i32, count: i32, inner: i32, to: usize): void {
  const block = <usize>(count * inner) << 2;
  for (let i = 0; i < outer; i++) {
    if (inner == 1) store<f32>(to, <f32>sumHere(x, count));
    else sumColumns(x, count, inner, to);
    x += block;
    to += <usize>inner << 2;
  }
}
export function reduceMax(x: usize, outer: i32, count: i32, inner: i32, to: usize): void {
  reduce(MAX, x, outer, count, inner, to);
}
export function reduceMin(x: usize, outer: i32, count: i32, inner: i32, to: usize): void {
  reduce(MIN, x, outer, count, inner, to);
}

/** Of truth values, a byte each: whether any of them holds, or all do. */
@inline
function reduceTruth(isAll: bool, x: usize, outer: i32, count: i32, inner: i32, to: usize): void {
  for (let i = 0; i < outer; i++) {
    memory.fill(to, <u8>isAll, <usize>inner);
    for (let k = 0; k < count; k++) {
      for (let j: usize = 0; j < <usize>inner; j++) {
        const holds = load<u8>(x + j) != 0, before = load<u8>(to + j) != 0;
        store<u8>(to + j, <u8>(isAll ? before && holds : before || holds));
      }
      x += <usize>inner;
    }
    to += <usize>inner;
  }
}

export function reduceAny(x: usize, outer: i32, count: i32, inner: i32, to: usize): void {
  reduceTruth(false, x, outer, count, inner, to);
}
export function reduceAll(x: usize, outer: i32, count: i32, inner: i32, to: usize): void {
  reduceTruth(true, x, outer, count, inner, to);
}
