/**
 * Writes the transforms of Winograd's convolution with 3×3 filters, F(4×4, 3×3) (Lavin and Gray 2015,
 * https://arxiv.org/abs/1509.09308): a tile of 4×4 results takes 6×6 products instead of 9·4×4.
 *
 * In one dimension y = Aᵀ[(G g) ∘ (Bᵀ d)]; the matrices follow from the points at which polynomials are multiplied
 * (Toom and Cook). With 0, ±√½, ±√2, ∞ the largest error is a fifth of that with the usual 0, ±1, ±2, ∞ and three times
 * that of the plain sum: 10⁻⁶ of the largest result. In two dimensions a transform runs over the columns, then over the
 * rows. Gradients take the transposed matrices.
 */

const OUT = 4;
const TAPS = 3;
const POINTS = [0, Math.SQRT1_2, -Math.SQRT1_2, Math.SQRT2, -Math.SQRT2];

const range = (count) => Array.from({ length: count }, (_, index) => index);
const powers = (point, count) => range(count).map((exponent) => point ** exponent);
const transpose = (matrix) => matrix[0].map((_, column) => matrix.map((row) => row[column]));
/** Coefficients, lowest first, of the product of x - point. */
const product = (points) => points.reduce((poly, point) => [0, ...poly].map((c, i) => c - point * (poly[i] ?? 0)), [1]);

/** The matrices A [6, 4], G [6, 3] and Bᵀ [6, 6]; the last row of each belongs to the point at infinity. */
function matrices() {
  const others = POINTS.map((point) => POINTS.filter((other) => other !== point));
  const unit = (length) => range(length).map((i) => (i === length - 1 ? 1 : 0));
  const scale = (i) => others[i].reduce((value, other) => value * (POINTS[i] - other), 1);
  return {
    A: [...POINTS.map((point) => powers(point, OUT)), unit(OUT)],
    G: [...POINTS.map((point, i) => powers(point, TAPS).map((value) => value / scale(i))), unit(TAPS)],
    Bt: [...others.map((points) => [...product(points), 0]), product(POINTS)],
  };
}

/** Rounds off what the powers of a root leave behind, so that equal weights are equal. */
const tidy = (matrix) => matrix.map((row) => row.map((weight) => Math.round(weight * 2 ** 40) / 2 ** 40));

/** Σ weight · x as an expression; what has the same weight is added first. */
function weightedSum(weights, madd) {
  const sizes = [...new Set(weights.map(Math.abs))].filter((size) => size !== 0).sort((a, b) => (b === 1) - (a === 1));
  return sizes.reduce((sum, size) => {
    const names = range(weights.length).filter((i) => Math.abs(weights[i]) === size);
    const sign = Math.sign(weights[names[0]]);
    const term = names
      .map((i) => [`x${i}`, weights[i] * sign > 0 ? 'add' : 'sub'])
      .reduce((text, [name, op]) => (text ? `f32x4.${op}(${text}, ${name})` : name), '');
    if (size === 1 && sum) return `f32x4.${sign > 0 ? 'add' : 'sub'}(${sum}, ${term})`;
    if (size === 1 && sign > 0) return term;
    const factor = `f32x4.splat(${sign * size})`;
    return sum ? madd(factor, term, sum) : `f32x4.mul(${factor}, ${term})`;
  }, '');
}

/**
 * A function that reads `columns` vectors, `fromStep` bytes apart, and stores their product with the matrix, `toStep`
 * apart. Two rows that differ only in signs (those of ± a point) share the sums of equal and of opposite sign.
 */
function line(name, matrix, madd) {
  const rows = tidy(matrix);
  const isPair = (i) => rows[i + 1] !== undefined && rows[i].every((w, k) => Math.abs(w) === Math.abs(rows[i + 1][k]));
  const body = [];
  const storeRow = (i, value) => body.push(`v128.store(to + ${i} * toStep, ${value});`);
  for (let i = 0; i < rows.length; i++) {
    if (!isPair(i)) {
      storeRow(i, weightedSum(rows[i], madd));
      continue;
    }
    const half = (sign) => rows[i].map((weight, k) => (weight === sign * rows[i + 1][k] ? weight : 0));
    body.push(`const same${i} = ${weightedSum(half(1), madd)}, other${i} = ${weightedSum(half(-1), madd)};`);
    storeRow(i, `f32x4.add(same${i}, other${i})`);
    storeRow(++i, `f32x4.sub(same${i - 1}, other${i - 1})`);
  }
  return `
@inline
export function ${name}(from: usize, fromStep: usize, to: usize, toStep: usize): void {
  ${matrix[0].map((_, i) => `const x${i} = v128.load(from + ${i} * fromStep);`).join('\n  ')}
  ${body.join('\n  ')}
}`;
}

/** The AssemblyScript source of the transforms. */
export function winogradLines({ relaxed }) {
  const { A, G, Bt } = matrices();
  const madd = relaxed
    ? (a, b, c) => `f32x4.relaxed_madd(${a}, ${b}, ${c})`
    : (a, b, c) => `f32x4.add(${c}, f32x4.mul(${a}, ${b}))`;
  return `// Written by scripts/winograd.mjs.
/** Results of a tile along each axis, and the inputs they take. */
export const OUT: i32 = ${OUT};
export const SPAN: i32 = ${OUT + TAPS - 1};
${line('inputLine', Bt, madd)}
${line('inputGradientLine', transpose(Bt), madd)}
${line('filterLine', G, madd)}
${line('filterGradientLine', transpose(G), madd)}
${line('outputLine', transpose(A), madd)}
${line('outputGradientLine', A, madd)}
`;
}
