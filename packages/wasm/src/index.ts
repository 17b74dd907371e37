export { hasRelaxedSimd, type Build } from './binary.ts';
export { registerTrainingKernels, type TrainingKernelOptions } from './register.ts';
