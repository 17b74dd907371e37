import { runLayerTest } from '../testing/run-layer-test.ts';
import { EinsumDense } from './einsum-dense.ts';

describe('EinsumDense', () => {
  runLayerTest(EinsumDense, {
    title: 'as Dense, by hand',
    config: { equation: 'ab,bc->ac', outputShape: 2, biasAxes: 'c' },
    inputShape: [1, 2],
    inputs: [[[1, 2]]],
    weights: [
      ['kernel', [2, 2]],
      ['bias', [2]],
    ],
    weightValues: [
      [
        [1, 2],
        [3, 4],
      ],
      [10, 20],
    ],
    output: [[17, 30]],
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(EinsumDense, {
    config: { equation: '...x,xy->...y', outputShape: 4, biasAxes: 'y', activation: 'tanh' },
    inputShape: [2, 3, 5],
    weights: [
      ['kernel', [5, 4]],
      ['bias', [4]],
    ],
    outputShape: [2, 3, 4],
  });
  runLayerTest(EinsumDense, {
    config: { equation: 'abc,bde->acde', outputShape: [3, 2, 4], biasAxes: 'ec' },
    inputShape: [2, 5, 3],
    weights: [
      ['kernel', [5, 2, 4]],
      ['bias', [3, 1, 4]],
    ],
    outputShape: [2, 3, 2, 4],
  });
  runLayerTest(EinsumDense, {
    title: 'an axis that multiplies without a sum',
    config: { equation: 'abc,bcd->abd', outputShape: [null, 2] },
    inputShape: [2, 3, 4],
    weights: [['kernel', [3, 4, 2]]],
    outputShape: [2, 3, 2],
    symbolicShape: [null, null, 2],
    backends: ['cpu', 'wasm'],
  });

  it('names what it cannot read', () => {
    expect(() => new EinsumDense({ name: 'e', equation: 'ab->b', outputShape: 1 })).toThrow(
      'EinsumDense "e": expected `equation`',
    );
    expect(() => new EinsumDense({ equation: 'ab,bc->ad', outputShape: 1 })).toThrow("equation='ab,bc->ad'");
    expect(() => new EinsumDense({ equation: '...b,bc->a...c', outputShape: 1 })).toThrow('equation');
    expect(() => new EinsumDense({ equation: 'ab,bc->ac', outputShape: 0 })).toThrow('outputShape');
    const shape = (layer: EinsumDense) => () => layer.computeOutputShape([null, 3]);
    expect(shape(new EinsumDense({ equation: 'abc,cd->abd', outputShape: [1, 1] }))).toThrow("inputs with axes 'abc'");
    expect(shape(new EinsumDense({ equation: 'ab,bc->ac', outputShape: [1, 1] }))).toThrow(
      'expected outputShape to have 1 sizes',
    );
    expect(shape(new EinsumDense({ equation: 'ab,bc->ab', outputShape: [4] }))).toThrow(
      "expected size 4, as outputShape says, for axis 'b'",
    );
    expect(shape(new EinsumDense({ equation: 'ab,bc->ac', outputShape: 2, biasAxes: 'b' }))).toThrow('biasAxes');
  });
});
