// The functions of one and two elements in double precision, by the names of their kernels.

/** erf by its series, or its continued fraction far out. */
function erf(x: number): number {
  if (Math.abs(x) > 5) return Math.sign(x);
  let term = x;
  let sum = x;
  for (let n = 1; n < 200; n++) {
    term *= (-x * x) / n;
    sum += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}

/** 1 - erf to all digits of a small result: by its continued fraction from 2 on. */
export function erfc(x: number): number {
  if (x < 2) return 1 - erf(x);
  let fraction = x;
  for (let n = 200; n > 0; n--) fraction = x + n / 2 / fraction;
  return Math.exp(-x * x) / Math.sqrt(Math.PI) / fraction;
}

export const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

function roundToEven(x: number): number {
  const floor = Math.floor(x);
  if (x - floor !== 0.5) return Math.round(x);
  return floor % 2 === 0 ? floor : floor + 1;
}

export interface Reference {
  f: (x: number) => number;
  attrs?: object;
  /** Where a float has all digits of the result. */
  domain?: [number, number];
}

export const functions: Record<string, Reference> = {
  Abs: { f: Math.abs },
  Ceil: { f: Math.ceil },
  ClipByValue: { f: (x) => Math.min(Math.max(x, -1.5), 2), attrs: { clipValueMin: -1.5, clipValueMax: 2 } },
  Elu: { f: (x) => (x < 0 ? Math.expm1(x) : x) },
  Erf: { f: erf, domain: [-6, 6] },
  Exp: { f: Math.exp, domain: [-87, 88.7] },
  Expm1: { f: Math.expm1, domain: [-30, 60] },
  Floor: { f: Math.floor },
  Gelu: { f: (x) => (x / 2) * erfc(-x / Math.SQRT2), domain: [-3, 6] },
  GeluApproximate: {
    f: (x) => x * sigmoid(2 * Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)),
    domain: [-3, 6],
  },
  LeakyRelu: { f: (x) => (x < 0 ? 0.1 * x : x), attrs: { alpha: 0.1 } },
  Log: { f: Math.log, domain: [1e-40, 1e6] },
  Log1p: { f: Math.log1p, domain: [-0.999, 50] },
  Neg: { f: (x) => -x },
  Reciprocal: { f: (x) => 1 / x },
  Relu: { f: (x) => Math.max(x, 0) },
  Relu6: { f: (x) => Math.min(Math.max(x, 0), 6) },
  Round: { f: roundToEven },
  Rsqrt: { f: (x) => 1 / Math.sqrt(x), domain: [0.01, 100] },
  Selu: { f: (x) => 1.0507009873554805 * (x < 0 ? 1.6732632423543772 * Math.expm1(x) : x) },
  Sigmoid: { f: sigmoid, domain: [-80, 80] },
  Sign: { f: Math.sign },
  Silu: { f: (x) => x * sigmoid(x), domain: [-60, 60] },
  Softplus: { f: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))), domain: [-80, 80] },
  Sqrt: { f: Math.sqrt, domain: [0, 100] },
  Square: { f: (x) => x * x },
  Step: { f: (x) => (x > 0 ? 1 : 0.25), attrs: { alpha: 0.25 } },
  Tanh: { f: Math.tanh, domain: [-10, 10] },
};

/** All but `Prelu`, whose inputs have names of their own. */
export const binaries: Record<string, (a: number, b: number) => number> = {
  Add: (a, b) => a + b,
  Sub: (a, b) => a - b,
  Multiply: (a, b) => a * b,
  RealDiv: (a, b) => a / b,
  Maximum: Math.max,
  Minimum: Math.min,
  SquaredDifference: (a, b) => (a - b) ** 2,
};
