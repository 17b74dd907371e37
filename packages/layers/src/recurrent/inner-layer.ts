import {
  fromKerasObject,
  invalidArgument,
  isSerializedObject,
  type ArgumentOf,
  type SerializedObject,
} from '@argali/core';
import { Layer } from '../engine/layer.ts';
import { deserializeLayer } from '../get.ts';

/** A layer inside a layer: an instance, or a configuration to make one from. */
export type LayerLike = Layer | SerializedObject;

/** The layer that `value` is or describes. */
export function getInnerLayer(value: unknown, of: ArgumentOf): Layer {
  if (isLayer(value)) return value;
  if (!isSerializedObject(value)) throw invalidArgument(of, 'a layer, or { className, config } of one', value);
  return deserializeLayer('className' in value ? value : fromKerasObject(value));
}

function isLayer(value: unknown): value is Layer {
  return value instanceof Layer;
}

/** A layer of the same class as `layer` with its configuration, changed by `changes`, and weights of its own. */
export function copyLayer<L extends Layer>(layer: L, changes: Readonly<Record<string, unknown>>): L {
  const cls = layer.constructor as unknown as { fromConfig(config: object): L };
  return cls.fromConfig({ ...layer.getConfig(), ...changes });
}
