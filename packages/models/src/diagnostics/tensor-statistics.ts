/** How the entries of one or several tensors are distributed. */
export interface TensorStatistics {
  /** How many entries there are. */
  count: number;
  mean: number;
  /** Standard deviation, of the entries as the whole population. */
  std: number;
  min: number;
  max: number;
  /** Euclidean norm. */
  norm: number;
  /** Share of entries that are exactly 0, from 0 to 1. */
  zeros: number;
}

/** Adds entries up, in double precision, to their statistics. One entry that is not a number makes all of them NaN. */
export class StatisticsOf {
  #count = 0;
  #mean = 0;
  /** Sum of the squared deviations from the mean. */
  #deviation = 0;
  #squares = 0;
  #zeros = 0;
  #min = Infinity;
  #max = -Infinity;

  /** Takes in more entries, by the pairwise update of Chan et al., 1983, https://doi.org/10.1080/00031305.1983.10483115. */
  add(values: ArrayLike<number>): this {
    const count = values.length;
    if (count === 0) return this;
    let sum = 0;
    for (let i = 0; i < count; i++) sum += values[i] ?? 0;
    const mean = sum / count;
    for (let i = 0; i < count; i++) {
      const value = values[i] ?? 0;
      this.#deviation += (value - mean) ** 2;
      this.#squares += value ** 2;
      this.#min = Math.min(this.#min, value);
      this.#max = Math.max(this.#max, value);
      if (value === 0) this.#zeros++;
    }
    const total = this.#count + count;
    const shift = mean - this.#mean;
    this.#deviation += (shift ** 2 * this.#count * count) / total;
    this.#mean += (shift * count) / total;
    this.#count = total;
    return this;
  }

  result(): TensorStatistics {
    const count = this.#count;
    return {
      count,
      mean: count === 0 ? Number.NaN : this.#mean,
      std: Math.sqrt(this.#deviation / count),
      min: count === 0 ? Number.NaN : this.#min,
      max: count === 0 ? Number.NaN : this.#max,
      norm: Math.sqrt(this.#squares),
      zeros: this.#zeros / count,
    };
  }
}
