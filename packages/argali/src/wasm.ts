export { registerTrainingKernels, type TrainingKernelOptions } from '@argali/wasm';
