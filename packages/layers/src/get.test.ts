import { isFromLibrary } from '@argali/core';
import { Conv2D } from './convolution/conv2d.ts';
import { Dense } from './core/dense.ts';
import { Layer } from './engine/layer.ts';
import { builtInLayers, deserializeLayer, getLayerClass, hasLayerClass, registerLayer } from './get.ts';
import { serializeLayer } from './serialize.ts';
import * as exported from './index.ts';

class Twice extends Layer {
  static override readonly className: string = 'Twice';

  override call(inputs: never): never {
    return inputs;
  }
}

describe('the registry of layers', () => {
  it('knows every layer that is exported', () => {
    const missing = Object.values(exported as Record<string, unknown>).flatMap((value) => {
      if (typeof value !== 'function' || !(value.prototype instanceof Layer)) return [];
      const { className } = value as unknown as { className: string };
      // A base that only subclasses are made of.
      if (className === 'Wrapper') return [];
      return hasLayerClass(className) && getLayerClass(className) === value ? [] : [className];
    });
    expect(missing).toEqual([]);
  });

  it('knows classes of the library’s own by themselves, whatever others are called', () => {
    const own = builtInLayers().filter((cls) => Object.hasOwn(cls, 'origin'));
    expect(own).toHaveLength(builtInLayers().length);
    class Named extends Dense {
      static override readonly className: string = 'Dense';
    }
    const patched = Object.setPrototypeOf(new Dense({ units: 1 }), Named.prototype) as Dense;
    const objects = [
      new Dense({ units: 1 }),
      new Named({ units: 1 }),
      patched,
      new Twice({}),
      Object.create(null) as object,
    ];
    expect(objects.map(isFromLibrary)).toEqual([true, false, false, false, false]);
  });

  it('finds a class under any spelling and under its other names', () => {
    expect(getLayerClass('conv2d')).toBe(Conv2D);
    expect(getLayerClass('Convolution2D')).toBe(Conv2D);
    expect(() => getLayerClass('Dens')).toThrow("Did you mean 'dense'?");
  });

  it('makes a layer from what it was serialised to', () => {
    const layer = new Dense({ units: 3, activation: 'relu', name: 'd' });
    const serialized = serializeLayer(layer);
    expect(serialized).toMatchObject({ className: 'Dense', config: { units: 3, activation: 'relu', name: 'd' } });
    expect(serializeLayer(deserializeLayer(serialized))).toEqual(serialized);
  });

  it("takes the caller's classes, for one call or for good", () => {
    const serialized = { className: 'Twice', config: { name: 't' } };
    expect(() => deserializeLayer(serialized)).toThrow("Unknown layer 'Twice'");
    expect(deserializeLayer(serialized, { Twice })).toBeInstanceOf(Twice);
    expect(hasLayerClass('Twice')).toBe(false);
    registerLayer(Twice);
    expect(deserializeLayer(serialized)).toBeInstanceOf(Twice);
  });
});
