import { Identity } from '../core/identity.ts';
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
      sparse: false,
      ragged: false,
    });
  });

  it('takes the place of what a symbolic tensor was made from', () => {
    const inner = new Identity().apply(Input({ shape: [3] }));
    const same = Input({ tensor: inner, name: 'here' });
    expect(same).toBe(inner);
    expect(same.history?.node.layer).toBeInstanceOf(InputLayer);
    expect(same.history?.node.layer.name).toBe('here');
    expect(() => Input({ tensor: inner, shape: [4], name: 'i' })).toThrow(
      'InputLayer "i": expected `inputTensor` to be of the given shape, batch size and type',
    );
  });

  it('names what is wrong with a shape', () => {
    expect(() => Input({ shape: [-1], name: 'i' })).toThrow('InputLayer "i": expected `shape` to be an array of sizes');
    expect(() => Input({ batchShape: [null, 1.5], name: 'i' })).toThrow('`batchShape`');
    expect(() => Input({ batchShape: [null, 1], batchSize: 2 })).toThrow('either `batchSize` or `batchShape`');
    expect(() => Input({ shape: [1], sparse: true })).toThrow('`sparse`');
  });
});
