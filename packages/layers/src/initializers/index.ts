export { Constant, type ConstantConfig } from './constant.ts';
export {
  getInitializer,
  initializerRegistry,
  serializeInitializer,
  type InitializerFunction,
  type InitializerLike,
  type InitializerName,
} from './get.ts';
export { GlorotNormal } from './glorot-normal.ts';
export { GlorotUniform } from './glorot-uniform.ts';
export { HeNormal } from './he-normal.ts';
export { HeUniform } from './he-uniform.ts';
export { Identity, Identity as IdentityInitializer, type IdentityConfig } from './identity.ts';
export { Initializer } from './initializer.ts';
export { LecunNormal } from './lecun-normal.ts';
export { LecunUniform } from './lecun-uniform.ts';
export { Ones } from './ones.ts';
export { Orthogonal, Orthogonal as OrthogonalInitializer, type OrthogonalConfig } from './orthogonal.ts';
export { RandomInitializer, type RandomInitializerConfig } from './random-initializer.ts';
export { RandomNormal, type RandomNormalConfig } from './random-normal.ts';
export { RandomUniform, type RandomUniformConfig } from './random-uniform.ts';
export { STFT, STFT as STFTInitializer, type STFTConfig } from './stft.ts';
export { TruncatedNormal, type TruncatedNormalConfig } from './truncated-normal.ts';
export {
  VarianceScaling,
  type FanConfig,
  type VarianceScalingConfig,
  type VarianceScalingDistribution,
  type VarianceScalingMode,
} from './variance-scaling.ts';
export { Zeros } from './zeros.ts';
