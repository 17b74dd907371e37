import {
  maskOf,
  observeDraws,
  sizeOf,
  valueAndGradients,
  type SeedGenerator,
  type Shape,
  type TensorLike,
  toTensor,
} from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { DataType, Tensor } from '@tensorflow/tfjs-core';
import type { CallArguments } from '../engine/call-context.ts';
import { isShapeList, type Layer, type LayerConfig } from '../engine/layer.ts';
import { SymbolicTensor } from '../engine/symbolic-tensor.ts';
import { startBackend, type BackendName } from './backends.ts';
import { checkGradients } from './gradient-check.ts';
import { expectClose, spreadValues, take } from './values.ts';

export type LayerTestClass<Config> = new (config: Config) => Layer;

export interface LayerTest<Config> {
  /** What this case shows; by default its configuration. */
  title?: string;
  config: Config;
  /** Shape of the input with its batch axis, or of each of several inputs. */
  inputShape: readonly number[] | readonly (readonly number[])[];
  /** Values of the inputs; by default numbers between -2 and 2. */
  inputs?: readonly TensorLike[];
  /** Default: `'float32'`. Whole numbers have no gradient. */
  inputDtype?: DataType;
  /** Call arguments, such as `training`; tensors among them are made by a function, once the backend runs. */
  args?: () => CallArguments;
  /** Masks of the inputs. */
  masks?: readonly (TensorLike | null)[];
  /** Names and shapes of the weights, state included. Default: none. */
  weights?: readonly (readonly [name: string, shape: readonly number[]])[];
  /** Values to give the weights before the output is compared. */
  weightValues?: readonly TensorLike[];
  /** What comes out. */
  output?: TensorLike;
  /** Shape of the output. */
  outputShape?: readonly number[];
  /** Shape of the symbolic output, where Keras leaves a size open that the real output has. */
  symbolicShape?: Shape;
  /** The mask of the output. Default: none. */
  outputMask?: TensorLike | null;
  /** Whether two calls differ, so that outputs cannot be compared. Default: false. */
  random?: boolean;
  /** Step of the finite differences, or `false` where there is no gradient. Default: 1e-2. */
  gradientStep?: number | false;
  /** How far gradients and differences may lie apart. Default: 2e-3. */
  gradientTolerance?: number;
  /** A shape that the layer has to reject with an error that names it; by default one of rank 1 where the layer states a rank. */
  wrongShape?: readonly number[] | null;
  /** Default: `['cpu']`. */
  backends?: readonly BackendName[];
}

/** Runs every check that holds for all layers on one configuration of one class. */
export function runLayerTest<Config>(cls: LayerTestClass<Config>, test: LayerTest<NonNullable<NoInfer<Config>>>): void {
  for (const backend of test.backends ?? ['cpu'])
    describe(`${test.title ?? JSON.stringify(test.config)} on ${backend}`, () => {
      const lab = new Lab(cls, test);
      beforeAll(() => startBackend(backend));

      it('makes an equal layer from its configuration', () => lab.checkConfig());
      it('has its weights', () => lab.checkWeights());
      it('computes what its symbolic shape says', () => lab.checkShapes());
      if (!test.random) it('computes its values, alike in a copy with the same weights', () => lab.checkValues());
      if (test.gradientStep !== false) {
        it('has the gradients that finite differences give', () => lab.checkGradients());
        if (!test.random) it('learns: a step against the gradient lowers a loss', () => lab.checkStep());
      }
      it('leaks no tensor, and frees its weights', () => lab.checkMemory());
      it('rejects an input of the wrong shape by name', () => lab.checkWrongShape());
    });
}

/** The checks, each of which begins with a layer of its own and ends with none. */
class Lab<Config> {
  readonly #cls: LayerTestClass<Config>;
  readonly #test: LayerTest<Config & object>;

  constructor(cls: LayerTestClass<Config>, test: LayerTest<Config & object>) {
    this.#cls = cls;
    this.#test = test;
  }

  get #shapes(): readonly (readonly number[])[] {
    const { inputShape } = this.#test;
    return isShapeList(inputShape) ? inputShape : [inputShape];
  }

  get #isList(): boolean {
    return isShapeList(this.#test.inputShape);
  }

  #fromConfig(config: LayerConfig): Layer {
    return (this.#cls as unknown as { fromConfig(config: LayerConfig): Layer }).fromConfig(config);
  }

  /** Hands a built layer and inputs to `f`, and frees all afterwards. */
  #with(f: (layer: Layer, inputs: Tensor[]) => void): void {
    const layer = new this.#cls(this.#test.config);
    layer.ensureBuilt(this.#test.inputShape);
    const inputs = this.#inputs();
    try {
      f(layer, inputs);
    } finally {
      tf.dispose(inputs);
      layer.dispose();
    }
  }

  #inputs(): Tensor[] {
    const { inputs, inputDtype = 'float32' } = this.#test;
    if (inputs) return inputs.map((value) => toTensor(value, { name: 'inputs', dtype: inputDtype }));
    return this.#shapes.map((shape, i) => {
      const values = spreadValues(shape, i + 1);
      if (inputDtype === 'float32') return values;
      const whole = tf.tidy(() => tf.cast(tf.abs(values), inputDtype));
      values.dispose();
      return whole;
    });
  }

  /** Outputs for the inputs; called in a tidy. */
  #run(layer: Layer, inputs: readonly Tensor[]): Tensor[] {
    const { args, masks } = this.#test;
    const mask = masks?.map((value) => (value === null ? null : toTensor(value, { name: 'mask', dtype: 'bool' })));
    const given = { ...args?.(), ...(mask ? { mask: this.#isList ? mask : (mask[0] ?? null) } : {}) };
    return this.#isList ? layer.applyAll([...inputs], given) : layer.applyAll(inputs[0] ?? tf.zeros([0]), given);
  }

  checkConfig(): void {
    const layer = new this.#cls(this.#test.config);
    const config = layer.getConfig();
    const holdsFunctions = Object.values(config).some((value) => typeof value === 'function');
    if (!holdsFunctions) expect(JSON.parse(JSON.stringify(config))).toEqual(config);
    const copy = this.#fromConfig(config);
    expect(copy.getConfig()).toEqual(config);
    expect(copy.name).toBe(layer.name);
    layer.dispose();
    copy.dispose();
  }

  checkWeights(): void {
    this.#with((layer) => {
      const expected = this.#test.weights ?? [];
      expect(layer.weights.map((weight) => [weight.name, weight.shape])).toEqual(expected);
      expect(layer.countParams()).toBe(expected.reduce((sum, [, shape]) => sum + sizeOf(shape), 0));
      layer.trainable = false;
      expect(layer.trainableWeights).toEqual([]);
    });
  }

  checkShapes(): void {
    this.#with((layer, inputs) => {
      tf.tidy(() => {
        const outputs = this.#run(layer, inputs);
        if (this.#test.outputShape) expect(outputs[0]?.shape).toEqual(this.#test.outputShape);
        const args = this.#test.args?.() ?? {};
        const symbolic = this.#shapes.map(([, ...sizes]) => new SymbolicTensor([null, ...sizes]));
        const results = this.#isList
          ? layer.applyAll(symbolic, args)
          : layer.applyAll(symbolic[0] ?? new SymbolicTensor([null]), args);
        const sizes = outputs.map((output) => output.shape.slice(1));
        const { symbolicShape } = this.#test;
        expect(results.map(({ shape }) => shape.slice(1))).toEqual(symbolicShape ? [symbolicShape.slice(1)] : sizes);
        this.#checkUnknownSizes(layer, outputs);
      });
    });
  }

  /** A shape computed from sizes that are not known may leave sizes open, but must not be wrong. */
  #checkUnknownSizes(layer: Layer, outputs: readonly Tensor[]): void {
    const unknown = this.#shapes.map((shape): Shape => shape.map(() => null));
    const shape = layer.computeOutputShape(this.#isList ? unknown : (unknown[0] ?? []), this.#test.args?.());
    const shapes = isShapeList(shape) ? shape : [shape];
    expect(shapes.map((sizes, i) => sizes.map((size, axis) => size ?? outputs[i]?.shape[axis]))).toEqual(
      outputs.map((output) => output.shape),
    );
  }

  checkValues(): void {
    this.#with((layer, inputs) => {
      tf.tidy(() => {
        const { weightValues, output, outputMask = null } = this.#test;
        if (weightValues) layer.setWeights(weightValues);
        const before = layer.getWeights();
        const outputs = this.#run(layer, inputs);
        if (output !== undefined) expectClose(outputs[0] ?? tf.zeros([0]), output);
        const mask = outputs[0] ? maskOf(outputs[0]) : null;
        expect(mask === null).toBe(outputMask === null);
        if (mask !== null && outputMask !== null)
          expectClose(tf.cast(mask, 'float32'), tf.cast(toTensor(outputMask, { name: 'outputMask' }), 'float32'));
        const copy = this.#fromConfig(layer.getConfig());
        copy.ensureBuilt(this.#test.inputShape);
        copy.setWeights(before);
        this.#run(copy, inputs).forEach((y, i) => expectClose(y, outputs[i] ?? y));
        copy.dispose();
      });
    });
  }

  checkGradients(): void {
    this.#with((layer, inputs) => {
      const { gradientStep, gradientTolerance = 2e-3 } = this.#test;
      const weights = layer.trainableWeights;
      const differentiable = inputs.filter((input) => input.dtype === 'float32');
      if (differentiable.length + weights.length === 0) return;
      this.#fillWeights(layer);
      const run = sameDraws((tensors: readonly Tensor[]) =>
        this.#run(
          layer,
          inputs.map((input) => tensors[differentiable.indexOf(input)] ?? input),
        ),
      );
      checkGradients(run, [...differentiable, ...weights.map((weight) => weight.value)], {
        names: [...differentiable.map((_, i) => `input ${i}`), ...weights.map((weight) => weight.name)],
        step: gradientStep === undefined || gradientStep === false ? 1e-2 : gradientStep,
        tolerance: gradientTolerance,
      });
    });
  }

  checkStep(): void {
    this.#with((layer, inputs) => {
      const weights = layer.trainableWeights;
      if (weights.length === 0) return;
      this.#fillWeights(layer);
      const loss = (): Tensor => tf.mean(tf.square(tf.sub(this.#run(layer, inputs)[0] ?? tf.scalar(0), 0.5)));
      const { value, gradients } = valueAndGradients(
        loss,
        weights.map((weight) => weight.value),
      );
      const known = gradients.filter((gradient) => gradient !== null);
      const squares = known.map((gradient) => take(tf.tidy(() => tf.sum(tf.square(gradient))))[0] ?? 0);
      const [before = 0] = take(value);
      // To first order, the loss falls by a thousandth.
      const rate = (1e-3 * before) / squares.reduce((a, b) => a + b, 0);
      weights.forEach((weight, i) => {
        const gradient = gradients[i];
        if (gradient) tf.tidy(() => weight.value.assign(tf.sub(weight.value, tf.mul(gradient, rate))));
      });
      expect(take(tf.tidy(loss))[0]).toBeLessThan(before);
      tf.dispose(known);
    });
  }

  /** Repeatable values for trained weights: zeros and ones are where penalties and rectifiers have their kinks. */
  #fillWeights(layer: Layer): void {
    layer.trainableWeights.forEach((weight, i) => {
      const values = tf.tidy(() => tf.div(spreadValues(weight.shape, i + 11), 2));
      weight.assign(values);
      values.dispose();
    });
  }

  checkMemory(): void {
    const before = tf.memory().numTensors;
    this.#with((layer, inputs) => {
      const idle = tf.memory().numTensors;
      const { args = (): CallArguments => ({}), masks } = this.#test;
      const plain = tf.tidy(() => Object.keys(args()).every((name) => name === 'training'));
      if (masks === undefined && plain) {
        const outputs = this.#isList
          ? layer.applyAll(inputs, args())
          : layer.applyAll(inputs[0] ?? tf.zeros([0]), args());
        const attached = new Set(outputs.map(maskOf).filter((mask) => mask !== null));
        expect(tf.memory().numTensors - idle).toBe(outputs.length + attached.size);
        tf.dispose([...outputs, ...attached]);
      } else tf.tidy(() => void this.#run(layer, inputs));
      expect(tf.memory().numTensors).toBe(idle);
      expect(inputs.some((input) => input.isDisposed)).toBe(false);
    });
    expect(tf.memory().numTensors).toBe(before);
  }

  checkWrongShape(): void {
    const layer = new this.#cls(this.#test.config);
    const { wrongShape = rankOne(layer) } = this.#test;
    if (wrongShape !== null) {
      const wrong = tf.zeros([...wrongShape]);
      const inputs = this.#isList ? this.#shapes.map(() => wrong) : wrong;
      expect(() => layer.apply(inputs)).toThrow(layer.name);
      wrong.dispose();
    }
    layer.dispose();
  }
}

/** `f`, for which its random points are drawn anew each time: all its calls drop and disturb the same. */
export function sameDraws<A, B>(f: (given: A) => B): (given: A) => B {
  const starts = new Map<SeedGenerator, number>();
  return (given) => {
    starts.forEach((step, generator) => (generator.step = step));
    const { value, draws } = observeDraws(() => f(given));
    for (const { generator, point } of draws) if (!starts.has(generator)) starts.set(generator, point.step);
    return value;
  };
}

/** A shape of rank 1, if the layer says that it takes another rank. */
function rankOne(layer: Layer): number[] | null {
  const { inputSpec } = layer;
  if (inputSpec === null || Array.isArray(inputSpec)) return null;
  const { ndim = 0, minNdim = 0 } = inputSpec as { ndim?: number; minNdim?: number };
  return ndim > 1 || minNdim > 1 ? [3] : null;
}
