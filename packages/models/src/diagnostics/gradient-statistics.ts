import { checkOptions, checkPositiveInteger } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Model } from '../model.ts';
import type { Batch } from '../training/batches.ts';
import type { ModelData } from '../training/data.ts';
import { exclusively } from '../training/source.ts';
import { readArguments, withFirstBatch, type DataArguments } from './data-arguments.ts';
import { layersOf } from './layers-of.ts';
import { lossAndGradients, trainedVariables } from './model-loss.ts';
import { restoring } from './model-snapshot.ts';
import { StatisticsOf, type TensorStatistics } from './tensor-statistics.ts';
import { textTable } from './text-table.ts';

export interface GradientStatisticsOptions {
  /** How many of the first samples make up the batch. Default: 32. */
  batchSize?: number;
  sampleWeight?: ModelData | null;
  /** Whether layers behave as in training. Default: true. */
  training?: boolean;
}

/** The gradients of all weights of a layer, as one. */
export interface LayerGradients extends TensorStatistics {
  /** Name of the layer. */
  layer: string;
  /** Euclidean norm of the weights. */
  weightNorm: number;
  /** Norm of the gradients over that of the weights; `null` if these are all 0. */
  ratio: number | null;
}

/** What {@link gradientStatistics} finds; as a string it is a table. */
export interface GradientStatistics {
  /** The loss of the batch. */
  loss: number;
  /** Layers with trainable weights, from the input to the output. */
  layers: LayerGradients[];
  toString(): string;
}

/**
 * The gradients of the loss on one batch, layer by layer: norms that shrink by orders of magnitude towards the input are
 * vanishing gradients, norms that grow exploding ones. Nothing is updated; the model is left as it was.
 *
 * @param args inputs and labels as `fit` takes them, or an iterable of batches, of which the first is used; then options
 * @throws StateError before `compile`, and without trainable weights
 * @see Glorot and Bengio, 2010, https://proceedings.mlr.press/v9/glorot10a.html
 */
export async function gradientStatistics(
  model: Model,
  ...args: DataArguments<GradientStatisticsOptions>
): Promise<GradientStatistics> {
  const { x, y, options } = readArguments(args);
  checkOptions(options, 'gradientStatistics', ['batchSize', 'sampleWeight', 'training']);
  const { batchSize = 32, sampleWeight, training = true } = options;
  checkPositiveInteger(batchSize, { owner: 'gradientStatistics', name: 'batchSize' });
  return exclusively(model, () =>
    withFirstBatch(model, { x, y, sampleWeight, batchSize }, (batch) =>
      restoring(model, () => statisticsOf(model, batch, training)),
    ),
  );
}

async function statisticsOf(model: Model, batch: Batch, training: boolean): Promise<GradientStatistics> {
  const variables = trainedVariables(model);
  const { loss, gradients } = tf.tidy(() => {
    const { loss, gradients } = lossAndGradients(model, { batch, training, variables });
    return { loss, gradients: gradients.map((gradient, i) => gradient ?? tf.zeros(variables[i]?.shape ?? [])) };
  });
  const gradientOf = new Map(variables.map((variable, i) => [variable, gradients[i]]));
  try {
    const layers: LayerGradients[] = [];
    for (const { name, layer } of layersOf(model)) {
      const trained = layer.weights.filter((weight) => gradientOf.has(weight));
      if (trained.length === 0) continue;
      const ofGradients = await readAll(trained.map((weight) => gradientOf.get(weight)));
      const { norm: weightNorm } = await readAll(trained.map((weight) => weight.value));
      const ratio = weightNorm === 0 ? null : ofGradients.norm / weightNorm;
      layers.push({ layer: name, ...ofGradients, weightNorm, ratio });
    }
    const [value = Number.NaN] = await loss.data();
    return { loss: value, layers, toString: () => tableOf(layers) };
  } finally {
    tf.dispose([loss, ...gradients]);
  }
}

async function readAll(tensors: readonly (Tensor | undefined)[]): Promise<TensorStatistics> {
  const statistics = new StatisticsOf();
  for (const tensor of tensors) statistics.add((await tensor?.data()) ?? []);
  return statistics.result();
}

function tableOf(layers: readonly LayerGradients[]): string {
  return textTable(
    ['layer', 'mean', 'std', 'min', 'max', 'zeros', 'norm', 'weight norm', 'ratio'],
    layers.map(({ layer, mean, std, min, max, zeros, norm, weightNorm, ratio }) => [
      layer,
      mean,
      std,
      min,
      max,
      `${(100 * zeros).toFixed(1)}%`,
      norm,
      weightNorm,
      ratio,
    ]),
  );
}
