import { ArgumentError } from './errors.ts';
import { withoutKerasOnly } from './keras-only.ts';
import { checkConfig, checkOptions, declaredOptions, optionsFor } from './options.ts';

interface FitOptions {
  batchSize?: number;
  learningRate?: number;
  weightDecay?: number;
  verbose?: number;
}

const fitKeys = ['batchSize', 'learningRate', 'weightDecay', 'verbose'] as const;
const fit = (options: object): FitOptions => checkOptions<FitOptions>(options, 'fit', fitKeys);

class Base {
  static readonly className: string = 'Base';
  static readonly options: readonly string[] = ['name'];
  constructor(config: { name?: string; units?: number; useBias?: boolean; returnSequences?: boolean }) {
    checkConfig(config, new.target);
  }
}

class Dense extends Base {
  static override readonly className: string = 'Dense';
  static override readonly options: readonly string[] = ['units', 'useBias'];
}

class OneUnit extends Dense {
  static override readonly className: string = 'OneUnit';
  static override readonly options: readonly string[] = [];
  constructor(config: { name?: string; useBias?: boolean } = {}) {
    super({ ...checkConfig(config, new.target, ['units']), units: 1 });
  }
}

class CallersOwn extends Dense {}

const make = (cls: new (config: never) => object, config: unknown): object => new cls(config as never);

describe('checkOptions', () => {
  it('returns options that are known', () => {
    const options = { batchSize: 1, verbose: 0 };
    expect(fit(options)).toBe(options);
    expect(fit({})).toEqual({});
    expect(fit(Object.assign(Object.create(null) as object, options))).toEqual(options);
  });

  it.each([
    ['batch_size', "fit: there is no option 'batch_size'. Did you mean 'batchSize'?"],
    ['BatchSize', "Did you mean 'batchSize'?"],
    ['batchSiz', "Did you mean 'batchSize'?"],
    ['lr', "Did you mean 'learningRate'?"],
    ['decay', "Did you mean 'weightDecay'?"],
    ['verbosity', "Did you mean 'verbose'?"],
    ['callbacks', "fit: there is no option 'callbacks'. It has batchSize, learningRate, weightDecay, verbose"],
    ['constructor', "there is no option 'constructor'"],
  ])('refuses %p', (key, message) => {
    expect(() => fit({ [key]: undefined })).toThrow(ArgumentError);
    expect(() => fit({ [key]: undefined })).toThrow(message);
  });

  it.each([
    [0.1, '0.1'],
    [null, 'null'],
    ['adam', "'adam'"],
    [[1], '[1]'],
    [new Map([['batchSize', 1]]), 'Map'],
    [new Float32Array(2), 'Float32Array(2)'],
    [
      new (class Settings {
        epoch = 1;
      })(),
      'Settings',
    ],
  ])('refuses %p', (value, shown) =>
    expect(() => fit(value as object)).toThrow(
      new ArgumentError(
        `fit: expected an object of options, { batchSize, learningRate, weightDecay, … }. Received: ${shown}`,
      ),
    ),
  );
});

describe('checkConfig', () => {
  it('knows the options of base classes', () => {
    expect(make(Dense, { name: 'a', units: 1 })).toBeInstanceOf(Dense);
    expect(() => make(Base, { units: 1 })).toThrow("Base: there is no option 'units'. It has name");
    expect(() => make(Dense, { unit: 1 })).toThrow("Dense: there is no option 'unit'. Did you mean 'units'?");
  });

  it('refuses what a class sets itself', () => {
    expect(make(OneUnit, { useBias: true })).toBeInstanceOf(OneUnit);
    expect(() => make(OneUnit, { units: 2 })).toThrow("OneUnit: there is no option 'units'. It has useBias, name");
  });

  it('leaves a class that declares nothing its own options, but not other spellings of known ones', () => {
    expect(make(CallersOwn, { units: 1, factor: 2 })).toBeInstanceOf(CallersOwn);
    expect(() => make(CallersOwn, { use_bias: true })).toThrow("CallersOwn: there is no option 'use_bias'");
    expect(() => make(CallersOwn, 3)).toThrow('CallersOwn: expected an object of options, { units, useBias, name }');
  });
});

it('declaredOptions lists those of base classes too', () => {
  expect(declaredOptions(Dense)).toEqual(['units', 'useBias', 'name']);
  expect(declaredOptions(OneUnit, ['units'])).toEqual(['useBias', 'name']);
});

it('optionsFor takes the options of one class out of those of another', () => {
  const config = { units: 1, useBias: true, returnSequences: true };
  expect(optionsFor(config, Dense)).toEqual({ units: 1, useBias: true });
});

it('withoutKerasOnly forgets what only Keras has a use for, unless it is on', () => {
  const config = { units: 1, quantizationConfig: null, implementation: 2, timeMajor: false, typo: null };
  expect(withoutKerasOnly(config, Dense)).toEqual({ units: 1, typo: null });
  expect(withoutKerasOnly({ rmsScaling: true }, Dense)).toEqual({ rmsScaling: true });
});
