/**
 * Writes the register-tile kernels that every matrix product and convolution is made of.
 *
 * A tile is `rows` × 8 sums held in registers (two vectors a row). Each step of the one inner loop loads 8 values of a
 * packed panel `b` and, for every row, multiplies them by one value of `a`.
 *
 * - `rowTile`: every row of `a` is walked along by `aStep` bytes. `c[i] = clamp(init[i] + Σk a[i][k]·b[k])`.
 *   Rows of `a`, `c` and `init` are found through tables of pointers, so one kernel serves matrix products (rows at a
 *   fixed distance) and the input gradient of a convolution (rows of `c` are image windows).
 * - `stripTile`: the same for rows of `a` that lie side by side, as those of a transposed matrix: value k of row i is
 *   `a[k * aStep + i]`.
 * - `windowTile`: as `rowTile`, but value k of every row lies at an offset of a table, as forward convolution needs.
 * - `columnTile`: column k of `a` starts at a pointer of a table, row i lies at an offset of another one:
 *   `c[i] += Σk a[k][i]·b[k]`, as the filter gradient of a convolution needs.
 *
 * What keeps them fast in V8: the loop counts down and is not unrolled, no row uses more registers than this, and the
 * multiply-adds come in an order (`descending`) in which V8 does not load all values of `a` before the first product,
 * since that spills registers and halves the speed. `scripts/gemm-speed.mjs` measures it.
 */

const range = (count) => Array.from({ length: count }, (_, index) => index);

const each = (rows, line, separator = '\n  ') => range(rows).map(line).join(separator);

/** Sums of the rows, set to zero. */
const sums = (rows) => each(rows, (i) => `let left${i} = f32x4.splat(0), right${i} = f32x4.splat(0);`);

/** One step: a row of the panel times one value of each row of `a`. */
const products = ({ rows, madd, order, address }) => `const bLeft = v128.load(b), bRight = v128.load(b, 16);
    ${order(rows)
      .map(
        (i) =>
          `{ const x = v128.load32_splat(${address(i)}); left${i} = ${madd('x', 'bLeft', `left${i}`)}; right${i} = ${madd('x', 'bRight', `right${i}`)}; }`,
      )
      .join('\n    ')}`;

/** Stores the sums plus the start values, between the bounds. */
const storeRows = (rows) => `const lower = f32x4.splat(low), upper = f32x4.splat(high);
  ${each(
    rows,
    (i) =>
      `{ const from = <usize>load<u32>(init, ${4 * i}) + initOffset, to = <usize>load<u32>(c, ${4 * i}) + cOffset; ` +
      `v128.store(to, clamp(f32x4.add(left${i}, v128.load(from)), lower, upper)); ` +
      `v128.store(to, clamp(f32x4.add(right${i}, v128.load(from, 16)), lower, upper), 16); }`,
  )}`;

const rowTile = ({ rows, madd, order }) => `
function rowTile${rows}(
  k: i32, a: usize, aOffset: usize, aStep: usize, b: usize, bStep: usize,
  c: usize, cOffset: usize, init: usize, initOffset: usize, low: f32, high: f32,
): void {
  ${each(rows, (i) => `let a${i} = <usize>load<u32>(a, ${4 * i}) + aOffset;`)}
  ${sums(rows)}
  while (k > 0) {
    ${products({ rows, madd, order, address: (i) => `a${i}` })}
    b += bStep;
    ${each(rows, (i) => `a${i} += aStep;`, ' ')}
    k--;
  }
  ${storeRows(rows)}
}`;

const stripTile = ({ rows, madd, order }) => `
function stripTile${rows}(
  k: i32, a: usize, aStep: usize, b: usize, bStep: usize,
  c: usize, cOffset: usize, init: usize, initOffset: usize, low: f32, high: f32,
): void {
  ${sums(rows)}
  while (k > 0) {
    ${products({ rows, madd, order, address: (i) => (i ? `a, ${4 * i}` : 'a') })}
    b += bStep;
    a += aStep;
    k--;
  }
  ${storeRows(rows)}
}`;

const windowTile = ({ rows, madd, order }) => `
function windowTile${rows}(
  k: i32, a: usize, offsets: usize, b: usize,
  c: usize, cOffset: usize, init: usize, initOffset: usize, low: f32, high: f32,
): void {
  ${each(rows, (i) => `const a${i} = <usize>load<u32>(a, ${4 * i});`)}
  ${sums(rows)}
  while (k > 0) {
    const offset = <usize>load<u32>(offsets);
    ${products({ rows, madd, order, address: (i) => `a${i} + offset` })}
    b += 32;
    offsets += 4;
    k--;
  }
  ${storeRows(rows)}
}`;

const columnTile = ({ rows, madd, order }) => `
function columnTile${rows}(
  k: i32, columns: usize, offsets: usize, b: usize, bStep: usize, c: usize, cStride: usize,
): void {
  ${each(rows, (i) => `const offset${i} = <usize>load<u32>(offsets, ${4 * i});`)}
  ${sums(rows)}
  while (k > 0) {
    const a = <usize>load<u32>(columns);
    ${products({ rows, madd, order, address: (i) => `a + offset${i}` })}
    b += bStep;
    columns += 4;
    k--;
  }
  ${each(rows, (i) => `v128.store(c, f32x4.add(v128.load(c), left${i})); v128.store(c, f32x4.add(v128.load(c, 16), right${i}), 16);${i < rows - 1 ? ' c += cStride;' : ''}`)}
}`;

/**
 * Picks the tile with the given number of rows: the last tile of a block has fewer. Inlined where tiles
 * may take few steps, since passing so many arguments twice is then a tenth of the time.
 */
const dispatcher = ({ name, maxRows, parameters, inline }) => `
${inline ? '@inline\n' : ''}export function ${name}(rows: i32, ${parameters.map(([parameter, type]) => `${parameter}: ${type}`).join(', ')}): void {
  ${range(maxRows)
    .map((i) => maxRows - i)
    .map((rows) => `if (rows == ${rows}) ${name}${rows}(${parameters.map(([parameter]) => parameter).join(', ')});`)
    .join('\n  else ')}
}`;

/** Names and types from `name: type` separated by commas. */
const parameterList = (text) => text.split(', ').map((parameter) => parameter.split(': '));
const place = 'c: usize, cOffset: usize, init: usize, initOffset: usize, low: f32, high: f32';
const rowParameters = parameterList(`k: i32, a: usize, aOffset: usize, aStep: usize, b: usize, bStep: usize, ${place}`);
const stripParameters = parameterList(`k: i32, a: usize, aStep: usize, b: usize, bStep: usize, ${place}`);
const windowParameters = parameterList(`k: i32, a: usize, offsets: usize, b: usize, ${place}`);
const columnParameters = parameterList(
  'k: i32, columns: usize, offsets: usize, b: usize, bStep: usize, c: usize, cStride: usize',
);

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
    stripTile({ rows: i + 1, madd, order }),
    columnTile({ rows: i + 1, madd, order }),
    windowTile({ rows: i + 1, madd, order }),
  ]);
  return `// Written by scripts/micro-kernels.mjs.
export const TILE_ROWS: i32 = ${maxRows};

// pmax and pmin let a NaN in the first place through.
@inline
function clamp(value: v128, lower: v128, upper: v128): v128 {
  return f32x4.pmin(f32x4.pmax(value, lower), upper);
}
${tiles.join('\n')}
${dispatcher({ name: 'rowTile', maxRows, parameters: rowParameters, inline: true })}
${dispatcher({ name: 'stripTile', maxRows, parameters: stripParameters, inline: true })}
${dispatcher({ name: 'windowTile', maxRows, parameters: windowParameters, inline: true })}
${dispatcher({ name: 'columnTile', maxRows, parameters: columnParameters })}
`;
}
