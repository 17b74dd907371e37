import { ArgumentError, isSerializedObject, isTensor, show } from '@argali/core';
import { getLoss, Loss, type LossLike } from '@argali/training';
import * as tf from '@tensorflow/tfjs-core';
import type { Scalar, Tensor } from '@tensorflow/tfjs-core';
import { spread, type PerOutput } from './per-output.ts';

export interface LossTerm {
  outputIndex: number;
  /** Key of this term in the logs, such as `cls_loss`. */
  key: string;
  loss: Loss;
  weight: number;
}

export interface LossArguments {
  yTrue: readonly Tensor[];
  yPred: readonly Tensor[];
  sampleWeights: readonly (Tensor | null)[];
}

function isLossLike(value: unknown): value is LossLike {
  return typeof value === 'string' || typeof value === 'function' || value instanceof Loss || isSerializedObject(value);
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number';
}

export interface CompiledLossConfig {
  loss: PerOutput<LossLike> | null | undefined;
  lossWeights: PerOutput<number> | null | undefined;
  outputNames: readonly string[];
}

/** The losses of all outputs, weighted and added up. */
export class CompiledLoss {
  readonly terms: readonly LossTerm[];

  constructor({ loss, lossWeights, outputNames }: CompiledLossConfig) {
    const losses = spread(loss, { argument: 'loss', outputNames, isSingle: isLossLike });
    const weights = spread(lossWeights, { argument: 'lossWeights', outputNames, isSingle: isNumber });
    this.terms = losses.flatMap((identifier, outputIndex) => {
      if (identifier === null) return [];
      const weight = weights[outputIndex] ?? 1;
      if (!Number.isFinite(weight))
        throw new ArgumentError(`compile: expected \`lossWeights\` to be finite numbers. Received: ${show(weight)}`);
      return [{ outputIndex, key: `${outputNames[outputIndex] ?? ''}_loss`, loss: getLoss(identifier), weight }];
    });
  }

  /** The weighted sum, and each term before weighting; scalars. */
  compute({ yTrue, yPred, sampleWeights }: LossArguments): { total: Scalar | null; parts: Scalar[] } {
    const parts = this.terms.map(({ outputIndex, loss }) => {
      const [expected, predicted] = [yTrue[outputIndex], yPred[outputIndex]];
      if (!isTensor(expected) || !isTensor(predicted))
        throw new ArgumentError(
          `The loss of output ${outputIndex} needs labels: expected \`y\` to hold them. Received: none`,
        );
      return loss.apply(expected, predicted, { sampleWeight: sampleWeights[outputIndex] ?? null }) as Scalar;
    });
    const weighted = parts.map((part, i) => {
      const weight = this.terms[i]?.weight ?? 1;
      return weight === 1 ? part : tf.mul(part, weight);
    });
    return { total: weighted.length === 0 ? null : addAll(weighted), parts };
  }
}

/** The sum of scalars; one of them alone is returned as it is. */
export function addAll(scalars: readonly Tensor[]): Scalar {
  const [first, ...rest] = scalars;
  return rest.reduce<Tensor>((sum, scalar) => tf.add(sum, scalar), first ?? tf.scalar(0)) as Scalar;
}
