import type { GradConfig } from '@tensorflow/tfjs-core';
import { arithmeticGradients } from './arithmetic.ts';
import { comparisonGradients } from './comparison.ts';
import { complexGradients } from './complex.ts';
import { convolutionGradients } from './convolution.ts';
import { cropGradients } from './crop.ts';
import { einsumGradients } from './einsum.ts';
import { extremaGradients } from './extrema.ts';
import { gatherGradients } from './gather.ts';
import { matMulGradients } from './mat-mul.ts';
import { maxPoolingGradients } from './max-pooling.ts';
import { normalizationGradients } from './normalization.ts';
import { poolingGradients } from './pooling.ts';
import { rearrangeGradients } from './rearrange.ts';
import { resizeGradients } from './resize.ts';
import { samplingGradients } from './sampling.ts';
import { scanGradients } from './scan.ts';
import { scatterGradients } from './scatter.ts';
import { softmaxGradients } from './softmax.ts';

/** Gradients that take the place of tfjs-core's own, or stand where it has none. */
export const correctedGradients: readonly GradConfig[] = [
  ...arithmeticGradients,
  ...comparisonGradients,
  ...complexGradients,
  ...convolutionGradients,
  ...cropGradients,
  ...einsumGradients,
  ...extremaGradients,
  ...gatherGradients,
  ...matMulGradients,
  ...maxPoolingGradients,
  ...normalizationGradients,
  ...poolingGradients,
  ...rearrangeGradients,
  ...resizeGradients,
  ...samplingGradients,
  ...scanGradients,
  ...scatterGradients,
  ...softmaxGradients,
];
