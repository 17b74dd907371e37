import { checkOptions, checkPositiveInteger, classNameOf } from '@argali/core';
import { withScope, type Layer } from '@argali/layers';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Model } from '../model.ts';
import { disposeBatch, type Batch } from '../training/batches.ts';
import type { BatchIterable, ModelData } from '../training/data.ts';
import { closing } from '../training/each-batch.ts';
import { Pause } from '../training/pause.ts';
import { exclusively, predictionSource } from '../training/source.ts';
import { layersOf } from './layers-of.ts';
import { restoring } from './model-snapshot.ts';
import { StatisticsOf, type TensorStatistics } from './tensor-statistics.ts';
import { textTable } from './text-table.ts';

export interface ActivationStatisticsOptions {
  /** How many samples go through the model at a time. Default: 32. */
  batchSize?: number;
  /** How many batches to take; by default all. */
  steps?: number | null;
  /** Whether layers behave as in training. Default: true. */
  training?: boolean;
}

/** The outputs of a layer over all samples. */
export interface LayerActivations extends TensorStatistics {
  /** Name of the layer. */
  layer: string;
  /** Its class, such as `Dense`. */
  type: string;
}

/** What {@link activationStatistics} finds; as a string it is a table. */
export interface ActivationStatistics {
  /** The layers, from the input to the output; those that were not called are left out. */
  layers: LayerActivations[];
  toString(): string;
}

/**
 * What the layers of a model put out for `x`: a share of zeros near 1 after relu is a layer that is dying, a standard
 * deviation that shrinks or grows from layer to layer an initialisation that does not fit. The model is left as it was.
 *
 * @param x inputs as `predict` takes them: arrays, or an iterable of batches
 * @see Glorot and Bengio, 2010, https://proceedings.mlr.press/v9/glorot10a.html
 */
export async function activationStatistics(
  model: Model,
  x: ModelData | BatchIterable,
  options: ActivationStatisticsOptions = {},
): Promise<ActivationStatistics> {
  const {
    batchSize = 32,
    steps,
    training = true,
  } = checkOptions(options, 'activationStatistics', ['batchSize', 'steps', 'training']);
  checkPositiveInteger(batchSize, { owner: 'activationStatistics', name: 'batchSize' });
  return exclusively(model, async () => {
    const source = predictionSource(model, x, { batchSize, steps: steps ?? null });
    const statistics = new Map<Layer, StatisticsOf>();
    const pause = new Pause();
    await closing([source], async () => {
      const batches = source.epoch();
      for (;;) {
        const next = await batches.next();
        if (next.done) return { value: undefined, interrupted: false };
        await addBatch(model, { batch: next.value, training, statistics });
        await pause.ifDue();
      }
    });
    const layers = layersOf(model).flatMap(({ name, layer }) => {
      const found = statistics.get(layer);
      return found ? [{ layer: name, type: classNameOf(layer), ...found.result() }] : [];
    });
    return { layers, toString: () => tableOf(layers) };
  });
}

interface BatchArguments {
  batch: Batch;
  training: boolean;
  statistics: Map<Layer, StatisticsOf>;
}

/** Adds the outputs of all layers for one batch. */
async function addBatch(model: Model, { batch, training, statistics }: BatchArguments): Promise<void> {
  const outputs: { layer: Layer; output: Tensor }[] = [];
  try {
    model.ensureBuiltFor(batch.x);
    await restoring(model, () => {
      const layers = new Set(layersOf(model).map(({ layer }) => layer));
      const stop = [...layers].map((layer) => watch(layer, (output) => outputs.push({ layer, output })));
      try {
        tf.tidy(() => {
          const [first] = batch.x;
          withScope({ training }, () => model.applyAll(batch.x.length === 1 && first ? first : batch.x));
        });
      } finally {
        for (const end of stop) end();
      }
      return Promise.resolve();
    });
    for (const { layer, output } of outputs) {
      const found = statistics.get(layer) ?? new StatisticsOf();
      statistics.set(layer, found.add(await output.data()));
    }
  } finally {
    disposeBatch(batch);
    for (const { output } of outputs) output.dispose();
  }
}

/** Hands a copy of every output of the layer to `see`, until the function it returns is called. */
function watch(layer: Layer, see: (output: Tensor) => void): () => void {
  const call = layer.call.bind(layer);
  layer.call = (inputs, context) => {
    const outputs = call(inputs, context);
    for (const output of Array.isArray(outputs) ? outputs : [outputs]) see(tf.keep(tf.clone(output)));
    return outputs;
  };
  return () => Reflect.deleteProperty(layer, 'call');
}

function tableOf(layers: readonly LayerActivations[]): string {
  return textTable(
    ['layer', 'type', 'mean', 'std', 'min', 'max', 'zeros', 'norm'],
    layers.map(({ layer, type, mean, std, min, max, zeros, norm }) => [
      layer,
      type,
      mean,
      std,
      min,
      max,
      `${(100 * zeros).toFixed(1)}%`,
      norm,
    ]),
  );
}
