import { setWarningHandler, Variable } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { Dense } from '../core/dense.ts';
import { Dropout } from '../regularization/dropout.ts';
import { startBackend } from '../testing/backends.ts';
import { Input } from './input.ts';
import { Layer, type LayerConfig } from './layer.ts';

const dense = (name: string): Dense => new Dense({ units: 2, name });

/** Calls all its layers one after the other. */
abstract class Chain extends Layer {
  constructor(config: LayerConfig = {}) {
    super(config);
  }

  override call(x: Tensor): Tensor {
    return this.sublayers.reduce((y, layer) => layer.apply(y), x);
  }
}

class Fields extends Chain {
  static override readonly className: string = 'Fields';
  readonly state = new Variable(tf.zeros([]), { name: 'state', trainable: false });
  readonly scale = new Variable(tf.ones([]), { name: 'scale' });
  readonly first = dense('first');
  readonly list: (Layer | null)[] = [dense('list0'), null, dense('list1')];
  readonly map = new Map<string, unknown>([['key', dense('map')]]);
  readonly set = new Set([dense('set')]);
  readonly deep = { heads: [{ out: dense('deep') }], of: 3 };
  readonly again = this.first;
  readonly unrelated = [1, 'a', new Date(), tf, () => 1];
}

const names = (layer: Layer): string[] => layer.sublayers.map(({ name }) => name);

describe('fields that hold layers and variables', () => {
  beforeAll(() => startBackend('cpu'));

  it('make them parts, once, in their order', () => {
    const layer = new Fields();
    expect(names(layer)).toEqual(['first', 'list0', 'list1', 'map', 'set', 'deep']);
    tf.tidy(() => void layer.apply(tf.ones([1, 2])));
    const own = ['scale', 'state'];
    const inner = names(layer).flatMap((name) => [`${name}/kernel`, `${name}/bias`]);
    expect(layer.weights.map(({ path }) => path)).toEqual([...own, ...inner]);
    expect(layer.trainableWeights.map(({ path }) => path)).toEqual(['scale', ...inner]);
    layer.dispose();
  });

  it('are looked at anew each time', () => {
    const layer = new Fields();
    layer.list.push(dense('later'));
    layer.map.set('no layer', 1).set('another', dense('another'));
    layer.list.shift();
    expect(names(layer)).toEqual(['first', 'list1', 'later', 'map', 'another', 'set', 'deep']);
    Object.assign(layer, { added: dense('added') });
    expect(names(layer)).toContain('added');
    layer.dispose();
  });

  it('reach what is inside when frozen and disposed of', () => {
    const before = tf.memory().numTensors;
    const layer = new Fields();
    tf.tidy(() => void layer.apply(tf.ones([1, 2])));
    expect(tf.memory().numTensors - before).toBe(2 + 2 * 6);
    layer.trainable = false;
    expect(layer.sublayers.map(({ trainable }) => trainable)).toEqual(layer.sublayers.map(() => false));
    expect(layer.trainableWeights).toEqual([]);
    layer.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('come after what is tracked, and count once with it', () => {
    class Mixed extends Chain {
      static override readonly className: string = 'Mixed';
      readonly found = dense('found');
      readonly tracked = this.track(dense('tracked'));
      readonly both = [this.tracked];
      readonly #hidden = this.track(dense('hidden'));

      get hidden(): Layer {
        return this.#hidden;
      }
    }
    const layer = new Mixed();
    expect(names(layer)).toEqual(['tracked', 'hidden', 'found']);
    tf.tidy(() => void layer.apply(tf.ones([1, 2])));
    expect(layer.weights).toHaveLength(6);
    layer.dispose();
  });

  it('may go round in circles', () => {
    const before = tf.memory().numTensors;
    const [parent, child] = [new Fields(), new Fields()];
    Object.assign(parent, { child, itself: parent, selves: [parent] });
    Object.assign(child, { parent });
    for (const layer of [parent, child]) tf.tidy(() => void layer.first.apply(tf.ones([1, 2])));
    expect(parent.weights).toHaveLength(2 + 2 + 2 + 2);
    expect(names(parent)).not.toContain(parent.name);
    parent.trainable = false;
    expect([child.trainable, child.first.trainable]).toEqual([false, false]);
    parent.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('are not read where reading does something', () => {
    const layer = dense('d');
    let reads = 0;
    Object.defineProperty(layer, 'read', { enumerable: true, configurable: true, get: () => ++reads });
    layer.build([null, 2]);
    expect([layer.weights.length, layer.sublayers.length]).toEqual([2, 0]);
    layer.dispose();
    expect(reads).toBe(0);
  });

  it('are no matter of the graph', () => {
    const [a, b] = [dense('a'), dense('b')];
    const x = Input({ shape: [2] });
    b.apply(a.apply(x));
    expect([a.sublayers, b.sublayers]).toEqual([[], []]);
    a.dispose();
    expect(b.isDisposed).toBe(false);
    b.dispose();
  });

  describe('a layer that nobody is going to find', () => {
    const warnings: string[] = [];
    beforeAll(() => setWarningHandler((message) => warnings.push(message)));
    afterAll(() => setWarningHandler(null));
    beforeEach(() => {
      warnings.length = 0;
    });

    class Hiding extends Layer {
      static override readonly className: string = 'Hiding';
      readonly #hidden: Dense;
      readonly #dropout = new Dropout({ rate: 0.5 });
      readonly seen: Layer[] = [];

      constructor(hidden: Dense) {
        super({ name: 'h' });
        this.#hidden = hidden;
      }

      override call(x: Tensor): Tensor {
        return this.#dropout.apply(this.#hidden.apply(x));
      }
    }

    it.each(['apply', 'computeOutputShape'] as const)('is named when %s builds it', (method) => {
      const hidden = dense('hidden');
      const layer = new Hiding(hidden);
      tf.tidy(() => {
        if (method === 'apply') layer.apply(tf.ones([1, 2]));
        else layer.computeOutputShape([null, 2]);
      });
      expect(warnings).toEqual([
        expect.stringMatching(/^Hiding "h" calls Dense "hidden", which is no part of it.*this\.track/),
      ]);
      hidden.dispose();
    });

    it('is not named where it is found, or was built before', () => {
      const [found, built] = [dense('found'), dense('built')];
      built.build([null, 2]);
      const layer = new Hiding(found);
      layer.seen.push(found);
      tf.tidy(() => {
        layer.apply(tf.ones([1, 2]));
        new Hiding(built).apply(tf.ones([1, 2]));
      });
      expect(warnings).toEqual([]);
      layer.dispose();
      built.dispose();
    });
  });
});
