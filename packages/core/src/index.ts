export { annotate, annotationOf, annotationTensors, maskOf, type Annotation } from './annotations.ts';
export {
  checkBetween,
  checkFinite,
  checkNonNegativeInteger,
  checkOneOf,
  checkPositiveInteger,
  invalidArgument,
  type ArgumentOf,
} from './check.ts';
export {
  camelCaseKey,
  fromKerasConfig,
  fromKerasObject,
  isSerializedObject,
  snakeCaseKey,
  toKerasConfig,
  type SerializedObject,
} from './config.ts';
export { ArgaliError, ArgumentError, DataError, ShapeError, StateError, UnknownNameError, show } from './errors.ts';
export { registerGradients } from './gradients/register.ts';
export { valueAndGradients, type ValueAndGradients } from './gradients/value-and-gradients.ts';
export { hasKernel, logSoftmaxOfRows, runKernel } from './kernels.ts';
export { withoutKerasOnly } from './keras-only.ts';
export { clearSession, normalizeIdentifier, snakeCaseClass, uniqueName, type Name, type SnakeCase } from './names.ts';
export { didYouMean, nearest } from './nearest.ts';
export { isFromLibrary, library } from './origin.ts';
export {
  checkConfig,
  checkOptions,
  declaredOptions,
  optionsFor,
  type OptionedClass,
  type OptionsOf,
} from './options.ts';
export { normal, permutation, philox, truncatedNormal, uniform, type RandomPoint } from './random.ts';
export { readsAtOnce } from './reads-at-once.ts';
export { Registry, classNameOf, type Configurable, type ConfigurableClass, type RegistryOptions } from './registry.ts';
export { requireBackend } from './require-backend.ts';
export { SeedGenerator, nextSeed, observeDraws, setRandomSeed, type Draw } from './seed.ts';
export { formatShape, positiveAxis, shapesMatch, sizeOf, type Shape } from './shape.ts';
export { setStepRecorder, stepRecorder, type Recording, type StepRecorder } from './step-recorder.ts';
export {
  flattenNested,
  isNumericArray,
  isShapedArray,
  isTensor,
  toTensor,
  type FlatArray,
  type IntakeOptions,
  type NestedArray,
  type NumericArray,
  type ShapedArray,
  type TensorLike,
} from './tensors.ts';
export { setWarningHandler, warn, type WarningHandler } from './warn.ts';
export { Variable, type ConstraintFunction, type RegularizerFunction, type VariableOptions } from './variable.ts';
