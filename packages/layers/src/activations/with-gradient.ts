import { customGrad, type GradSaveFunc, type Tensor } from '@tensorflow/tfjs-core';

/** What {@link withGradient} computes: a value and its gradient. */
export interface Differentiable {
  value: (x: Tensor) => Tensor;
  /** The gradient with respect to `x`, from that with respect to the value. */
  gradient: (dy: Tensor, x: Tensor) => Tensor;
}

/** `value(x)`, differentiated by `gradient` instead of by the ops inside. */
export function withGradient(x: Tensor, { value, gradient }: Differentiable): Tensor {
  return customGrad((...args) => {
    const [x, save] = args as unknown as [Tensor, GradSaveFunc];
    save([x]);
    return { value: value(x), gradFunc: (dy: Tensor, saved: Tensor[]) => gradient(dy, saved[0] as Tensor) };
  })(x);
}
