import { isDeclared, type OptionedClass } from './options.ts';

// What files of Keras, of older versions too, say of layers and optimizers without any effect on what they compute.
const withoutEffect = ['vocabularySize', 'implementation', 'inputLength', 'isLegacyOptimizer', 'jitCompile'];

// What they say of features that do not exist here; it may be left out as long as it says that they are off.
const features = ['quantizationConfig', 'optional', 'rmsScaling', 'timeMajor', 'decay'];

/** `config`, the configuration of a `cls` as somebody stored it, without what only Keras has a use for. */
export function withoutKerasOnly<Config extends object>(config: Config, cls: OptionedClass): Config {
  const kept = Object.entries(config).filter(([key, value]) => {
    const isOff = value === null || value === false || value === 0;
    return isDeclared(cls, key) || !(withoutEffect.includes(key) || (isOff && features.includes(key)));
  });
  return Object.fromEntries(kept) as Config;
}
