import { isFromLibrary, SeedGenerator, Variable } from '@argali/core';
import {
  Constraint,
  Initializer,
  isBuiltInActivation,
  isSymbolic,
  Layer,
  Regularizer,
  regularizerRegistry,
} from '@argali/layers';
import { Loss, lossRegistry } from '@argali/training';
import * as tf from '@tensorflow/tfjs-core';
import type { Model } from '../model.ts';
import { Snapshot } from './snapshot.ts';

type Fields = Record<string, unknown>;

/** What no step depends on, or depends on only to complain; no step runs `build`, which every layer wraps. */
const ignored: ReadonlySet<string> = new Set([
  ...['build', 'name', 'inboundNodes', 'batchInputShape', 'inputSpec', 'namesActivityRegularizer', 'stopTraining'],
]);

/** Longer lists are not compared in each step. */
const LONGEST = 1000;

/**
 * What the training steps of a model read beside tensors: rates, flags, functions, layers. A recording holds what they were,
 * so before each repetition they are compared.
 */
export class StepSettings {
  /**
   * Whether a step runs functions or classes of the caller's: what they compute may depend on more than is seen here. Also
   * true in cases of doubt.
   */
  holdsUserCode = false;
  readonly #snapshot = new Snapshot(ignored);
  readonly #layers: Layer[] = [];
  readonly #trainable: boolean[] = [];
  readonly #calls: unknown[] = [];
  readonly #graphs: [model: Pick<Model, 'graph'>, graph: Model['graph']][] = [];
  readonly #seen = new Set<object>();

  constructor(model: Model) {
    const { loss, trainable, regularized } = model.compiledState();
    this.#layer(model);
    for (const term of loss.terms) {
      this.#snapshot.add({ fields: term });
      this.#value(term.loss);
    }
    for (const variable of [...(trainable ?? []), ...(regularized ?? [])]) this.#value(variable);
  }

  /** True while all of it is what it was. */
  isUnchanged(): boolean {
    for (let i = 0; i < this.#layers.length; i++) {
      const layer = this.#layers[i];
      if (layer?.trainable !== this.#trainable[i] || layer?.call !== this.#calls[i]) return false;
    }
    for (const [model, graph] of this.#graphs) if (model.graph !== graph) return false;
    return this.#snapshot.isUnchanged();
  }

  #doubt(isDoubtful: boolean): void {
    if (isDoubtful) this.holdsUserCode = true;
  }

  /** Looks into what a field holds. */
  #value(value: unknown): void {
    if (typeof value === 'function') this.#doubt(!isBuiltInActivation(value as (x: tf.Tensor) => tf.Tensor));
    if (typeof value !== 'object' || value === null || this.#seen.has(value)) return;
    this.#seen.add(value);
    if (value instanceof Layer) this.#layer(value as Layer);
    else if (value instanceof Loss) this.#loss(value);
    else if (value instanceof Regularizer) this.#object(value, regularizerRegistry.isBuiltIn(value));
    else if (value instanceof Variable) this.#variable(value);
    else if (value instanceof SeedGenerator)
      this.#doubt(Object.getPrototypeOf(value) !== SeedGenerator.prototype || Object.hasOwn(value, 'next'));
    else if (Array.isArray(value) || ArrayBuffer.isView(value)) this.#list(value as unknown as ArrayLike<unknown>);
    else if (isRecord(value)) this.#record(value);
    // Tensors change through variables alone; the others have no part in a step.
    else this.#doubt(!(value instanceof tf.Tensor || isSymbolic(value) || isForBuilding(value)));
  }

  #layer(layer: Layer): void {
    this.#seen.add(layer);
    this.#object(layer, isFromLibrary(layer));
    this.#layers.push(layer);
    this.#trainable.push(layer.trainable);
    this.#calls.push(layer.call);
    for (const sublayer of layer.sublayers) this.#value(sublayer);
    if (!('graph' in layer)) return;
    const { graph } = layer as Pick<Model, 'graph'>;
    this.#graphs.push([layer as Pick<Model, 'graph'>, graph]);
    for (const { args } of graph?.nodes ?? []) this.#value(args);
  }

  #loss(loss: Loss): void {
    this.#object(loss, lossRegistry.isBuiltIn(loss));
    // The loss that a function loss wraps goes by its name.
    if ('fn' in loss) this.#doubt(typeof loss.fn !== 'string' || !lossRegistry.isBuiltInName(loss.fn));
  }

  /** Of a weight, a step reads its regularizer. */
  #variable(variable: Variable): void {
    if (variable.regularizer === null) return;
    this.#snapshot.add({ fields: variable });
    this.#value(variable.regularizer);
  }

  #object(object: object, isOurs: boolean): void {
    const prototype = Object.getPrototypeOf(object) as object;
    const fields = Object.entries(Object.getOwnPropertyDescriptors(object));
    const hasAccessors = fields.some(([, { get }]) => get !== undefined);
    // A method that somebody has put before the class's.
    const isPatched = fields.some(
      ([key, { value }]) => typeof value === 'function' && key in prototype && !ignored.has(key),
    );
    this.#doubt(!isOurs || isPatched || hasAccessors);
    // What reading an accessor changes, nobody knows.
    if (!hasAccessors) this.#snapshot.add({ fields: object });
    for (const [key, { value }] of fields) if (!ignored.has(key)) this.#value(value);
  }

  #list(list: ArrayLike<unknown>): void {
    this.#doubt(list.length > LONGEST);
    if (list.length > LONGEST) return;
    this.#snapshot.add({ list });
    for (let i = 0; i < list.length; i++) this.#value(list[i]);
  }

  #record(record: Fields): void {
    const values = Object.values(record);
    if (values.length > 0 && values.every((value) => value === null || isForBuilding(value))) return;
    this.#snapshot.add({ fields: record });
    for (const value of values) this.#value(value);
  }
}

function isRecord(value: object): value is Fields {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

/** True for what makes or changes weights, and computes nothing in a step: regularizers are found by their weights. */
function isForBuilding(value: unknown): boolean {
  return value instanceof Initializer || value instanceof Constraint || value instanceof Regularizer;
}
