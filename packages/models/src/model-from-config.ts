import { ArgumentError, fromKerasObject, isSerializedObject, show, type SerializedObject } from '@argali/core';
import { deserializeLayer, type Layer } from '@argali/layers';
import { rebuildGraph, type GraphConfig } from './graph/rebuild.ts';
import { Model } from './model.ts';
import { Sequential, type SerializedSequential } from './sequential.ts';

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

/** A layer; models inside models are layers too. */
function layerOrModel(object: SerializedObject): Layer {
  const { className, config } = object;
  if (className === 'Sequential') return sequentialFrom(config as unknown as SerializedSequential);
  if (className === 'Functional' || className === 'Model') return functionalFrom(config);
  return deserializeLayer(object);
}

function sequentialFrom({ name, trainable, layers, buildInputShape }: SerializedSequential): Sequential {
  const model = new Sequential({ name: name ?? null, layers: layers.map(layerOrModel) });
  if (model.graph === null && buildInputShape != null) model.ensureBuilt(buildInputShape);
  if (trainable === false) model.trainable = false;
  return model;
}

function functionalFrom(config: Record<string, unknown>): Model {
  const { inputs, outputs } = rebuildGraph(config as unknown as GraphConfig, layerOrModel);
  const model = new Model({ name: typeof config['name'] === 'string' ? config['name'] : null, inputs, outputs });
  if (config['trainable'] === false) model.trainable = false;
  return model;
}
