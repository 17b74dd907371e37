import { ArgumentError, checkConfig, invalidArgument, type OptionsOf, type Variable } from '@argali/core';
import { getOptimizer, serializeOptimizer, type OptimizerLike } from './get.ts';
import type { Optimizer } from './optimizer.ts';

export interface OptimizerMapConfig {
  /** The optimizer of every variable that no entry matches. */
  defaultOptimizer: OptimizerLike;
  /** Optimizers by the path of a variable, or by a regular expression that matches all of the path. */
  optimizerMap?: Readonly<Record<string, OptimizerLike>>;
}

/**
 * Which variables a {@link MultiOptimizer} trains with which optimizer.
 *
 * @throws ArgumentError for a key that is not a regular expression, or when two keys match one path
 */
export class OptimizerMap {
  static readonly className: string = 'OptimizerMap';

  static readonly options: readonly string[] = [
    'defaultOptimizer',
    'optimizerMap',
  ] satisfies OptionsOf<OptimizerMapConfig>;

  readonly defaultOptimizer: Optimizer;
  readonly #entries: readonly { key: string; pattern: RegExp; optimizer: Optimizer }[];

  constructor(config: OptimizerMapConfig) {
    const { defaultOptimizer, optimizerMap = {} } = checkConfig(config, new.target);
    this.defaultOptimizer = getOptimizer(defaultOptimizer);
    if (typeof optimizerMap !== 'object' || (optimizerMap as unknown) === null)
      throw invalidArgument({ owner: 'OptimizerMap', name: 'optimizerMap' }, 'optimizers by path', optimizerMap);
    this.#entries = Object.entries(optimizerMap).map(([key, optimizer]) => ({
      key,
      pattern: wholePattern(key),
      optimizer: getOptimizer(optimizer),
    }));
  }

  /** Each optimizer once, the default one last. */
  get optimizers(): readonly Optimizer[] {
    const mapped = this.#entries.map(({ optimizer }) => optimizer);
    return [...new Set([...mapped.filter((optimizer) => optimizer !== this.defaultOptimizer), this.defaultOptimizer])];
  }

  optimizerOf({ path }: Variable): Optimizer {
    const exact = this.#entries.find(({ key }) => key === path);
    if (exact !== undefined) return exact.optimizer;
    const [found, second] = this.#entries.filter(({ pattern }) => pattern.test(path));
    if (found !== undefined && second !== undefined)
      throw new ArgumentError(
        `OptimizerMap: expected one key that matches "${path}". Received: '${found.key}' and '${second.key}'`,
      );
    return found?.optimizer ?? this.defaultOptimizer;
  }

  getConfig(): OptimizerMapConfig {
    const entries = this.#entries.map(({ key, optimizer }) => [key, serializeOptimizer(optimizer)] as const);
    return {
      defaultOptimizer: serializeOptimizer(this.defaultOptimizer),
      optimizerMap: Object.fromEntries(entries),
    };
  }
}

function wholePattern(key: string): RegExp {
  try {
    return new RegExp(`^(?:${key})$`);
  } catch {
    throw invalidArgument({ owner: 'OptimizerMap', name: 'optimizerMap' }, 'keyed by regular expressions', key);
  }
}
