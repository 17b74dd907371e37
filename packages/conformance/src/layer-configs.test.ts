import { fromKerasObject, toKerasConfig } from '@argali/core';
import { deserializeLayer } from '@argali/layers';
import { ownFolder, readCases, type GoldenCase, type GoldenObject } from './golden.ts';

/** What `get_config` of a layer made with `config` gives in Keras, names and Keras's own bookkeeping left out. */
interface ConfigCase extends GoldenCase, GoldenObject {
  get_config: Record<string, unknown>;
}

/** Keys that stand for what there is not here (see the parity page), or for what the layer finds by itself. */
const absent = new Set(['optional', 'quantization_config', 'rms_scaling', 'vocabulary_size']);

/** What a layer says of itself and Keras's forgets, though it takes it. */
const added: Readonly<Record<string, readonly string[]>> = {
  RandomGrayscale: ['seed'],
  SimpleRNN: ['seed'],
};

/** Values not compared: there are no 64-bit integers here, Keras draws a seed, and writes of a shear what it cannot read. */
const replaced: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  Hashing: { dtype: 'int32' },
  HashedCrossing: { dtype: 'int32' },
  RandomCrop: { seed: null },
  RandomShear: { x_factor: 0.2, y_factor: 0.1 },
};

/** `value` without names, modules and absent keys, at any depth. */
function plain(value: unknown, className: string): unknown {
  if (Array.isArray(value)) return value.map((item) => plain(item, className));
  if (typeof value !== 'object' || value === null) return value;
  const own = 'class_name' in value ? String(value.class_name) : className;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== 'name' && key !== 'module' && !absent.has(key) && !(added[own] ?? []).includes(key))
      .map(([key, item]) => [key, plain(item, own)]),
  );
}

describe('the configuration of a layer is Keras’s', () => {
  // None where GOLDEN_DIR names a folder without them.
  for (const { class_name: name, config, get_config: wanted } of readCases<ConfigCase>(
    'layer-configs.json',
    ownFolder,
  )) {
    const read = (from: Record<string, unknown>): unknown => {
      const layer = deserializeLayer(fromKerasObject({ class_name: name, config: from }));
      return { ...(plain(toKerasConfig(layer.getConfig()), name) as object), ...replaced[name] };
    };

    it(`of a ${name}`, () => {
      const expected = { ...(plain(wanted, name) as object), ...replaced[name] };
      expect(read(config)).toEqual(expected);
      expect(read(wanted)).toEqual(expected);
    });
  }
});
