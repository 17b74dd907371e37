import { ArgumentError, DataError, show } from '@argali/core';
import type { Rows } from '@argali/data';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Samples } from './data.ts';

/** The weight of each class, by its number. A class that is not named weighs 1. */
export type ClassWeight = Readonly<Record<number, number>>;

/** Rows computed from others, batch by batch. */
class MappedRows implements Rows {
  readonly length: number;
  readonly shape: readonly number[];
  readonly dtype = 'float32';
  readonly #sources: readonly Rows[];
  readonly #map: (...batches: Tensor[]) => Tensor;

  constructor(sources: readonly Rows[], map: (...batches: Tensor[]) => Tensor) {
    this.length = sources[0]?.length ?? 0;
    this.shape = [this.length];
    this.#sources = sources;
    this.#map = map;
  }

  gather(indices: Int32Array): Tensor {
    return tf.tidy(() => this.#map(...this.#sources.map((rows) => rows.gather(indices))));
  }

  slice(start: number, end: number): Tensor {
    return tf.tidy(() => this.#map(...this.#sources.map((rows) => rows.slice(start, end))));
  }

  dispose(): void {
    for (const rows of this.#sources) rows.dispose();
  }
}

/** The samples with the weights of their classes multiplied into their own. */
export function withClassWeight(samples: Samples, classWeight: ClassWeight | null | undefined): Samples {
  if (classWeight == null) return samples;
  const [y] = samples.y;
  if (samples.y.length !== 1 || y === undefined)
    throw new ArgumentError(`\`classWeight\` is for models of one output. Received: ${samples.y.length} outputs`);
  const weights = weightTable(classWeight);
  const weigh = (labels: Tensor, own?: Tensor): Tensor => {
    const isOneHot = labels.rank > 1 && (labels.shape[labels.rank - 1] ?? 1) > 1;
    const classes = isOneHot
      ? tf.argMax(labels, -1)
      : tf.cast(labels.rank > 1 ? tf.squeeze(labels, [-1]) : labels, 'int32');
    // A class beyond the table weighs 1, as its last entry does.
    const ofClass = tf.gather(tf.tensor1d(weights), tf.minimum(classes, tf.scalar(weights.length - 1, 'int32')));
    return own ? tf.mul(ofClass, own) : ofClass;
  };
  const [own] = samples.sampleWeights;
  return { ...samples, sampleWeights: [new MappedRows(own ? [y, own] : [y], weigh)] };
}

/** The weights of the classes 0, 1, …, and 1 for those after. */
function weightTable(classWeight: ClassWeight): number[] {
  const entries = Object.entries(classWeight).map(([key, weight]) => [Number(key), weight] as const);
  for (const [label, weight] of entries) {
    if (!Number.isInteger(label) || label < 0)
      throw new ArgumentError(`expected the keys of \`classWeight\` to be class numbers. Received: ${show(label)}`);
    if (!Number.isFinite(weight) || weight < 0)
      throw new DataError(
        `expected \`classWeight\` to be finite and not negative. Received: ${show(weight)} for class ${label}`,
      );
  }
  const table = new Map(entries);
  // Not by an argument for each: there may be more classes than a call takes.
  const size = entries.reduce((largest, [label]) => Math.max(largest, label), 0) + 2;
  return Array.from({ length: size }, (_, label) => table.get(label) ?? 1);
}
