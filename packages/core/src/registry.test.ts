import { ArgumentError, UnknownNameError } from './errors.ts';
import { classNameOf, Registry, type Configurable } from './registry.ts';

abstract class Shape implements Configurable {
  abstract area(): number;
  abstract getConfig(): object;
}

class Square extends Shape {
  static readonly className: string = 'Square';
  readonly sideLength: number;

  constructor({ sideLength = 1 }: { sideLength?: number } = {}) {
    super();
    this.sideLength = sideLength;
  }

  override area(): number {
    return this.sideLength ** 2;
  }

  override getConfig(): object {
    return { sideLength: this.sideLength };
  }
}

class UnitCircle extends Shape {
  static readonly className: string = 'UnitCircle';

  /** Counts how often it was used. */
  static fromConfig(): UnitCircle {
    return new UnitCircle();
  }

  override area(): number {
    return Math.PI;
  }

  override getConfig(): object {
    return {};
  }
}

class FunctionShape extends Shape {
  static readonly className: string = 'FunctionShape';
  readonly fn: () => number;

  constructor(fn: () => number) {
    super();
    this.fn = fn;
  }

  override area(): number {
    return this.fn();
  }

  override getConfig(): object {
    return {};
  }
}

const make = (): Registry<Shape> =>
  new Registry<Shape>('shape', [Square, UnitCircle], { aliases: { disc: 'UnitCircle' } });

it.each(['UnitCircle', 'unitCircle', 'unit_circle', 'UNIT_CIRCLE', 'disc', 'Disc'])('finds a class as %s', (name) => {
  const shapes = make();
  expect(shapes.has(name)).toBe(true);
  expect(shapes.getClass(name)).toBe(UnitCircle);
  expect(shapes.get(name)).toBeInstanceOf(UnitCircle);
});

it('makes objects from our configuration and from Keras’s', () => {
  const shapes = make();
  expect(shapes.get({ className: 'Square', config: { sideLength: 3 } }).area()).toBe(9);
  expect(
    shapes.get({ class_name: 'Square', config: { side_length: 4 }, module: 'm', registered_name: null }).area(),
  ).toBe(16);
  expect(shapes.get({ className: 'square', config: {} }).area()).toBe(1);
});

it('an object is itself, and comes back equal from its serialised form', () => {
  const shapes = make();
  const square = new Square({ sideLength: 5 });
  expect(shapes.get(square)).toBe(square);
  const serialized = shapes.serialize(square);
  expect(serialized).toEqual({ className: 'Square', config: { sideLength: 5 } });
  expect(shapes.deserialize(serialized)).toEqual(square);
  expect(JSON.parse(JSON.stringify(serialized))).toEqual(serialized);
});

it('functions are taken where the registry turns them into objects', () => {
  const shapes = new Registry<Shape>('shape', [Square], { fromFunction: (fn: () => number) => new FunctionShape(fn) });
  expect(shapes.get(() => 7).area()).toBe(7);
  expect(() => make().get(() => 7)).toThrow(
    'Expected a shape: a name, an instance or { className, config }. Received: a function',
  );
});

it.each([
  ['Sqare', "Unknown shape 'Sqare'. Did you mean 'square'?"],
  ['unit_circel', "Unknown shape 'unit_circel'. Did you mean 'unitCircle'?"],
  ['dodecahedron', "Unknown shape 'dodecahedron'."],
  ['constructor', "Unknown shape 'constructor'."],
  ['__proto__', "Unknown shape '__proto__'."],
])('names the nearest to %p', (name, message) => {
  expect(() => make().get(name)).toThrow(new UnknownNameError(message));
});

it.each<unknown>([5, null, undefined, {}, [], { className: 5, config: {} }, { className: 'Square' }, Square])(
  'refuses %p',
  (identifier) => {
    expect(() => make().get(identifier)).toThrow(ArgumentError);
    expect(() => make().get(identifier)).toThrow(
      'Expected a shape: a name, an instance or { className, config }. Received: ',
    );
  },
);

it('classes of the caller’s can be registered, once under each name', () => {
  const shapes = make();
  shapes.register(FunctionShape);
  expect(shapes.getClass('function_shape')).toBe(FunctionShape);
  shapes.register(Square, 'Tile');
  shapes.register(Square, 'Tile');
  expect(shapes.get('tile')).toBeInstanceOf(Square);
  expect(() => shapes.register(UnitCircle, 'square')).toThrow(
    new ArgumentError("Cannot register shape 'square': the name is taken by Square"),
  );
});

it('names are camelCase, also of acronyms', () => {
  const named = ['SGD', 'KLDivergence', 'L1L2', 'ReLU', 'Conv2D', 'AUC', 'Adam'].map(
    (className) => Object.assign(class extends Square {}, { className }),
  ); // prettier-ignore
  expect(new Registry<Shape>('shape', named).names()).toEqual([
    'sgd',
    'klDivergence',
    'l1L2',
    'reLU',
    'conv2D',
    'auc',
    'adam',
  ]);
});

it('classNameOf prefers the name that survives minifying', () => {
  expect(classNameOf(new Square())).toBe('Square');
  expect(classNameOf(new Date())).toBe('Date');
});

it('tells the classes it was made with from those that callers register', () => {
  class Circle extends Square {
    static override readonly className: string = 'Circle';
  }
  const shapes = new Registry<Shape>('shape', [Square]);
  shapes.register(Circle);
  expect([shapes.isBuiltIn(new Square()), shapes.isBuiltIn(new Circle())]).toEqual([true, false]);
  expect(['square', 'circle', 'other'].map((name) => shapes.isBuiltInName(name))).toEqual([true, false, false]);
});
