import type { ClassWeight } from '@argali/models';
import type { GoldenCase, GoldenNumber, GoldenObject, GoldenTensor } from './golden.ts';

export type OneOrMany<T> = T | T[];

interface GoldenCompile {
  optimizer: GoldenObject;
  loss: unknown;
  metrics?: unknown;
  weighted_metrics?: unknown;
}

export interface TrainingFile {
  name: string;
  /** What Keras keeps in a model's `config.json`. */
  model: GoldenObject;
  initial_weights: { path: string; value: GoldenTensor }[];
  compile: GoldenCompile;
  fit: Record<string, unknown>;
  data: {
    x: OneOrMany<GoldenTensor>;
    y: OneOrMany<GoldenTensor>;
    sample_weight?: OneOrMany<GoldenTensor>;
    class_weight?: ClassWeight;
    x_val?: OneOrMany<GoldenTensor>;
    y_val?: OneOrMany<GoldenTensor>;
  };
  history: Record<string, GoldenNumber[]>;
  final_weights: { path: string; value: GoldenTensor }[];
  optimizer_variables: { path: string; value: GoldenTensor }[];
  evaluate: Record<string, GoldenNumber>;
  evaluate_batch_size: number;
  predict: GoldenTensor[];
}

export type TrainingCase = GoldenCase & TrainingFile;
