import { classNameOf, type SerializedObject } from '@argali/core';
import type { Layer } from './engine/layer.ts';

/**
 * `{ className, config }`, plain data from which `deserializeLayer` makes an equal layer without its weights. Apart from that
 * one, which takes every class of the library into a bundle.
 */
export function serializeLayer(layer: Layer): SerializedObject {
  return { className: classNameOf(layer), config: { ...layer.getConfig() } };
}
