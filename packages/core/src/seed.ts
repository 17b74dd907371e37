import { invalidArgument, type ArgumentOf } from './check.ts';
import { checkOptions } from './options.ts';
import type { RandomPoint } from './random.ts';

let globalSeed = Math.floor(Math.random() * 2 ** 32);
let drawn = 0;

function checkSeed(seed: unknown, of: ArgumentOf): number {
  if (typeof seed !== 'number' || !Number.isInteger(seed) || seed < 0 || seed >= 2 ** 32)
    throw invalidArgument(of, 'a whole number from 0 to 2³² - 1', seed);
  return seed;
}

/**
 * Makes everything random that is made or run from now on (initial weights, shuffling, dropout) repeat from run to run.
 *
 * @param seed a whole number from 0 to 2³² - 1
 * @see https://keras.io/api/utils/python_utils/#setrandomseed-function
 */
export function setRandomSeed(seed: number): void {
  globalSeed = checkSeed(seed, { owner: 'setRandomSeed', name: 'seed' });
  drawn = 0;
}

/** A fresh seed from the global stream that {@link setRandomSeed} starts. */
export function nextSeed(): number {
  drawn++;
  // The finaliser of MurmurHash3 spreads neighbouring counts over all 32 bits.
  let hash = (globalSeed + Math.imul(drawn, 0x9e3779b9)) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** A point that was drawn, and where the next one comes from. */
export interface Draw {
  generator: SeedGenerator;
  point: RandomPoint;
}

let draws: Draw[] | null = null;

/** Runs `f` and tells what it drew from seed generators. If it throws, they are as if it had not run. */
export function observeDraws<T>(f: () => T): { value: T; draws: readonly Draw[] } {
  const outer = draws;
  const own: Draw[] = [];
  draws = own;
  try {
    return { value: f(), draws: own };
  } catch (error) {
    for (const { generator, point } of own.reverse()) generator.step = point.step;
    throw error;
  } finally {
    draws = outer;
  }
}

/**
 * A stream of random points for one object, such as a dropout layer: a fixed seed and a step that counts its calls.
 *
 * @see https://keras.io/api/random/seed_generator/
 */
export class SeedGenerator {
  readonly seed: number;
  readonly name: string;
  #step = 0;

  /** @param seed a whole number from 0 to 2³² - 1; `null` or none draws one from the global stream. */
  constructor(seed?: number | null, options: { name?: string } = {}) {
    this.name = checkOptions(options, 'SeedGenerator', ['name']).name ?? 'seed_generator';
    this.seed = seed == null ? nextSeed() : checkSeed(seed, { owner: 'SeedGenerator', name: 'seed' });
  }

  /** How many points have been drawn. */
  get step(): number {
    return this.#step;
  }

  set step(step: number) {
    this.#step = step;
  }

  next(): RandomPoint {
    const point = { seed: this.seed, step: this.#step++ };
    draws?.push({ generator: this, point });
    return point;
  }
}
