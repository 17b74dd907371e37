export { celu } from './celu.ts';
export { elu } from './elu.ts';
export { exponential } from './exponential.ts';
export { gelu } from './gelu.ts';
export {
  getActivation,
  isBuiltInActivation,
  registerActivation,
  serializeActivation,
  type ActivationFunction,
  type ActivationLike,
  type ActivationName,
} from './get.ts';
export { glu } from './glu.ts';
export { hardShrink } from './hard-shrink.ts';
export { hardSigmoid } from './hard-sigmoid.ts';
export { hardSilu, hardSilu as hardSwish } from './hard-silu.ts';
export { hardTanh } from './hard-tanh.ts';
export { leakyRelu } from './leaky-relu.ts';
export { linear } from './linear.ts';
export { logSigmoid } from './log-sigmoid.ts';
export { logSoftmax } from './log-softmax.ts';
export { mish } from './mish.ts';
export { relu, type ReluOptions } from './relu.ts';
export { relu6 } from './relu6.ts';
export { selu } from './selu.ts';
export { sigmoid } from './sigmoid.ts';
export { silu, silu as swish } from './silu.ts';
export { softShrink } from './soft-shrink.ts';
export { softmax } from './softmax.ts';
export { softplus } from './softplus.ts';
export { softsign } from './softsign.ts';
export { sparsePlus } from './sparse-plus.ts';
export { sparseSigmoid } from './sparse-sigmoid.ts';
export { sparsemax } from './sparsemax.ts';
export { squareplus } from './squareplus.ts';
export { tanhShrink } from './tanh-shrink.ts';
export { tanh } from './tanh.ts';
export { threshold, type ThresholdOptions } from './threshold.ts';
