import { ArgaliError, camelCaseKey, fromKerasObject } from '@argali/core';
import { deserializeLayer } from '@argali/layers';
import * as tf from '@tensorflow/tfjs-core';
import { useBackend } from './backends.ts';
import { ownFolder, readCases, readFolder, type GoldenCase, type GoldenObject } from './golden.ts';
import type { LayerCase } from './layer-case.ts';
import { LayerRun } from './layer-run.ts';

/** Values that few arguments can be. */
const values: readonly unknown[] = [
  ...[-1, -3.5, 0, 0.5, NaN, Infinity, 'nonsense', true, () => 1, {}],
  ...[[], [1, 2, 3, 4, 5, 6, 7], [-1, -1], [NaN, NaN], ['a']],
];

/** Not the layer's own business, or what there is not here. */
const notTried = new Set(['trainable', 'dtype', 'quantization_config', 'rms_scaling', 'vocabulary_size']);

/** From an input of the right shape to one that is wrong for most layers. */
const inputs: Readonly<Record<string, (x: tf.Tensor) => tf.Tensor>> = {
  'a scalar': () => tf.scalar(1),
  'an axis less': ({ shape }) => tf.zeros(shape.slice(0, -1)),
  'an axis more': ({ shape }) => tf.zeros([...shape, 2]),
  'six axes': () => tf.zeros([1, 1, 1, 1, 1, 1]),
  'a longer last axis': ({ shape }) => tf.zeros([...shape.slice(0, -1), (shape.at(-1) ?? 0) + 3]),
  'a longer second axis': ({ shape }) => tf.zeros(shape.map((size, axis) => (axis === 1 ? size + 3 : size))),
  'sizes of 1': ({ shape }) => tf.zeros(shape.map((size, axis) => (axis === 0 ? size : 1))),
  'no samples': ({ shape }) => tf.zeros([0, ...shape.slice(1)]),
  'an empty last axis': ({ shape }) => tf.zeros([...shape.slice(0, -1), 0]),
  strings: ({ shape, size }) => tf.tensor(Array<string>(size).fill('a'), shape, 'string'),
  booleans: ({ shape }) => tf.zeros(shape, 'bool'),
  'negative whole numbers': ({ shape }) => tf.fill(shape, -3, 'int32'),
  'great whole numbers': ({ shape }) => tf.fill(shape, 1e6, 'int32'),
  'numbers that are none': ({ shape }) => tf.fill(shape, NaN),
};

/** What is wrong with the error that `f` throws, if it does: it has to be ours, and to have `words` in it. */
function complaint(f: () => void, words: readonly (string | RegExp)[]): string | null {
  try {
    f();
    return null;
  } catch (error) {
    const { name, message } = error as Error;
    if (!(error instanceof ArgaliError)) return `${name}: ${message}`;
    return words.every((word) => message.search(word) >= 0) ? null : message;
  }
}

describe.each(readCases<GoldenCase & GoldenObject & { get_config: object }>('layer-configs.json', ownFolder))(
  'hostile arguments',
  ({ class_name, config, get_config: known }) => {
    beforeAll(() => useBackend('cpu'));

    it(`are named by ${class_name}`, () => {
      const keys = Object.keys(known).filter((key) => !notTried.has(key));
      const complaints = keys.flatMap((key) =>
        values.map((value) => {
          const { config: right } = fromKerasObject({ class_name, config });
          const argument = camelCaseKey(key);
          const make = (): void => {
            deserializeLayer({ className: class_name, config: { ...right, name: 'h', [argument]: value } }).dispose();
          };
          return complaint(make, [new RegExp(`${class_name}|"h"`), argument]);
        }),
      );
      expect(complaints.filter((found) => found !== null)).toEqual([]);
    });
  },
);

describe.each(readFolder<{ cases: [LayerCase] }>('layers').map(({ cases: [first] }) => first))(
  'hostile inputs',
  (golden) => {
    beforeAll(() => useBackend('cpu'));

    const tryInput = (make: (x: tf.Tensor) => tf.Tensor, built: boolean): string | null => {
      let found: string | null = null;
      tf.tidy(() => {
        const run = new LayerRun(golden);
        if (built) run.prepare();
        const [first, ...others] = run.inputs;
        if (first === undefined) return;
        const changed = [make(first), ...(golden.input_style === 'single' ? others.map(make) : others)];
        // Some layer is named, be it one inside.
        found = complaint(() => run.call(changed).forEach((output) => output.dataSync()), [/[A-Z]\w+ "\w+"/]);
        run.layer.dispose();
      });
      return found;
    };

    it.each(Object.entries(inputs))(`such as %s, are named by ${golden.class_name}`, (_, make) => {
      expect([tryInput(make, false), tryInput(make, true)].filter((found) => found !== null)).toEqual([]);
    });
  },
);
