import { add, erf, mul, square, tanh, tidy, type Tensor } from '@tensorflow/tfjs-core';
import { fusedFunction } from './fused-function.ts';

const fusedGelu = /* @__PURE__ */ fusedFunction('Gelu');
const fusedGeluApproximate = /* @__PURE__ */ fusedFunction('GeluApproximate');

/**
 * `x · P(X ≤ x)` for a standard normal `X`: `x / 2 · (1 + erf(x / √2))`, or, if `approximate`,
 * `x / 2 · (1 + tanh(√(2 / π) · (x + 0.044715 · x³)))`.
 *
 * @see https://keras.io/api/layers/activations/#gelu-function
 * @see https://arxiv.org/abs/1606.08415
 */
export function gelu(x: Tensor, approximate: boolean = false): Tensor {
  const fused = approximate ? fusedGeluApproximate(x) : fusedGelu(x);
  return fused ?? tidy(() => mul(mul(x, 0.5), add(approximate ? tanhOfCubic(x) : erf(mul(x, Math.SQRT1_2)), 1)));
}

/** `tanh(√(2 / π) · x · (1 + 0.044715 · x²))`, which is nearly `erf(x / √2)`. */
function tanhOfCubic(x: Tensor): Tensor {
  return tanh(mul(mul(x, Math.sqrt(2 / Math.PI)), add(mul(square(x), 0.044715), 1)));
}
