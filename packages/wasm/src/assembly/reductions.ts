// Reductions over the middle axis of [outer, count, inner].
import { loadPart, maxLanes, minLanes, storePart, sumLanes } from './vector';

const SUM: i32 = 0;
const MAX: i32 = 1;
const MIN: i32 = 2;

@inline
function start(kind: i32): f32 {
  return kind == SUM ? 0 : kind == MAX ? -Infinity : Infinity;
}

@inline
function join(kind: i32, a: v128, b: v128): v128 {
  if (kind == SUM) return f32x4.add(a, b);
  return kind == MAX ? f32x4.max(a, b) : f32x4.min(a, b);
}

@inline
function joinLanes(kind: i32, v: v128): f32 {
  if (kind == SUM) return sumLanes(v);
  return kind == MAX ? maxLanes(v) : minLanes(v);
}

/** All of a row, in four independent vectors: faster, and sums lose less to rounding. */
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

export function reduceSum(x: usize, outer: i32, count: i32, inner: i32, to: usize): void {
  reduce(SUM, x, outer, count, inner, to);
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
