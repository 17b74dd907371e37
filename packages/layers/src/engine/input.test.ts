import { Input, InputLayer } from './input.ts';

describe('Input', () => {
  it('stands for data of a shape', () => {
    expect(Input({ shape: [3] }).shape).toEqual([null, 3]);
    expect(Input({ shape: [3], batchSize: 5 }).shape).toEqual([5, 3]);
    expect(Input({ batchShape: [2, null] }).shape).toEqual([2, null]);
    const ids = Input({ shape: [], dtype: 'int32', name: 'ids' });
    expect([ids.dtype, ids.history?.node.layer.name]).toEqual(['int32', 'ids']);
  });

  it('needs one shape', () => {
    expect(() => Input({ name: 'i' })).toThrow(
      'InputLayer "i": expected either `shape` or `batchShape`. Received: neither',
    );
    expect(() => Input({ shape: [1], batchShape: [1, 1] })).toThrow('Received: both');
  });

  it('makes an equal layer from its configuration', () => {
    const layer = new InputLayer({ shape: [2, 3], name: 'x' });
    expect(InputLayer.fromConfig(layer.getConfig()).getConfig()).toEqual({
      batchShape: [null, 2, 3],
      dtype: 'float32',
      name: 'x',
    });
  });
});
