/**
 * Writes the register-tile kernels that every matrix product and convolution is made of.
 *
 * A tile is `rows` × 8 sums held in registers (two vectors a row). Each step of the one inner loop loads 8 values of a
 * packed panel `b` and, for every row, multiplies them by one value of `a`.
 *
 * - `rowTile`: every row of `a` is walked along by `aStep` bytes. `c[i] = clamp(init[i] + Σk a[i][k]·b[k])`.
 *   Rows of `a`, `c` and `init` are found through tables of pointers, so one kernel serves matrix products (rows at a
 *   fixed distance), forward convolution (rows of `a` are image windows) and the input gradient (rows of `c` are).
 * - `columnTile`: column k of `a` starts at a pointer of a table, row i lies at an offset of another one:
 *   `c[i] += Σk a[k][i]·b[k]`, as the filter gradient of a convolution needs.
 *
 * What keeps them fast in V8: the loop counts down and is not unrolled, no row uses more registers than this, and the
 * multiply-adds come in an order (`descending`) in which V8 does not load all values of `a` before the first product,
 * since that spills registers and halves the speed. `scripts/gemm-speed.mjs` measures it.
 */

const range = (count) => Array.from({ length: count }, (_, index) => index);

const rowTile = ({ rows, madd, order }) => {
  const each = (line, separator = '\n  ') => range(rows).map(line).join(separator);
  return `
function rowTile${rows}(
  k: i32, a: usize, aOffset: usize, aStep: usize, b: usize, bStep: usize,
  c: usize, cOffset: usize, init: usize, initOffset: usize, low: f32, high: f32,
): void {
  ${each((i) => `let a${i} = <usize>load<u32>(a, ${4 * i}) + aOffset;`)}
  ${each((i) => `let left${i} = f32x4.splat(0), right${i} = f32x4.splat(0);`)}
  while (k > 0) {
    const bLeft = v128.load(b), bRight = v128.load(b, 16);
    ${order(rows)
      .map(
        (i) =>
          `{ const x = v128.load32_splat(a${i}); left${i} = ${madd('x', 'bLeft', `left${i}`)}; right${i} = ${madd('x', 'bRight', `right${i}`)}; }`,
      )
      .join('\n    ')}
    b += bStep;
    ${each((i) => `a${i} += aStep;`, ' ')}
    k--;
  }
  const lower = f32x4.splat(low), upper = f32x4.splat(high);
  ${each(
    (i) =>
      `{ const from = <usize>load<u32>(init, ${4 * i}) + initOffset, to = <usize>load<u32>(c, ${4 * i}) + cOffset; ` +
      `v128.store(to, clamp(f32x4.add(left${i}, v128.load(from)), lower, upper)); ` +
      `v128.store(to, clamp(f32x4.add(right${i}, v128.load(from, 16)), lower, upper), 16); }`,
  )}
}`;
};

const columnTile = ({ rows, madd, order }) => {
  const each = (line, separator = '\n  ') => range(rows).map(line).join(separator);
  return `
function columnTile${rows}(k: i32, columns: usize, offsets: usize, b: usize, c: usize, cStride: usize): void {
  ${each((i) => `const offset${i} = <usize>load<u32>(offsets, ${4 * i});`)}
  ${each((i) => `let left${i} = f32x4.splat(0), right${i} = f32x4.splat(0);`)}
  while (k > 0) {
    const a = <usize>load<u32>(columns);
    const bLeft = v128.load(b), bRight = v128.load(b, 16);
    ${order(rows)
      .map(
        (i) =>
          `{ const x = v128.load32_splat(a + offset${i}); left${i} = ${madd('x', 'bLeft', `left${i}`)}; right${i} = ${madd('x', 'bRight', `right${i}`)}; }`,
      )
      .join('\n    ')}
    b += 32;
    columns += 4;
    k--;
  }
  ${each((i) => `v128.store(c, f32x4.add(v128.load(c), left${i})); v128.store(c, f32x4.add(v128.load(c, 16), right${i}), 16);${i < rows - 1 ? ' c += cStride;' : ''}`)}
}`;
};

/** Picks the tile with the given number of rows: the last tile of a block has fewer. */
const dispatcher = ({ name, maxRows, parameters }) => `
export function ${name}(rows: i32, ${parameters.map(([parameter, type]) => `${parameter}: ${type}`).join(', ')}): void {
  ${range(maxRows)
    .map((i) => maxRows - i)
    .map((rows) => `if (rows == ${rows}) ${name}${rows}(${parameters.map(([parameter]) => parameter).join(', ')});`)
    .join('\n  else ')}
}`;

const rowParameters = [
  ['k', 'i32'],
  ['a', 'usize'],
  ['aOffset', 'usize'],
  ['aStep', 'usize'],
  ['b', 'usize'],
  ['bStep', 'usize'],
  ['c', 'usize'],
  ['cOffset', 'usize'],
  ['init', 'usize'],
  ['initOffset', 'usize'],
  ['low', 'f32'],
  ['high', 'f32'],
];
const columnParameters = [
  ['k', 'i32'],
  ['columns', 'usize'],
  ['offsets', 'usize'],
  ['b', 'usize'],
  ['c', 'usize'],
  ['cStride', 'usize'],
];

/** Orders of the multiply-adds of one step. */
export const ascending = (rows) => range(rows);
export const descending = (rows) => range(rows).reverse();

/** The AssemblyScript source of the tiles: 6 rows with relaxed multiply-add, 5 without. */
export function microKernels({ relaxed, order = descending }) {
  const maxRows = relaxed ? 6 : 5;
  const madd = relaxed
    ? (a, b, c) => `f32x4.relaxed_madd(${a}, ${b}, ${c})`
    : (a, b, c) => `f32x4.add(${c}, f32x4.mul(${a}, ${b}))`;
  const tiles = range(maxRows).flatMap((i) => [
    rowTile({ rows: i + 1, madd, order }),
    columnTile({ rows: i + 1, madd, order }),
  ]);
  return `// Written by scripts/micro-kernels.mjs.
export const TILE_ROWS: i32 = ${maxRows};

// pmax and pmin let a NaN in the first place through.
@inline
function clamp(value: v128, lower: v128, upper: v128): v128 {
  return f32x4.pmin(f32x4.pmax(value, lower), upper);
}
${tiles.join('\n')}
${dispatcher({ name: 'rowTile', maxRows, parameters: rowParameters })}
${dispatcher({ name: 'columnTile', maxRows, parameters: columnParameters })}
`;
}
