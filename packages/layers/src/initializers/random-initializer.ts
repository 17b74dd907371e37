import {
  checkConfig,
  checkNonNegativeInteger,
  classNameOf,
  invalidArgument,
  isSerializedObject,
  nextSeed,
  SeedGenerator,
  sizeOf,
  type OptionsOf,
  type RandomPoint,
  type SerializedObject,
} from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import { Initializer } from './initializer.ts';

export interface RandomInitializerConfig {
  /**
   * A whole number below 2³² makes every call return the same values; a `SeedGenerator` makes a sequence of calls repeat.
   * Default: `null`, new values at every call, which `setRandomSeed` makes repeat.
   */
  seed?: number | SeedGenerator | SerializedObject | null;
}

/** `offset + scale · z`, for `z` from `draw`. */
export interface Distribution {
  draw: (size: number, point: RandomPoint) => Float32Array;
  offset: number;
  scale: number;
}

/** The base of the initializers that draw random numbers. A subclass gives `call` and adds to `getConfig`. */
export abstract class RandomInitializer extends Initializer {
  static readonly options: readonly string[] = ['seed'] satisfies OptionsOf<RandomInitializerConfig>;
  readonly seed: number | SeedGenerator | null;

  constructor(config: RandomInitializerConfig) {
    super();
    const { seed = null } = checkConfig(config, new.target);
    this.seed = this.#readSeed(seed);
  }

  #readSeed(seed: unknown): number | SeedGenerator | null {
    if (seed === null || seed instanceof SeedGenerator) return seed;
    if (isSerializedObject(seed)) return new SeedGenerator((seed.config as { seed?: number | null }).seed);
    const of = { owner: classNameOf(this), name: 'seed' };
    if (checkNonNegativeInteger(seed, of) >= 2 ** 32) throw invalidArgument(of, 'a whole number below 2³²', seed);
    return seed as number;
  }

  /** A new tensor of values from `distribution`. */
  protected sample(shape: readonly number[], dtype: tf.DataType, { draw, offset, scale }: Distribution): tf.Tensor {
    const { seed } = this;
    const point = seed instanceof SeedGenerator ? seed.next() : { seed: seed ?? nextSeed(), step: 0 };
    const values = draw(sizeOf(shape), point);
    for (let i = 0; i < values.length; i++) values[i] = offset + scale * (values[i] ?? 0);
    return tf.tensor(values, [...shape], dtype);
  }

  override getConfig(): RandomInitializerConfig {
    const { seed } = this;
    if (!(seed instanceof SeedGenerator)) return { seed };
    return { seed: { className: 'SeedGenerator', config: { seed: seed.seed } } };
  }
}
