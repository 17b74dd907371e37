export { affineTransform, type AffineTransformOptions } from './affine-transform.ts';
export type { BoxFormat, ImageSize } from './box-format.ts';
export { convertFormat, type ConvertFormatOptions } from './convert-format.ts';
export {
  decodeDeltasToBoxes,
  encodeBoxToDeltas,
  type DecodeOptions,
  type DeltaFormat,
  type DeltaOptions,
  type EncodeOptions,
} from './deltas.ts';
export { clipToImageSize, crop, pad, type ClipOptions, type CropOptions } from './move.ts';
export { computeCiou, computeIou, type IouOptions, type OverlapOptions } from './overlap.ts';
