import { checkOneOf, checkOptions, type Variable } from '@argali/core';
import { getOptimizer, type LossLike, type Optimizer, type OptimizerLike } from '@argali/training';
import type { Model } from '../model.ts';
import { CompiledLoss } from './compiled-loss.ts';
import { CompiledMetrics, type MetricsOfOutput } from './compiled-metrics.ts';
import type { PerOutput } from './per-output.ts';

/** What `model.compile` takes (https://keras.io/api/models/model_training_apis/#compile-method). */
export interface CompileConfig {
  /** By name, instance or configuration; a `tf.train` optimizer too. Default: `'rmsprop'`. */
  optimizer?: OptimizerLike;
  /** One for all outputs, a list in their order, or a dictionary by output name. */
  loss?: PerOutput<LossLike> | null;
  /** Factors of the outputs' losses in their sum. Default: 1 each. */
  lossWeights?: PerOutput<number> | null;
  /** Reported for each epoch, without sample weights. */
  metrics?: PerOutput<MetricsOfOutput> | null;
  /** Reported for each epoch, with sample and class weights. */
  weightedMetrics?: PerOutput<MetricsOfOutput> | null;
  /** Whether every step of `fit` runs the model layer by layer, which helps to debug it. Default: false. */
  runEagerly?: boolean;
  /**
   * Whether `fit` notes the kernels of a step and runs these alone from then on, on backends that can: `'wasm'`. As in
   * Keras's compiled steps, a number that JavaScript works out inside a layer or loss then stays what it was. `'auto'`, the
   * default, notes steps of the library's own layers and losses only, where no such number changes.
   */
  jitCompile?: boolean | 'auto';
}

/** Everything that training needs beside the model's layers. */
export interface Compiled {
  optimizer: Optimizer;
  loss: CompiledLoss;
  metrics: CompiledMetrics;
  /** Keys of the losses that are reported: `loss` for the total, and each output's, where there are several. */
  lossKeys: readonly string[];
  /** The variables to train, as they were when the model was first trained after `compile`. */
  trainable: readonly Variable[] | null;
  /** Those of them whose regularizer adds to the loss, likewise. */
  regularized: readonly Variable[] | null;
  runEagerly: boolean;
  jitCompile: boolean | 'auto';
}

export function compileModel(model: Model, config: CompileConfig): Compiled {
  const {
    optimizer = 'rmsprop',
    loss,
    lossWeights,
    metrics,
    weightedMetrics,
  } = checkOptions(config, 'compile', [
    'optimizer',
    'loss',
    'lossWeights',
    'metrics',
    'weightedMetrics',
    'runEagerly',
    'jitCompile',
  ]);
  const { runEagerly = false, jitCompile = 'auto' } = config;
  checkOneOf(runEagerly, { owner: 'compile', name: 'runEagerly', choices: [true, false] });
  checkOneOf(jitCompile, { owner: 'compile', name: 'jitCompile', choices: ['auto', true, false] });
  const { outputNames } = model;
  const compiledLoss = new CompiledLoss({ loss, lossWeights, outputNames });
  return {
    optimizer: getOptimizer(optimizer),
    loss: compiledLoss,
    metrics: new CompiledMetrics({ metrics, weightedMetrics, outputNames }),
    lossKeys: ['loss', ...(outputNames.length > 1 ? compiledLoss.terms.map(({ key }) => key) : [])],
    trainable: null,
    regularized: null,
    runEagerly,
    jitCompile,
  };
}
