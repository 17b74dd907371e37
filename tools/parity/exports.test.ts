import { readExports } from './exports.ts';
import { internal } from './internal.ts';

// Everything that the packages export is for apps too, and reachable from `argali`, unless it is listed as internal.
const names = Object.keys(internal);
const [umbrella, ...packages] = readExports(['argali', ...names].map((name) => `packages/${name}/src/index.ts`));

describe.each(names)('the exports of %s', (name) => {
  const exported = packages[names.indexOf(name)];
  const hidden = internal[name] ?? [];

  it('are reachable from the umbrella, but for what is internal', () => {
    const missing = [...(exported?.keys() ?? [])].filter((path) => !isReachable(path) && !hidden.includes(path));
    expect(missing).toEqual([]);
  });

  it('are listed as internal only where they are', () => {
    expect(hidden.filter((path) => !exported?.has(path) || isReachable(path))).toEqual([]);
  });
});

/** True for a name at the top of the umbrella or in one of its namespaces, such as `initializers.Zeros` for `Zeros`. */
function isReachable(path: string): boolean {
  return [...(umbrella?.keys() ?? [])].some((known) => known === path || known.endsWith(`.${path}`));
}
