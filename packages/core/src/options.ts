import { camelCaseKey } from './config.ts';
import { ArgumentError, show } from './errors.ts';
import { normalizeIdentifier } from './names.ts';
import { nearest } from './nearest.ts';

/** Names of options of `Config`: what a list of them is checked against, by `satisfies`. */
export type OptionsOf<Config> = readonly (keyof Config)[];

/**
 * A class made from an object of options. `options` names those that it adds to its base class's. A class that does not
 * say, such as a subclass of somebody else's, may take more than are known here.
 */
export type OptionedClass = abstract new (...args: never[]) => object;

/**
 * `options`, if it is an object of options with no other keys than `known`. `owner` is the function that takes them.
 *
 * @throws ArgumentError for anything else, and for a key that is not known, with the nearest one
 */
export function checkOptions<Options extends object>(
  options: Options,
  owner: string,
  known: readonly (keyof Options & string)[],
): Options {
  if (!isObject(options)) throw notOptions(options, owner, known);
  for (const key of Object.keys(options))
    if (!known.includes(key as never)) throw unknownOption({ options, key }, owner, known);
  return options;
}

/**
 * {@link checkOptions} for a constructor: `config`, if it holds only what `cls`, the `new.target`, and its base classes
 * declare in `static options`, without those in `except`, which a class sets itself. A class that declares nothing is the
 * caller's own and may take more; for it, only other spellings of options that are known throw: `return_sequences`.
 */
export function checkConfig<Config extends object>(
  config: Config,
  cls: OptionedClass,
  except: readonly string[] = [],
): Config {
  if (!isObject(config)) throw notOptions(config, nameOf(cls), declaredOptions(cls, except));
  for (const key of Object.keys(config)) {
    if (isDeclared(cls, key) && !except.includes(key)) continue;
    const known = declaredOptions(cls, except);
    const spelling = normalizeIdentifier(key);
    if (ownOptions(cls) !== null || known.some((option) => normalizeIdentifier(option) === spelling))
      throw unknownOption({ options: config, key }, nameOf(cls), known);
  }
  return config;
}

/** Of `config`, what is an option of `cls`: for an object that makes another of its own configuration. */
export function optionsFor<Config extends object, Rest extends unknown[]>(
  config: Config,
  cls: new (config: Config, ...rest: Rest) => object,
): Config {
  return Object.fromEntries(Object.entries(config).filter(([key]) => isDeclared(cls, key))) as Config;
}

/** The list that a class itself, not its base, declares. */
function ownOptions(cls: object): readonly string[] | null {
  const own = Object.hasOwn(cls, 'options') ? (cls as { options: unknown }).options : null;
  return Array.isArray(own) ? (own as string[]) : null;
}

/** Whether `cls` or one of its base classes declares that option. */
export function isDeclared(cls: object, key: string): boolean {
  for (let c: object | null = cls; c !== null; c = Object.getPrototypeOf(c) as object | null)
    if (ownOptions(c)?.includes(key)) return true;
  return false;
}

/** All options that `cls` and its base classes declare, without those in `except`. */
export function declaredOptions(cls: object, except: readonly string[] = []): readonly string[] {
  const all = new Set<string>();
  for (let c: object | null = cls; c !== null; c = Object.getPrototypeOf(c) as object | null)
    for (const key of ownOptions(c) ?? []) if (!except.includes(key)) all.add(key);
  return [...all];
}

function nameOf(cls: OptionedClass): string {
  return Object.hasOwn(cls, 'className') ? (cls as unknown as { className: string }).className : cls.name;
}

/** What has keys of its own: no array, map or other collection. */
function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !(Symbol.iterator in value);
}

function notOptions(received: unknown, owner: string, known: readonly string[]): ArgumentError {
  const some = `${known.slice(0, 3).join(', ')}${known.length > 3 ? ', …' : ''}`;
  return new ArgumentError(`${owner}: expected an object of options, { ${some} }. Received: ${show(received)}`);
}

function unknownOption(
  { options, key }: { options: object; key: string },
  owner: string,
  known: readonly string[],
): ArgumentError {
  const prototype: unknown = Object.getPrototypeOf(options);
  // An instance of some class, a tensor say: that one of its fields is unknown would be beside the point.
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) return notOptions(options, owner, known);
  const meant = nearestOption(key, known);
  const hint = meant === null ? `It has ${known.join(', ') || 'none'}` : `Did you mean '${meant}'?`;
  return new ArgumentError(`${owner}: there is no option '${key}'. ${hint}`);
}

/** The option that was meant: the same in another spelling, by its initials (`lr`), a near one, or one with that word in it. */
function nearestOption(key: string, known: readonly string[]): string | null {
  const spelling = normalizeIdentifier(key);
  const holds = (option: string): boolean => {
    const other = option.toLowerCase();
    return spelling.length > 2 && other.length > 2 && (other.includes(spelling) || spelling.includes(other));
  };
  return (
    known.find((option) => normalizeIdentifier(option) === spelling) ??
    known.find((option) => option.replace(/(?<!^)[a-z0-9]/g, '').toLowerCase() === spelling) ??
    nearest(camelCaseKey(key), known) ??
    known.find(holds) ??
    null
  );
}
