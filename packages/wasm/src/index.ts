export { hasRelaxedSimd, type Build } from './binary.ts';
export type { Recorded, Recording } from './recording.ts';
export { recordKernels, registerTrainingKernels, type TrainingKernelOptions } from './register.ts';
