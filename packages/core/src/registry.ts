import { fromKerasObject, isSerializedObject, type SerializedObject } from './config.ts';
import { ArgumentError, UnknownNameError, show } from './errors.ts';
import { didYouMean } from './nearest.ts';
import { withoutKerasOnly } from './keras-only.ts';
import { checkOptions } from './options.ts';
import { normalizeIdentifier } from './names.ts';

/** What a registry holds: objects that know the configuration they were made from. */
export interface Configurable {
  getConfig(): object;
}

/** A class that a registry can make objects of; `className` survives minifiers, which rename classes. */
export interface ConfigurableClass<T> {
  readonly className: string;
  // Each class takes its own configuration; it checks what it is given.
  new (config: never): T;
}

type MakeWithConfig<T> = { new (config: Record<string, unknown>): T } & { fromConfig?: (config: object) => T };

export interface RegistryOptions<T> {
  /** Further names of classes, in camelCase: `{ mse: 'MeanSquaredError' }`. */
  aliases?: Readonly<Record<string, string>>;
  /** Turns a plain function into an object, where functions are accepted. */
  fromFunction?: (fn: never) => T;
  /** What tells an object of this kind from any other; by default, that it has `getConfig`. */
  isInstance?: (value: unknown) => value is T;
}

function isConfigurable(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'getConfig' in value && typeof value.getConfig === 'function';
}

/**
 * The classes of one kind (layers, losses, …) by name. It finds a class under any spelling of its name, makes objects
 * from names or configurations, and turns objects back into `{ className, config }`.
 */
export class Registry<T extends Configurable> {
  readonly kind: string;
  readonly #classes = new Map<string, ConfigurableClass<T>>();
  readonly #names: string[] = [];
  readonly #builtIn: ReadonlySet<ConfigurableClass<T>>;
  readonly #options: RegistryOptions<T>;

  constructor(kind: string, classes: readonly ConfigurableClass<T>[], options: RegistryOptions<T> = {}) {
    this.kind = kind;
    this.#options = checkOptions(options, 'Registry', ['aliases', 'fromFunction', 'isInstance']);
    this.#builtIn = new Set(classes);
    for (const cls of classes) this.#add(cls, cls.className);
    for (const [alias, className] of Object.entries(options.aliases ?? {})) this.#add(this.getClass(className), alias);
  }

  #add(cls: ConfigurableClass<T>, name: string): void {
    this.#classes.set(normalizeIdentifier(name), cls);
    this.#names.push(name.replace(/^[A-Z]+(?![a-z])|^[A-Z]/, (capitals) => capitals.toLowerCase()));
  }

  /** Makes a class of the caller's known by its `className`, or by `name`, so that configurations that mention it load. */
  register(cls: ConfigurableClass<T>, name: string = cls.className): void {
    const known = this.#classes.get(normalizeIdentifier(name));
    if (known !== undefined && known !== cls)
      throw new ArgumentError(`Cannot register ${this.kind} '${name}': the name is taken by ${known.className}`);
    if (known === undefined) this.#add(cls, name);
  }

  /** The class of that name. Throws `UnknownNameError`, with the nearest known name, if there is none. */
  getClass(name: string): ConfigurableClass<T> {
    const cls = this.#classes.get(normalizeIdentifier(name));
    if (cls === undefined)
      throw new UnknownNameError(`Unknown ${this.kind} '${name}'.${didYouMean(name, this.#names)}`);
    return cls;
  }

  has(name: string): boolean {
    return this.#classes.has(normalizeIdentifier(name));
  }

  /** Whether the object's class is the library's own, not one that a caller has registered or not even that. */
  isBuiltIn(object: T): boolean {
    const cls = object.constructor as unknown as ConfigurableClass<T>;
    return this.#builtIn.has(cls) && Object.getPrototypeOf(object) === cls.prototype;
  }

  /** {@link isBuiltIn} for the class of that name. */
  isBuiltInName(name: string): boolean {
    const cls = this.#classes.get(normalizeIdentifier(name));
    return cls !== undefined && this.#builtIn.has(cls);
  }

  /** An object from its name, `{ className, config }` (or Keras's `{ class_name, config }`), a function, or itself. */
  get(identifier: unknown): T {
    const { fromFunction, isInstance = isConfigurable } = this.#options;
    if (typeof identifier === 'string') return this.deserialize({ className: identifier, config: {} });
    if (isInstance(identifier)) return identifier as T;
    if (isSerializedObject(identifier))
      return this.deserialize('className' in identifier ? identifier : fromKerasObject(identifier));
    if (typeof identifier === 'function' && fromFunction !== undefined) return fromFunction(identifier as never);
    throw new ArgumentError(
      `Expected a ${this.kind}: a name, an instance${fromFunction ? ', a function' : ''} or { className, config }. Received: ${show(identifier)}`,
    );
  }

  /** Makes the object that {@link serialize} described. */
  deserialize({ className, config }: SerializedObject): T {
    if (typeof config !== 'object' || (config as unknown) === null)
      throw new ArgumentError(
        `Expected the config of ${this.kind} '${className}' to be an object. Received: ${show(config)}`,
      );
    const cls = this.getClass(className) as unknown as MakeWithConfig<T>;
    const own = withoutKerasOnly(config, cls);
    return cls.fromConfig !== undefined ? cls.fromConfig(own) : new cls(own);
  }

  /** `{ className, config }`, plain data from which {@link deserialize} makes an equal object. */
  serialize(object: T): SerializedObject {
    if (!isConfigurable(object))
      throw new ArgumentError(`Expected a ${this.kind} to serialize. Received: ${show(object)}`);
    return { className: classNameOf(object), config: { ...object.getConfig() } };
  }

  /** Every name, as written in camelCase. */
  names(): readonly string[] {
    return this.#names;
  }
}

/** The registered name of an object's class. */
export function classNameOf(object: object): string {
  const cls = object.constructor as { className?: string; name: string };
  // A subclass that does not say goes by its own name, not by its parent's.
  return Object.hasOwn(cls, 'className') ? (cls.className ?? cls.name) : cls.name;
}
