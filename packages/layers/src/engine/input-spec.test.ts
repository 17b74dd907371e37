import type { Shape } from '@argali/core';
import { checkInputSpec, type InputSpec } from './input-spec.ts';

const check = (spec: InputSpec, shape: Shape) => () => {
  checkInputSpec(spec, shape, { input: 'Input 0', layer: 'Dense "d"' });
};

describe('checkInputSpec', () => {
  it('accepts what fits', () => {
    expect(check({ ndim: 2, axes: { '-1': 3 } }, [null, 3])).not.toThrow();
    expect(check({ axes: { '-1': 3 } }, [null, null])).not.toThrow();
    expect(check({ shape: [null, 4], minNdim: 1, maxNdim: 2 }, [7, 4])).not.toThrow();
  });

  it('says what does not', () => {
    expect(check({ ndim: 2 }, [3])).toThrow(
      'Input 0 of Dense "d" is incompatible with the layer: expected ndim=2, found ndim=1',
    );
    expect(check({ minNdim: 3 }, [3, 1])).toThrow('min_ndim=3, found ndim=2');
    expect(check({ maxNdim: 1 }, [3, 1])).toThrow('max_ndim=1, found ndim=2');
    expect(check({ axes: { '-1': 8 } }, [2, 7])).toThrow(
      'expected axis -1 of input shape to have value 8, but received input with shape (2, 7)',
    );
    expect(check({ shape: [null, 4] }, [null, 5])).toThrow('expected shape=(None, 4)');
    expect(check({ shape: [null, 4] }, [4])).toThrow('expected shape=(None, 4)');
    expect(check({ name: 'ids', ndim: 1 }, [3, 1])).toThrow(`Input 0 with name 'ids' of Dense "d" is incompatible`);
  });

  it('minds the type, where there is one', () => {
    const typed = (dtype: 'int32' | 'float32') => () => {
      checkInputSpec({ dtype: 'int32' }, [2], { input: 'Input 0', layer: 'Embedding "e"', dtype });
    };
    expect(typed('int32')).not.toThrow();
    expect(typed('float32')).toThrow('Input 0 of Embedding "e" is incompatible with the layer: expected dtype=int32, found dtype=float32'); // prettier-ignore
  });

  it('may do without a last axis of size 1', () => {
    const spec = { shape: [null, 3, 1], allowLastAxisSqueeze: true };
    expect(check(spec, [2, 3])).not.toThrow();
    expect(check(spec, [2, 3, 1])).not.toThrow();
    expect(check({ shape: [null, 3], ndim: 2, allowLastAxisSqueeze: true }, [2, 3, 1])).not.toThrow();
    expect(check(spec, [2, 4])).toThrow('expected shape=(None, 3, 1)');
  });
});
