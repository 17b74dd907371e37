import { ArgumentError } from '@argali/core';
import type { Metric, Optimizer } from '@argali/training';
import type { Compiled } from './compile.ts';

/** Which compiled models use an optimizer, or a metric that the caller gave as an object. */
const users = new WeakMap<Optimizer | Metric, Set<Compiled>>();

function usersOf(shared: Optimizer | Metric): Set<Compiled> {
  const known = users.get(shared) ?? new Set<Compiled>();
  users.set(shared, known);
  return known;
}

/** Innermost first. */
function withNested(optimizer: Optimizer): Optimizer[] {
  return [...optimizer.nested.flatMap(withNested), optimizer];
}

/**
 * Notes that `compiled` uses its optimizer and metrics; `former` is what the same model was compiled to before.
 *
 * @throws ArgumentError for an optimizer that another model uses and that cannot train both
 */
export function retain(compiled: Compiled, former: Compiled | null): void {
  const { optimizer, metrics } = compiled;
  const others = withNested(optimizer).flatMap((one) => [...usersOf(one)].filter((user) => user !== former));
  if (others.length > 0 && optimizer.isForOneModel)
    throw new ArgumentError(
      `${optimizer.describe()} is another model's: with moving averages or added up gradients, each model needs an optimizer of its own`,
    );
  for (const shared of [...withNested(optimizer), ...metrics.given]) usersOf(shared).add(compiled);
}

/** Frees the state of what no other compiled model uses. It can be compiled with again. */
export function release(compiled: Compiled): void {
  const { optimizer, metrics } = compiled;
  metrics.dispose();
  for (const shared of [...withNested(optimizer), ...metrics.given]) {
    usersOf(shared).delete(compiled);
    const nested = 'nested' in shared ? shared.nested : [];
    if ([shared, ...nested].every((one) => usersOf(one).size === 0)) shared.dispose();
  }
}
