import {
  Registry,
  type OptionedClass,
  withoutKerasOnly,
  type ConfigurableClass,
  type SerializedObject,
} from '@argali/core';
import { ELU } from './activation-layers/elu.ts';
import { LeakyReLU } from './activation-layers/leaky-relu.ts';
import { PReLU } from './activation-layers/prelu.ts';
import { ReLU } from './activation-layers/relu.ts';
import { Softmax } from './activation-layers/softmax.ts';
import { Conv1DTranspose } from './convolution/conv1d-transpose.ts';
import { AdditiveAttention } from './attention/additive-attention.ts';
import { Attention } from './attention/attention.ts';
import { GroupQueryAttention } from './attention/group-query-attention.ts';
import { MultiHeadAttention } from './attention/multi-head-attention.ts';
import { Conv1D } from './convolution/conv1d.ts';
import { Conv2DTranspose } from './convolution/conv2d-transpose.ts';
import { Conv2D } from './convolution/conv2d.ts';
import { Conv3DTranspose } from './convolution/conv3d-transpose.ts';
import { Conv3D } from './convolution/conv3d.ts';
import { DepthwiseConv1D } from './convolution/depthwise-conv1d.ts';
import { DepthwiseConv2D } from './convolution/depthwise-conv2d.ts';
import { SeparableConv1D } from './convolution/separable-conv1d.ts';
import { SeparableConv2D } from './convolution/separable-conv2d.ts';
import { Activation } from './core/activation.ts';
import { Dense } from './core/dense.ts';
import { EinsumDense } from './core/einsum-dense.ts';
import { Embedding } from './core/embedding.ts';
import { ReversibleEmbedding } from './core/reversible-embedding.ts';
import { TernaryDense } from './core/ternary-dense.ts';
import { SpectralNormalization } from './normalization/spectral-normalization.ts';
import { Identity } from './core/identity.ts';
import { Lambda } from './core/lambda.ts';
import { Masking } from './core/masking.ts';
import { InputLayer } from './engine/input.ts';
import { Add } from './merging/add.ts';
import { Average } from './merging/average.ts';
import { Concatenate } from './merging/concatenate.ts';
import { Dot } from './merging/dot.ts';
import { Maximum } from './merging/maximum.ts';
import { Minimum } from './merging/minimum.ts';
import { Multiply } from './merging/multiply.ts';
import { Subtract } from './merging/subtract.ts';
import { BatchNormalization } from './normalization/batch-normalization.ts';
import { GroupNormalization } from './normalization/group-normalization.ts';
import { LayerNormalization } from './normalization/layer-normalization.ts';
import { RMSNormalization } from './normalization/rms-normalization.ts';
import { UnitNormalization } from './normalization/unit-normalization.ts';
import { AdaptiveAveragePooling1D } from './pooling/adaptive-average-pooling1d.ts';
import { AdaptiveAveragePooling2D } from './pooling/adaptive-average-pooling2d.ts';
import { AdaptiveAveragePooling3D } from './pooling/adaptive-average-pooling3d.ts';
import { AdaptiveMaxPooling1D } from './pooling/adaptive-max-pooling1d.ts';
import { AdaptiveMaxPooling2D } from './pooling/adaptive-max-pooling2d.ts';
import { AdaptiveMaxPooling3D } from './pooling/adaptive-max-pooling3d.ts';
import { AveragePooling1D } from './pooling/average-pooling1d.ts';
import { AveragePooling2D } from './pooling/average-pooling2d.ts';
import { AveragePooling3D } from './pooling/average-pooling3d.ts';
import { GlobalAveragePooling1D } from './pooling/global-average-pooling1d.ts';
import { GlobalAveragePooling2D } from './pooling/global-average-pooling2d.ts';
import { GlobalAveragePooling3D } from './pooling/global-average-pooling3d.ts';
import { GlobalMaxPooling1D } from './pooling/global-max-pooling1d.ts';
import { GlobalMaxPooling2D } from './pooling/global-max-pooling2d.ts';
import { GlobalMaxPooling3D } from './pooling/global-max-pooling3d.ts';
import { MaxPooling1D } from './pooling/max-pooling1d.ts';
import { MaxPooling2D } from './pooling/max-pooling2d.ts';
import { MaxPooling3D } from './pooling/max-pooling3d.ts';
import { STFTSpectrogram } from './preprocessing/audio/stft-spectrogram.ts';
import { MelSpectrogram } from './preprocessing/audio/mel-spectrogram.ts';
import { CategoryEncoding } from './preprocessing/category-encoding.ts';
import { Discretization } from './preprocessing/discretization.ts';
import { HashedCrossing } from './preprocessing/hashed-crossing.ts';
import { Hashing } from './preprocessing/hashing.ts';
import { AugMix } from './preprocessing/image/aug-mix.ts';
import { AutoContrast } from './preprocessing/image/auto-contrast.ts';
import { CenterCrop } from './preprocessing/image/center-crop.ts';
import { ContrastLimitedAdaptiveHistogramEqualization } from './preprocessing/image/contrast-limited-adaptive-histogram-equalization.ts';
import { CutMix } from './preprocessing/image/cut-mix.ts';
import { Equalization } from './preprocessing/image/equalization.ts';
import { MaxNumBoundingBoxes } from './preprocessing/image/max-num-bounding-boxes.ts';
import { MixUp } from './preprocessing/image/mix-up.ts';
import { RandAugment } from './preprocessing/image/rand-augment.ts';
import { RandomBrightness } from './preprocessing/image/random-brightness.ts';
import { RandomColorDegeneration } from './preprocessing/image/random-color-degeneration.ts';
import { RandomColorJitter } from './preprocessing/image/random-color-jitter.ts';
import { RandomContrast } from './preprocessing/image/random-contrast.ts';
import { RandomCrop } from './preprocessing/image/random-crop.ts';
import { RandomElasticTransform } from './preprocessing/image/random-elastic-transform.ts';
import { RandomErasing } from './preprocessing/image/random-erasing.ts';
import { RandomFlip } from './preprocessing/image/random-flip.ts';
import { RandomGaussianBlur } from './preprocessing/image/random-gaussian-blur.ts';
import { RandomGrayscale } from './preprocessing/image/random-grayscale.ts';
import { RandomHue } from './preprocessing/image/random-hue.ts';
import { RandomInvert } from './preprocessing/image/random-invert.ts';
import { RandomPerspective } from './preprocessing/image/random-perspective.ts';
import { RandomPosterization } from './preprocessing/image/random-posterization.ts';
import { RandomRotation } from './preprocessing/image/random-rotation.ts';
import { RandomSaturation } from './preprocessing/image/random-saturation.ts';
import { RandomSharpness } from './preprocessing/image/random-sharpness.ts';
import { RandomShear } from './preprocessing/image/random-shear.ts';
import { RandomTranslation } from './preprocessing/image/random-translation.ts';
import { RandomZoom } from './preprocessing/image/random-zoom.ts';
import { Resizing } from './preprocessing/image/resizing.ts';
import { Solarization } from './preprocessing/image/solarization.ts';
import { Pipeline } from './preprocessing/pipeline.ts';
import { IntegerLookup } from './preprocessing/integer-lookup.ts';
import { StringLookup } from './preprocessing/string-lookup.ts';
import { TextVectorization } from './preprocessing/text-vectorization.ts';
import { Normalization } from './preprocessing/normalization.ts';
import { Rescaling } from './preprocessing/rescaling.ts';
import { Bidirectional } from './recurrent/bidirectional.ts';
import { GRU } from './recurrent/gru.ts';
import { ConvLSTM1D } from './recurrent/conv-lstm1d.ts';
import { ConvLSTM2D } from './recurrent/conv-lstm2d.ts';
import { ConvLSTM3D } from './recurrent/conv-lstm3d.ts';
import { GRUCell } from './recurrent/gru-cell.ts';
import { LSTM } from './recurrent/lstm.ts';
import { LSTMCell } from './recurrent/lstm-cell.ts';
import { RNN } from './recurrent/rnn.ts';
import { SimpleRNN } from './recurrent/simple-rnn.ts';
import { SimpleRNNCell } from './recurrent/simple-rnn-cell.ts';
import { StackedRNNCells } from './recurrent/stacked-rnn-cells.ts';
import { TimeDistributed } from './recurrent/time-distributed.ts';
import { ActivityRegularization } from './regularization/activity-regularization.ts';
import { AlphaDropout } from './regularization/alpha-dropout.ts';
import { Dropout } from './regularization/dropout.ts';
import { GaussianDropout } from './regularization/gaussian-dropout.ts';
import { GaussianNoise } from './regularization/gaussian-noise.ts';
import { SpatialDropout1D } from './regularization/spatial-dropout1d.ts';
import { SpatialDropout2D } from './regularization/spatial-dropout2d.ts';
import { SpatialDropout3D } from './regularization/spatial-dropout3d.ts';
import { Cropping1D } from './reshaping/cropping1d.ts';
import { Cropping2D } from './reshaping/cropping2d.ts';
import { Cropping3D } from './reshaping/cropping3d.ts';
import { Flatten } from './reshaping/flatten.ts';
import { Permute } from './reshaping/permute.ts';
import { RepeatVector } from './reshaping/repeat-vector.ts';
import { Reshape } from './reshaping/reshape.ts';
import { UpSampling1D } from './reshaping/up-sampling1d.ts';
import { UpSampling2D } from './reshaping/up-sampling2d.ts';
import { UpSampling3D } from './reshaping/up-sampling3d.ts';
import { ZeroPadding1D } from './reshaping/zero-padding1d.ts';
import { ZeroPadding2D } from './reshaping/zero-padding2d.ts';
import { ZeroPadding3D } from './reshaping/zero-padding3d.ts';
import { Layer } from './engine/layer.ts';

/** A class of layers, as registries know it. */
export type LayerClass = ConfigurableClass<Layer>;

/** Classes by name, beside those that are registered. */
export type CustomLayers = Readonly<Record<string, LayerClass>>;

let registry: Registry<Layer> | null = null;
let custom: CustomLayers = {};

// Made when first asked for: layers that hold layers import this module too.
function layers(): Registry<Layer> {
  registry ??= new Registry<Layer>('layer', builtInLayers(), {
    aliases,
    isInstance: (value): value is Layer => value instanceof Layer,
  });
  return registry;
}

/** Makes a layer class of the caller's known, so that configurations that mention it load. */
export function registerLayer(cls: LayerClass, name?: string): void {
  layers().register(cls, name);
}

/** The layer class of that name. Throws `UnknownNameError`, with the nearest known name, if there is none. */
export function getLayerClass(name: string): LayerClass {
  return custom[name] ?? layers().getClass(name);
}

/** Whether {@link getLayerClass} knows the name. */
export function hasLayerClass(name: string): boolean {
  return name in custom || layers().has(name);
}

/** The layer that `serializeLayer` described; `customLayers` serve the layers inside it too. */
export function deserializeLayer({ className, config }: SerializedObject, customLayers: CustomLayers = {}): Layer {
  const outer = custom;
  custom = { ...outer, ...customLayers };
  try {
    const cls = getLayerClass(className) as unknown as OptionedClass & { fromConfig: (config: object) => Layer };
    return cls.fromConfig(withoutKerasOnly(config, cls));
  } finally {
    custom = outer;
  }
}

const aliases = {
  Convolution1D: 'Conv1D',
  Convolution1DTranspose: 'Conv1DTranspose',
  SeparableConvolution1D: 'SeparableConv1D',
  MaxPool1D: 'MaxPooling1D',
  GlobalMaxPool1D: 'GlobalMaxPooling1D',
  AvgPool1D: 'AveragePooling1D',
  GlobalAvgPool1D: 'GlobalAveragePooling1D',
  Convolution2D: 'Conv2D',
  Convolution2DTranspose: 'Conv2DTranspose',
  SeparableConvolution2D: 'SeparableConv2D',
  MaxPool2D: 'MaxPooling2D',
  GlobalMaxPool2D: 'GlobalMaxPooling2D',
  AvgPool2D: 'AveragePooling2D',
  GlobalAvgPool2D: 'GlobalAveragePooling2D',
  Convolution3D: 'Conv3D',
  Convolution3DTranspose: 'Conv3DTranspose',
  MaxPool3D: 'MaxPooling3D',
  GlobalMaxPool3D: 'GlobalMaxPooling3D',
  AvgPool3D: 'AveragePooling3D',
  GlobalAvgPool3D: 'GlobalAveragePooling3D',
};

/** Every layer class of the library. */
export function builtInLayers(): LayerClass[] {
  return [
    Activation,
    ActivityRegularization,
    AdaptiveAveragePooling1D,
    AdaptiveAveragePooling2D,
    AdaptiveAveragePooling3D,
    AdaptiveMaxPooling1D,
    AdaptiveMaxPooling2D,
    AdaptiveMaxPooling3D,
    Add,
    AdditiveAttention,
    AlphaDropout,
    Attention,
    AugMix,
    AutoContrast,
    Average,
    AveragePooling1D,
    AveragePooling2D,
    AveragePooling3D,
    BatchNormalization,
    Bidirectional,
    CategoryEncoding,
    CenterCrop,
    Concatenate,
    ContrastLimitedAdaptiveHistogramEqualization,
    Conv1D,
    Conv1DTranspose,
    Conv2D,
    Conv2DTranspose,
    Conv3D,
    Conv3DTranspose,
    ConvLSTM1D,
    ConvLSTM2D,
    ConvLSTM3D,
    Cropping1D,
    Cropping2D,
    Cropping3D,
    CutMix,
    Dense,
    DepthwiseConv1D,
    DepthwiseConv2D,
    Discretization,
    Dot,
    Dropout,
    ELU,
    EinsumDense,
    Embedding,
    Equalization,
    Flatten,
    GRU,
    GRUCell,
    GaussianDropout,
    GaussianNoise,
    GlobalAveragePooling1D,
    GlobalAveragePooling2D,
    GlobalAveragePooling3D,
    GlobalMaxPooling1D,
    GlobalMaxPooling2D,
    GlobalMaxPooling3D,
    GroupNormalization,
    GroupQueryAttention,
    HashedCrossing,
    Hashing,
    Identity,
    InputLayer,
    IntegerLookup,
    LSTM,
    LSTMCell,
    Lambda,
    LayerNormalization,
    LeakyReLU,
    Masking,
    MaxNumBoundingBoxes,
    MaxPooling1D,
    MaxPooling2D,
    MaxPooling3D,
    Maximum,
    MelSpectrogram,
    Minimum,
    MixUp,
    MultiHeadAttention,
    Multiply,
    Normalization,
    PReLU,
    Permute,
    Pipeline,
    RMSNormalization,
    RNN,
    RandAugment,
    RandomBrightness,
    RandomColorDegeneration,
    RandomColorJitter,
    RandomContrast,
    RandomCrop,
    RandomElasticTransform,
    RandomErasing,
    RandomFlip,
    RandomGaussianBlur,
    RandomGrayscale,
    RandomHue,
    RandomInvert,
    RandomPerspective,
    RandomPosterization,
    RandomRotation,
    RandomSaturation,
    RandomSharpness,
    RandomShear,
    RandomTranslation,
    RandomZoom,
    ReLU,
    RepeatVector,
    Rescaling,
    Reshape,
    Resizing,
    ReversibleEmbedding,
    STFTSpectrogram,
    SeparableConv1D,
    SeparableConv2D,
    SimpleRNN,
    SimpleRNNCell,
    Softmax,
    Solarization,
    SpatialDropout1D,
    SpatialDropout2D,
    SpatialDropout3D,
    SpectralNormalization,
    StackedRNNCells,
    StringLookup,
    Subtract,
    TernaryDense,
    TextVectorization,
    TimeDistributed,
    UnitNormalization,
    UpSampling1D,
    UpSampling2D,
    UpSampling3D,
    ZeroPadding1D,
    ZeroPadding2D,
    ZeroPadding3D,
  ];
}
