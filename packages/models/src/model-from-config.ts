import { ArgumentError, fromKerasObject, isSerializedObject, show, type SerializedObject } from '@argali/core';
import { deserializeLayer, type Layer } from '@argali/layers';
import { setLayerMaker } from './graph/layer-maker.ts';
import { Model } from './model.ts';
import { Sequential } from './sequential.ts';

setLayerMaker(layerOrModel);

/**
 * A model from what `{ className, config: model.getConfig() }` said of it, or from Keras's own `{ class_name, config }`.
 * Weights are new.
 *
 * @see https://keras.io/api/models/model_saving_apis/model_config_serialization/
 */
export function modelFromConfig(serialized: object): Model {
  if (!isSerializedObject(serialized))
    throw new ArgumentError(`Expected { className, config }. Received: ${show(serialized)}`);
  const object = 'className' in serialized ? serialized : fromKerasObject(serialized);
  const layer = layerOrModel(object);
  if (!(layer instanceof Model)) throw new ArgumentError(`Expected a model. Received: ${object.className}`);
  return layer;
}

/** A layer; models inside models, or inside layers, are layers too. */
function layerOrModel(object: SerializedObject): Layer {
  return deserializeLayer(object, { Sequential, Functional: Model, Model });
}
