import { fromKerasConfig } from '@argali/core';
import { modelFromConfig, type CompileConfig, type FitOptions, type Model } from '@argali/models';
import * as tf from '@tensorflow/tfjs-core';
import { differences, listDifferences, ofTraining as tolerance, plainDifferences } from './compare.ts';
import { toTensor, type GoldenNumber, type GoldenTensor } from './golden.ts';
import type { OneOrMany, TrainingCase } from './training-case.ts';

function tensors(stored: OneOrMany<GoldenTensor>): OneOrMany<tf.Tensor> {
  return Array.isArray(stored) ? stored.map(toTensor) : toTensor(stored);
}

function toList<T>(value: OneOrMany<T>): T[] {
  return Array.isArray(value) ? value : [value];
}

/** How many samples a stored array holds. */
function sampleCount(stored: OneOrMany<GoldenTensor>): number {
  return toList(stored)[0]?.shape[0] ?? 1;
}

/** {@link differences} of one number by name; an accuracy may be one sample off. */
function logDifferences(
  found: number | undefined,
  wanted: GoldenNumber,
  { name, samples }: { name: string; samples: number },
): string[] {
  const oneOff = { absolute: 1.001 / samples, relative: 0 };
  return differences(found ?? NaN, wanted, { name, tolerance: name.includes('accuracy') ? oneOff : tolerance });
}

/** A model of a case, with the case's data. */
export class TrainingRun {
  readonly golden: TrainingCase;
  readonly model: Model;
  readonly x: OneOrMany<tf.Tensor>;
  readonly y: OneOrMany<tf.Tensor>;
  readonly sampleWeight: OneOrMany<tf.Tensor> | null;
  readonly validationData: [OneOrMany<tf.Tensor>, OneOrMany<tf.Tensor>] | null;

  constructor(golden: TrainingCase) {
    const { model, initial_weights, compile, data } = golden;
    this.golden = golden;
    this.model = modelFromConfig(model);
    tf.tidy(() => this.model.setWeights(initial_weights.map(({ value }) => toTensor(value))));
    this.model.compile(fromKerasConfig(compile) as CompileConfig);
    this.x = tensors(data.x);
    this.y = tensors(data.y);
    this.sampleWeight = data.sample_weight === undefined ? null : tensors(data.sample_weight);
    this.validationData = data.x_val && data.y_val ? [tensors(data.x_val), tensors(data.y_val)] : null;
  }

  async checkFit(): Promise<string[]> {
    const { golden, sampleWeight, validationData } = this;
    const options = fromKerasConfig(golden.fit) as FitOptions;
    const { history } = await this.model.fit(this.x, this.y, {
      ...options,
      sampleWeight,
      classWeight: golden.data.class_weight ?? null,
      validationData,
      verbose: 0,
    });
    const wanted = Object.entries(golden.history);
    const split = options.validationSplit ?? 0;
    const total = sampleCount(golden.data.x);
    const validation = golden.data.x_val ? sampleCount(golden.data.x_val) : total * split;
    return [
      ...plainDifferences(Object.keys(history).sort(), Object.keys(golden.history).sort(), 'keys of the history'),
      ...wanted.flatMap(([key, values]) => {
        const samples = key.startsWith('val_') ? validation : total * (1 - split);
        return values.flatMap((value, epoch) =>
          logDifferences(history[key]?.[epoch], value, { name: `${key} of epoch ${epoch}`, samples }),
        );
      }),
    ];
  }

  checkWeights(): string[] {
    const { final_weights, optimizer_variables } = this.golden;
    const optimizerWeights = this.model.optimizer.getWeights();
    const problems = [
      ...final_weights.flatMap(({ path, value }, i) =>
        differences(this.model.weights[i]?.value ?? null, value, { name: `final ${path}`, tolerance }),
      ),
      ...listDifferences(
        optimizerWeights,
        optimizer_variables.map(({ value }) => value),
        { name: 'optimizer variables', tolerance },
      ),
    ];
    tf.dispose(optimizerWeights);
    return problems;
  }

  async checkEvaluate(): Promise<string[]> {
    const { evaluate, evaluate_batch_size: batchSize, data } = this.golden;
    const { sampleWeight } = this;
    const logs = await this.model.evaluate(this.x, this.y, { batchSize, sampleWeight, verbose: 0 });
    const samples = sampleCount(data.x);
    return [
      ...plainDifferences(Object.keys(logs).sort(), Object.keys(evaluate).sort(), 'keys of evaluate'),
      ...Object.entries(evaluate).flatMap(([key, value]) =>
        logDifferences(logs[key], value, { name: `evaluate: ${key}`, samples }),
      ),
    ];
  }

  async checkPredict(): Promise<string[]> {
    const outputs = toList(await this.model.predict<OneOrMany<tf.Tensor>>(this.x, { verbose: 0 }));
    const problems = listDifferences(outputs, this.golden.predict, { name: 'predict', tolerance });
    tf.dispose(outputs);
    return problems;
  }

  dispose(): void {
    this.model.dispose();
    tf.dispose([this.x, this.y, this.sampleWeight ?? [], this.validationData ?? []]);
  }
}
