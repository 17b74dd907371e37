import { ArgumentError, isSerializedObject, isTensor, show } from '@argali/core';
import { getLoss, Loss, resolveLoss, type LossLike, type PairShapes } from '@argali/training';
import * as tf from '@tensorflow/tfjs-core';
import type { Scalar, Tensor } from '@tensorflow/tfjs-core';
import { spread, type PerOutput } from './per-output.ts';

export interface LossTerm {
  outputIndex: number;
  /** Key of this term in the logs, such as `cls_loss`. */
  key: string;
  identifier: LossLike;
  /** `null` until the first batch, for a name such as `'crossentropy'` whose meaning depends on the shapes. */
  loss: Loss | null;
  weight: number;
}

/** Names that stand for one of several losses. */
const shapeDependent: readonly unknown[] = ['crossentropy', 'ce'];

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
      const loss = shapeDependent.includes(identifier) ? null : getLoss(identifier);
      return [{ outputIndex, key: `${outputNames[outputIndex] ?? ''}_loss`, identifier, loss, weight }];
    });
  }

  /** The weighted sum, and each term before weighting; scalars. */
  compute({ yTrue, yPred, sampleWeights }: LossArguments): { total: Scalar | null; parts: Scalar[] } {
    const parts = this.terms.map((term) => {
      const { outputIndex } = term;
      const [expected, predicted] = [yTrue[outputIndex], yPred[outputIndex]];
      if (!isTensor(expected) || !isTensor(predicted))
        throw new ArgumentError(
          `The loss of output ${outputIndex} needs labels: expected \`y\` to hold them. Received: none`,
        );
      const loss = resolveTerm(term, { yTrueShape: expected.shape, yPredShape: predicted.shape });
      return loss.apply(expected, predicted, { sampleWeight: sampleWeights[outputIndex] ?? null }) as Scalar;
    });
    const weighted = parts.map((part, i) => {
      const weight = this.terms[i]?.weight ?? 1;
      return weight === 1 ? part : tf.mul(part, weight);
    });
    return { total: weighted.length === 0 ? null : addAll(weighted), parts };
  }
}

/** The loss of a term, which for a name such as `'crossentropy'` the shapes decide once. */
export function resolveTerm(term: LossTerm, shapes: PairShapes): Loss {
  return (term.loss ??= resolveLoss(term.identifier, shapes));
}

/** The sum of scalars; one of them alone is returned as it is. */
export function addAll(scalars: readonly Tensor[]): Scalar {
  const [first, ...rest] = scalars;
  return rest.reduce<Tensor>((sum, scalar) => tf.add(sum, scalar), first ?? tf.scalar(0)) as Scalar;
}
