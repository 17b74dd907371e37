export { ELU, type ELUConfig } from './activation-layers/elu.ts';
export { LeakyReLU, type LeakyReLUConfig } from './activation-layers/leaky-relu.ts';
export { PReLU, type PReLUConfig } from './activation-layers/prelu.ts';
export { ReLU, type ReLUConfig } from './activation-layers/relu.ts';
export { Softmax, type SoftmaxConfig } from './activation-layers/softmax.ts';
export * as activations from './activations/index.ts';
export {
  getActivation,
  isBuiltInActivation,
  registerActivation,
  serializeActivation,
  type ActivationFunction,
  type ActivationLike,
  type ActivationName,
} from './activations/index.ts';
export { AdditiveAttention, type AdditiveAttentionConfig } from './attention/additive-attention.ts';
export { Attention, type AttentionConfig } from './attention/attention.ts';
export type { AttentionArguments } from './attention/base-attention.ts';
export type { ProjectedAttentionArguments } from './attention/projected-masks.ts';
export { GroupQueryAttention, type GroupQueryAttentionConfig } from './attention/group-query-attention.ts';
export { MultiHeadAttention, type MultiHeadAttentionConfig } from './attention/multi-head-attention.ts';
export * as constraints from './constraints/index.ts';
export {
  Constraint,
  constraintRegistry,
  getConstraint,
  MaxNorm,
  MinMaxNorm,
  NonNeg,
  serializeConstraint,
  UnitNorm,
  type ConstraintLike,
  type ConstraintName,
  type MaxNormConfig,
  type MinMaxNormConfig,
  type NormAxis,
  type UnitNormConfig,
} from './constraints/index.ts';
export {
  Conv1DTranspose,
  Conv1DTranspose as Convolution1DTranspose,
  type Conv1DTransposeConfig,
} from './convolution/conv1d-transpose.ts';
export { Conv1D, Conv1D as Convolution1D, type Conv1DConfig } from './convolution/conv1d.ts';
export {
  Conv2DTranspose,
  Conv2DTranspose as Convolution2DTranspose,
  type Conv2DTransposeConfig,
} from './convolution/conv2d-transpose.ts';
export { Conv2D, Conv2D as Convolution2D, type Conv2DConfig } from './convolution/conv2d.ts';
export {
  Conv3DTranspose,
  Conv3DTranspose as Convolution3DTranspose,
  type Conv3DTransposeConfig,
} from './convolution/conv3d-transpose.ts';
export { Conv3D, Conv3D as Convolution3D, type Conv3DConfig } from './convolution/conv3d.ts';
export { DepthwiseConv1D, type DepthwiseConv1DConfig } from './convolution/depthwise-conv1d.ts';
export { DepthwiseConv2D, type DepthwiseConv2DConfig } from './convolution/depthwise-conv2d.ts';
export {
  SeparableConv1D,
  SeparableConv1D as SeparableConvolution1D,
  type SeparableConv1DConfig,
} from './convolution/separable-conv1d.ts';
export {
  SeparableConv2D,
  SeparableConv2D as SeparableConvolution2D,
  type SeparableConv2DConfig,
} from './convolution/separable-conv2d.ts';
export { Activation, type ActivationConfig } from './core/activation.ts';
export { Dense, type DenseConfig } from './core/dense.ts';
export { EinsumDense, type EinsumDenseConfig } from './core/einsum-dense.ts';
export { Embedding, type EmbeddingConfig } from './core/embedding.ts';
export { Identity } from './core/identity.ts';
export { Lambda, type LambdaConfig, type LambdaFunction } from './core/lambda.ts';
export { Masking, type MaskingConfig } from './core/masking.ts';
export {
  ReversibleEmbedding,
  type ReversibleEmbeddingArguments,
  type ReversibleEmbeddingConfig,
} from './core/reversible-embedding.ts';
export { TernaryDense, type TernaryDenseConfig } from './core/ternary-dense.ts';
export { Wrapper, type WrapperConfig } from './core/wrapper.ts';
export {
  activeScope,
  withScope,
  type CallArguments,
  type CallContext,
  type Masks,
  type Scope,
} from './engine/call-context.ts';
export { checkInputSpec, type InputSpec } from './engine/input-spec.ts';
export { Input, InputLayer, type InputConfig } from './engine/input.ts';
export { oneOrList } from './engine/calls.ts';
export { isShapeList, Layer, type LayerConfig, type WeightOptions } from './engine/layer.ts';
export { withSublayers } from './engine/with-sublayers.ts';
export { parentsOf, type Node } from './engine/node.ts';
export { isSymbolic, SymbolicTensor, type History } from './engine/symbolic-tensor.ts';
export {
  deserializeLayer,
  getLayerClass,
  hasLayerClass,
  registerLayer,
  type CustomLayers,
  type LayerClass,
} from './get.ts';
export * as initializers from './initializers/index.ts';
export {
  Constant,
  getInitializer,
  GlorotNormal,
  GlorotUniform,
  HeNormal,
  HeUniform,
  IdentityInitializer,
  Initializer,
  initializerRegistry,
  LecunNormal,
  LecunUniform,
  Ones,
  Orthogonal,
  OrthogonalInitializer,
  RandomInitializer,
  RandomNormal,
  RandomUniform,
  serializeInitializer,
  STFT,
  STFTInitializer,
  TruncatedNormal,
  VarianceScaling,
  Zeros,
  type ConstantConfig,
  type FanConfig,
  type IdentityConfig as IdentityInitializerConfig,
  type InitializerFunction,
  type InitializerLike,
  type InitializerName,
  type OrthogonalConfig,
  type RandomInitializerConfig,
  type RandomNormalConfig,
  type RandomUniformConfig,
  type STFTConfig,
  type TruncatedNormalConfig,
  type VarianceScalingConfig,
  type VarianceScalingDistribution,
  type VarianceScalingMode,
} from './initializers/index.ts';
export { Add, add } from './merging/add.ts';
export { Average, average } from './merging/average.ts';
export { Concatenate, concatenate, type ConcatenateConfig } from './merging/concatenate.ts';
export { Dot, dot, type DotConfig } from './merging/dot.ts';
export { Maximum, maximum } from './merging/maximum.ts';
export { Minimum, minimum } from './merging/minimum.ts';
export { Multiply, multiply } from './merging/multiply.ts';
export { Subtract, subtract } from './merging/subtract.ts';
export { BatchNormalization, type BatchNormalizationConfig } from './normalization/batch-normalization.ts';
export type { RenormClipping } from './normalization/batch-renormalization.ts';
export { GroupNormalization, type GroupNormalizationConfig } from './normalization/group-normalization.ts';
export { LayerNormalization, type LayerNormalizationConfig } from './normalization/layer-normalization.ts';
export { RMSNormalization, type RMSNormalizationConfig } from './normalization/rms-normalization.ts';
export { SpectralNormalization, type SpectralNormalizationConfig } from './normalization/spectral-normalization.ts';
export { UnitNormalization, type UnitNormalizationConfig } from './normalization/unit-normalization.ts';
export { AdaptiveAveragePooling1D, type AdaptiveAveragePooling1DConfig } from './pooling/adaptive-average-pooling1d.ts';
export { AdaptiveAveragePooling2D, type AdaptiveAveragePooling2DConfig } from './pooling/adaptive-average-pooling2d.ts';
export { AdaptiveAveragePooling3D, type AdaptiveAveragePooling3DConfig } from './pooling/adaptive-average-pooling3d.ts';
export { AdaptiveMaxPooling1D, type AdaptiveMaxPooling1DConfig } from './pooling/adaptive-max-pooling1d.ts';
export { AdaptiveMaxPooling2D, type AdaptiveMaxPooling2DConfig } from './pooling/adaptive-max-pooling2d.ts';
export { AdaptiveMaxPooling3D, type AdaptiveMaxPooling3DConfig } from './pooling/adaptive-max-pooling3d.ts';
export {
  AveragePooling1D,
  AveragePooling1D as AvgPool1D,
  type AveragePooling1DConfig,
} from './pooling/average-pooling1d.ts';
export {
  AveragePooling2D,
  AveragePooling2D as AvgPool2D,
  type AveragePooling2DConfig,
} from './pooling/average-pooling2d.ts';
export {
  AveragePooling3D,
  AveragePooling3D as AvgPool3D,
  type AveragePooling3DConfig,
} from './pooling/average-pooling3d.ts';
export type { GlobalPoolingConfig } from './pooling/base-global-pooling.ts';
export {
  GlobalAveragePooling1D,
  GlobalAveragePooling1D as GlobalAvgPool1D,
} from './pooling/global-average-pooling1d.ts';
export {
  GlobalAveragePooling2D,
  GlobalAveragePooling2D as GlobalAvgPool2D,
} from './pooling/global-average-pooling2d.ts';
export {
  GlobalAveragePooling3D,
  GlobalAveragePooling3D as GlobalAvgPool3D,
} from './pooling/global-average-pooling3d.ts';
export { GlobalMaxPooling1D, GlobalMaxPooling1D as GlobalMaxPool1D } from './pooling/global-max-pooling1d.ts';
export { GlobalMaxPooling2D, GlobalMaxPooling2D as GlobalMaxPool2D } from './pooling/global-max-pooling2d.ts';
export { GlobalMaxPooling3D, GlobalMaxPooling3D as GlobalMaxPool3D } from './pooling/global-max-pooling3d.ts';
export { MaxPooling1D, MaxPooling1D as MaxPool1D, type MaxPooling1DConfig } from './pooling/max-pooling1d.ts';
export { MaxPooling2D, MaxPooling2D as MaxPool2D, type MaxPooling2DConfig } from './pooling/max-pooling2d.ts';
export { MaxPooling3D, MaxPooling3D as MaxPool3D, type MaxPooling3DConfig } from './pooling/max-pooling3d.ts';
export {
  CategoryEncoding,
  type CategoryEncodingArguments,
  type CategoryEncodingConfig,
} from './preprocessing/category-encoding.ts';
export type { AdaptData } from './preprocessing/data-layer.ts';
export { Discretization, type DiscretizationConfig } from './preprocessing/discretization.ts';
export { HashedCrossing, type HashedCrossingConfig } from './preprocessing/hashed-crossing.ts';
export { Hashing, type HashingConfig } from './preprocessing/hashing.ts';
export { AugMix, type AugMixConfig } from './preprocessing/image/aug-mix.ts';
export { AutoContrast, type AutoContrastConfig } from './preprocessing/image/auto-contrast.ts';
export { CenterCrop, type CenterCropConfig } from './preprocessing/image/center-crop.ts';
export {
  ContrastLimitedAdaptiveHistogramEqualization,
  type ContrastLimitedAdaptiveHistogramEqualizationConfig,
} from './preprocessing/image/contrast-limited-adaptive-histogram-equalization.ts';
export { CutMix, type CutMixConfig } from './preprocessing/image/cut-mix.ts';
export { Equalization, type EqualizationConfig } from './preprocessing/image/equalization.ts';
export {
  MaxNumBoundingBoxes,
  type BoundingBoxes,
  type BoxedImageData,
  type MaxNumBoundingBoxesConfig,
} from './preprocessing/image/max-num-bounding-boxes.ts';
export { MixUp, type MixUpConfig } from './preprocessing/image/mix-up.ts';
export { RandAugment, type RandAugmentConfig } from './preprocessing/image/rand-augment.ts';
export { RandomBrightness, type RandomBrightnessConfig } from './preprocessing/image/random-brightness.ts';
export {
  RandomColorDegeneration,
  type RandomColorDegenerationConfig,
} from './preprocessing/image/random-color-degeneration.ts';
export { RandomColorJitter, type RandomColorJitterConfig } from './preprocessing/image/random-color-jitter.ts';
export { RandomContrast, type RandomContrastConfig } from './preprocessing/image/random-contrast.ts';
export { RandomCrop, type RandomCropConfig } from './preprocessing/image/random-crop.ts';
export {
  RandomElasticTransform,
  type RandomElasticTransformConfig,
} from './preprocessing/image/random-elastic-transform.ts';
export { RandomErasing, type RandomErasingConfig } from './preprocessing/image/random-erasing.ts';
export { RandomFlip, type RandomFlipConfig } from './preprocessing/image/random-flip.ts';
export { RandomGaussianBlur, type RandomGaussianBlurConfig } from './preprocessing/image/random-gaussian-blur.ts';
export { RandomGrayscale, type RandomGrayscaleConfig } from './preprocessing/image/random-grayscale.ts';
export { RandomHue, type RandomHueConfig } from './preprocessing/image/random-hue.ts';
export { RandomInvert, type RandomInvertConfig } from './preprocessing/image/random-invert.ts';
export { RandomPerspective, type RandomPerspectiveConfig } from './preprocessing/image/random-perspective.ts';
export { RandomPosterization, type RandomPosterizationConfig } from './preprocessing/image/random-posterization.ts';
export { RandomRotation, type RandomRotationConfig } from './preprocessing/image/random-rotation.ts';
export { RandomSaturation, type RandomSaturationConfig } from './preprocessing/image/random-saturation.ts';
export { RandomSharpness, type RandomSharpnessConfig } from './preprocessing/image/random-sharpness.ts';
export { RandomShear, type RandomShearConfig } from './preprocessing/image/random-shear.ts';
export { RandomTranslation, type RandomTranslationConfig } from './preprocessing/image/random-translation.ts';
export { RandomZoom, type RandomZoomConfig } from './preprocessing/image/random-zoom.ts';
export { Resizing, type ResizingConfig } from './preprocessing/image/resizing.ts';
export { Solarization, type SolarizationConfig } from './preprocessing/image/solarization.ts';
export { Pipeline, type PipelineConfig } from './preprocessing/pipeline.ts';
export type { ImageData } from './preprocessing/image/base-image-layer.ts';
export type { Factor, ImageInterpolation, Range } from './preprocessing/image/image-arguments.ts';
export { STFTSpectrogram, type STFTSpectrogramConfig } from './preprocessing/audio/stft-spectrogram.ts';
export { MelSpectrogram, type MelSpectrogramConfig } from './preprocessing/audio/mel-spectrogram.ts';
export { IntegerLookup, type IntegerLookupConfig } from './preprocessing/integer-lookup.ts';
export { StringLookup, type StringLookupConfig } from './preprocessing/string-lookup.ts';
export { TextVectorization, type TextVectorizationConfig } from './preprocessing/text-vectorization.ts';
export { Normalization, type NormalizationConfig } from './preprocessing/normalization.ts';
export { Rescaling, type RescalingConfig } from './preprocessing/rescaling.ts';
export { ConvLSTM1D, type ConvLSTM1DConfig } from './recurrent/conv-lstm1d.ts';
export { ConvLSTM2D, type ConvLSTM2DConfig } from './recurrent/conv-lstm2d.ts';
export { ConvLSTM3D, type ConvLSTM3DConfig } from './recurrent/conv-lstm3d.ts';
export type { ConvLSTMConfig } from './recurrent/base-conv-lstm.ts';
export type { BaseRNNConfig } from './recurrent/base-rnn.ts';
export { Bidirectional, type BidirectionalConfig, type MergeMode } from './recurrent/bidirectional.ts';
export { GRUCell, type GRUCellConfig } from './recurrent/gru-cell.ts';
export { GRU, type GRUConfig } from './recurrent/gru.ts';
export type { LayerLike } from './recurrent/inner-layer.ts';
export { LSTMCell, type LSTMCellConfig } from './recurrent/lstm-cell.ts';
export { LSTM, type LSTMConfig } from './recurrent/lstm.ts';
export type { RNNCellLike } from './recurrent/get-cell.ts';
export type { RNNCell, SequenceRequest, StateSize } from './recurrent/rnn-cell.ts';
export { RNN, type RNNConfig } from './recurrent/rnn.ts';
export { SimpleRNNCell, type SimpleRNNCellConfig } from './recurrent/simple-rnn-cell.ts';
export { SimpleRNN, type SimpleRNNConfig } from './recurrent/simple-rnn.ts';
export { StackedRNNCells, type StackedRNNCellsConfig } from './recurrent/stacked-rnn-cells.ts';
export { TimeDistributed, type TimeDistributedConfig } from './recurrent/time-distributed.ts';
export { ActivityRegularization, type ActivityRegularizationConfig } from './regularization/activity-regularization.ts';
export { AlphaDropout } from './regularization/alpha-dropout.ts';
export type { SpatialDropoutConfig } from './regularization/base-spatial-dropout.ts';
export { Dropout, type DropoutConfig } from './regularization/dropout.ts';
export { GaussianDropout, type GaussianDropoutConfig } from './regularization/gaussian-dropout.ts';
export { GaussianNoise, type GaussianNoiseConfig } from './regularization/gaussian-noise.ts';
export { SpatialDropout1D } from './regularization/spatial-dropout1d.ts';
export { SpatialDropout2D, type SpatialDropout2DConfig } from './regularization/spatial-dropout2d.ts';
export { SpatialDropout3D, type SpatialDropout3DConfig } from './regularization/spatial-dropout3d.ts';
export * as regularizers from './regularizers/index.ts';
export {
  getRegularizer,
  L1,
  L1L2,
  L2,
  OrthogonalRegularizer,
  Regularizer,
  regularizerRegistry,
  serializeRegularizer,
  type L1Config,
  type L1L2Config,
  type L2Config,
  type OrthogonalRegularizerConfig,
  type RegularizerLike,
  type RegularizerName,
} from './regularizers/index.ts';
export { Cropping1D, type Cropping1DConfig } from './reshaping/cropping1d.ts';
export { Cropping2D, type Cropping2DConfig } from './reshaping/cropping2d.ts';
export { Cropping3D, type Cropping3DConfig } from './reshaping/cropping3d.ts';
export { Flatten, type FlattenConfig } from './reshaping/flatten.ts';
export { Permute, type PermuteConfig } from './reshaping/permute.ts';
export { RepeatVector, type RepeatVectorConfig } from './reshaping/repeat-vector.ts';
export { Reshape, type ReshapeConfig } from './reshaping/reshape.ts';
export { UpSampling1D, type UpSampling1DConfig } from './reshaping/up-sampling1d.ts';
export { UpSampling2D, type UpSampling2DConfig } from './reshaping/up-sampling2d.ts';
export { UpSampling3D, type UpSampling3DConfig } from './reshaping/up-sampling3d.ts';
export { ZeroPadding1D, type ZeroPadding1DConfig } from './reshaping/zero-padding1d.ts';
export { ZeroPadding2D, type ZeroPadding2DConfig } from './reshaping/zero-padding2d.ts';
export { ZeroPadding3D, type ZeroPadding3DConfig } from './reshaping/zero-padding3d.ts';
export { serializeLayer } from './serialize.ts';
