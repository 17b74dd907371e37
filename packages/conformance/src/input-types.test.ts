import { Input } from '@argali/layers';
import * as tf from '@tensorflow/tfjs-core';
import { backends, useBackend } from './backends.ts';
import { readFolder } from './golden.ts';
import type { LayerCase } from './layer-case.ts';
import { LayerRun } from './layer-run.ts';

/** Layers that draw: two calls differ. */
const drawn = /^(Random|AugMix|CutMix|MixUp|RandAugment|Solarization|.*Dropout|GaussianNoise)/;

/** Crops in training alone, as Keras's, whatever its shape says. */
const shapeless = 'RandomCrop';

/** One case of each class whose inputs are numbers, to be made whole ones. */
const cases = readFolder<{ cases: LayerCase[] }>('layers').flatMap(({ cases: all }) => {
  const first = all.find(({ inputs }) => inputs.every(({ dtype }) => dtype === 'float32'));
  return first === undefined ? [] : [first];
});

/** The numbers that both kinds of tensors can hold. */
function whole(x: tf.Tensor, dtype: 'int32' | 'bool'): tf.Tensor {
  const numbers = tf.round(tf.mul(x, 3));
  return dtype === 'bool' ? tf.cast(tf.greater(numbers, 0), 'float32') : numbers;
}

describe.each(backends)('inputs on %s', (backend) => {
  beforeAll(() => useBackend(backend));

  describe.each(cases.filter(({ class_name }) => class_name !== shapeless))('of $class_name', (golden) => {
    it.each(['int32', 'bool'] as const)('of type %s count as floats do', (dtype) => {
      tf.tidy(() => {
        const run = new LayerRun(golden);
        run.prepare();
        const floats = run.inputs.map((x) => whole(x, dtype));
        const expected = run.call(floats);
        const found = run.call(floats.map((x) => tf.cast(x, dtype)));
        if (!drawn.test(golden.class_name))
          found.forEach((y, i) => {
            const [a, b] = [y, expected[i] ?? y].map((t) => Array.from(tf.cast(t, 'float32').dataSync()));
            b?.forEach((value, j) => expect(a?.[j]).toBeCloseTo(value, 4));
          });
        run.layer.dispose();
      });
    });

    it.each(['float32', 'int32', 'bool'] as const)('of type %s give what the symbolic call says', (dtype) => {
      tf.tidy(() => {
        const run = new LayerRun(golden);
        run.prepare();
        const inputs = run.inputs.map((x) => (dtype === 'float32' ? x : tf.cast(whole(x, dtype), dtype)));
        const real = run.call(inputs);
        const symbols = inputs.map(({ shape }) => Input({ batchShape: shape, dtype }));
        const [first] = symbols;
        const given = golden.input_style === 'single' && first ? first : symbols;
        const symbolic = run.layer.applyAll(given as never, run.args) as { shape: unknown; dtype: string }[];
        expect(symbolic.map((y) => [y.shape, y.dtype])).toEqual(real.map((y) => [y.shape, y.dtype]));
        run.layer.dispose();
      });
    });
  });
});
