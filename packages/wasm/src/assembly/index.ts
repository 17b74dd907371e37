export { attentionBackward, attentionForward, attentionScratch } from './attention';
export { gemm, gemmScratch } from './gemm';
export { multiplyIntegers } from './integer-product';
export { convForward, convForwardScratch } from './conv-forward';
export { convInputGradient, convInputGradientScratch } from './conv-input-gradient';
export { convFilterGradient, convFilterGradientScratch } from './conv-filter-gradient';
export { depthwiseForward, depthwiseInputGradient, depthwiseFilterGradient, depthwiseScratch } from './depthwise';
export {
  maxPool,
  averagePool,
  maxPoolGradient,
  rectifiedMaxPoolGradient,
  averagePoolGradient,
  poolScratch,
} from './pooling';
export {
  abs,
  ceil,
  clamp,
  elu,
  erf,
  exp,
  expm1,
  floor,
  gelu,
  geluApproximate,
  leakyRelu,
  log,
  log1p,
  negate,
  reciprocal,
  round,
  rsqrt,
  scale,
  selu,
  sigmoid,
  signs,
  silu,
  softplus,
  sqrt,
  square,
  step,
  tanh,
} from './unary';
export { add, subtract, multiply, divide, maximum, minimum, squaredDifference, prelu } from './binary';
export { compare, logicalNot } from './comparison';
export { reduceAll, reduceAny, reduceSum, reduceMax, reduceMin } from './reductions';
export { runningProduct, runningSum, runningSumScratch } from './scan';
export { gatherSlices, segmentSum, segmentSumIntegers, segmentSumScratch, select } from './segments';
export {
  softmax,
  logSoftmax,
  logSoftmaxGradient,
  softmaxGradient,
  crossEntropy,
  crossEntropyGradient,
  sparseCrossEntropy,
  sparseCrossEntropyGradient,
} from './cross-entropy';
export { adafactorFactors, adafactorSquares, adafactorStep } from './update-adafactor';
export { movingAverage } from './moving-average';
export {
  adamUpdate,
  amsgradUpdate,
  adamaxUpdate,
  nadamUpdate,
  lambUpdate,
  scheduleFreeUpdate,
} from './update-adam';
export { rmspropUpdate, adagradUpdate, adadeltaUpdate, ftrlUpdate } from './update-adaptive';
export { blend, lionUpdate, muonDirection, sgdUpdate, sgdMomentumUpdate } from './update-momentum';
export { squaredNorm } from './update-parts';
export {
  linearBiasGradient,
  reluBiasGradient,
  sigmoidBiasGradient,
  tanhBiasGradient,
  eluBiasGradient,
  relu6BiasGradient,
  eluOutputGradient,
  geluApproximateGradient,
  geluGradient,
  siluGradient,
} from './activation-gradients';
export { copyStrided, copyStridedBytes, fillWords } from './copy';
export { normalizeGroups, normalizeGroupsGradient } from './group-normalization';
export {
  normalizeRows,
  normalizeRowsGradient,
  columnMoments,
  scaleColumns,
  batchFactors,
  batchSums,
  batchInputGradient,
} from './normalization';
export {
  sequenceScratch,
  simpleRnnForward,
  simpleRnnBackward,
  lstmForward,
  lstmBackward,
  gruForward,
  gruBackward,
  sequenceInputGradient,
  sequenceOrder,
} from './sequence';
export { randomChoice } from './random';
export { dilation, dilationGradient } from './morphology';
export { cropImages, transformImages } from './sampling';
export { complexAdd, complexMultiply, complexSubtract } from './complex';
export { complexAbs, fourier, fourierScratch } from './fourier';
