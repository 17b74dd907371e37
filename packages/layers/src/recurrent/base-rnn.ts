import { formatShape, ShapeError, show, Variable, type OptionsOf, type Shape } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { readArgument, checkFlag } from '../engine/arguments.ts';
import { singleMask, type CallArguments, type CallContext, type Masks } from '../engine/call-context.ts';
import { Layer, type LayerConfig } from '../engine/layer.ts';
import {
  checkStates,
  checkStateShapes,
  flatSizes,
  initialStates,
  outputSizeOf,
  runCell,
  type RNNCell,
} from './rnn-cell.ts';

/** What every recurrent layer takes. */
export interface BaseRNNConfig extends LayerConfig {
  /** Whether all outputs come out, rather than the last alone. Default: false. */
  returnSequences?: boolean;
  /** Whether the last states come out too, after the output. Default: false. */
  returnState?: boolean;
  /** Whether the steps are taken from the last to the first; outputs come in the order they are made. Default: false. */
  goBackwards?: boolean;
  /** Whether a batch begins with the states that the batch before it ended with, until `resetState()`. Default: false. */
  stateful?: boolean;
  /** Accepted for Keras's sake: the result is the same. Default: false. */
  unroll?: boolean;
  /** Whether the outputs of masked steps are zeros, rather than the output before. Default: false. */
  zeroOutputForMask?: boolean;
}

/**
 * Runs a cell over sequences: the base of the recurrent layers. Call arguments: `initialState`, one tensor for each state
 * (symbolic ones in a functional model); `mask`, bool `[batch, steps]`; `training`.
 */
export abstract class BaseRNN<Config extends BaseRNNConfig, Cell extends RNNCell = RNNCell> extends Layer<Config> {
  static override readonly options: readonly string[] = [
    'returnSequences',
    'returnState',
    'goBackwards',
    'stateful',
    'unroll',
    'zeroOutputForMask',
  ] satisfies OptionsOf<BaseRNNConfig>;
  override readonly castsIntegers: boolean = true;
  override supportsMasking = true;

  readonly cell: Cell;
  readonly returnSequences: boolean;
  readonly returnState: boolean;
  readonly goBackwards: boolean;
  readonly stateful: boolean;
  readonly unroll: boolean;
  zeroOutputForMask: boolean;
  #states: Variable[] = [];

  constructor(config: Config, makeCell: (owner: string) => Cell) {
    super(config);
    const owner = this.describe();
    this.cell = this.track(readArgument({ owner, name: 'cell' }, () => makeCell(owner)));
    this.returnSequences =
      checkFlag(config.returnSequences, { owner: this.describe(), name: 'returnSequences' }) ?? false;
    this.returnState = checkFlag(config.returnState, { owner: this.describe(), name: 'returnState' }) ?? false;
    this.goBackwards = checkFlag(config.goBackwards, { owner: this.describe(), name: 'goBackwards' }) ?? false;
    this.stateful = checkFlag(config.stateful, { owner: this.describe(), name: 'stateful' }) ?? false;
    this.unroll = checkFlag(config.unroll, { owner: this.describe(), name: 'unroll' }) ?? false;
    this.zeroOutputForMask =
      checkFlag(config.zeroOutputForMask, { owner: this.describe(), name: 'zeroOutputForMask' }) ?? false;
    this.inputSpec = { minNdim: 3 };
  }

  override build(inputShape: Shape): void {
    const [batch = null, , ...features] = inputShape;
    this.cell.ensureBuilt([batch, ...features]);
    this.inputSpec = { shape: [null, null, ...features] };
    if (!this.stateful) return;
    if (batch === null)
      throw new ShapeError(
        `${this.describe()}: expected a fixed batch size, because stateful=true. Received: input shape ${formatShape(inputShape)}; give the first layer a \`batchInputShape\`, or \`Input\` a \`batchSize\``,
      );
    const options = { name: 'rnn_state', path: `${this.name}/rnn_state`, trainable: false };
    tf.tidy(() => {
      this.#states = initialStates(this.cell, batch).map((state) => new Variable(state, options));
    });
  }

  override call(inputs: Tensor, context: CallContext): Tensor | Tensor[] {
    const { cell, goBackwards } = this;
    const [batch = 0, steps = 0] = inputs.shape;
    if (steps === 0)
      throw new ShapeError(
        `${this.describe()}: expected at least one step. Received: input shape ${show(inputs.shape)}`,
      );
    const mask = this.#stepMask(singleMask(context), [batch, steps]);
    const result = runCell(cell, {
      inputs: goBackwards ? tf.reverse(inputs, 1) : inputs,
      mask,
      states: this.#statesBefore(context['initialState'], batch),
      wanted: { all: this.returnSequences, states: this.returnState || this.stateful },
      training: context.training,
    });
    this.#states.forEach((state, i) => state.assign(result.states[i] ?? state.value));
    const output = mask && this.zeroOutputForMask ? this.#withZeros(result.output, mask) : result.output;
    return this.returnState ? [output, ...result.states.map((state) => tf.clone(state))] : output;
  }

  /** The mask in the order of the steps. */
  #stepMask(mask: Tensor | null, expected: number[]): Tensor | null {
    if (mask === null) return null;
    if (!tf.util.arraysEqual(mask.shape, expected))
      throw new ShapeError(
        `${this.describe()}: expected a mask of shape ${show(expected)}, one entry for each step. Received: mask shape ${show(mask.shape)}`,
      );
    // Not every backend reverses bool tensors without harm.
    const ordered = this.goBackwards ? tf.reverse(tf.cast(mask, 'int32'), 1) : mask;
    return ordered.dtype === 'bool' ? ordered : tf.cast(ordered, 'bool');
  }

  #statesBefore(given: unknown, batch: number): Tensor[] {
    const own = this.#states.map((state) => tf.clone(state.value));
    const before = own.length > 0 ? own : initialStates(this.cell, batch);
    if (own.length > 0 && own[0]?.shape[0] !== batch)
      throw new ShapeError(
        `${this.describe()}: expected batches of ${show(own[0]?.shape[0])} samples, because stateful=true. Received: ${batch} samples`,
      );
    if (given == null) return before;
    const shapes = before.map(({ shape }) => shape);
    return checkStates(given, shapes, { owner: this.describe(), name: 'initialState' });
  }

  /** The output with zeros for the steps that `mask` leaves out. */
  #withZeros(output: Tensor, mask: Tensor): Tensor {
    const leading = this.returnSequences ? 2 : 1;
    const counts = this.returnSequences ? mask : tf.slice(mask, [0, (mask.shape[1] ?? 1) - 1], [-1, 1]);
    const shape = output.shape.map((size, axis) => (axis < leading ? size : 1));
    return tf.where(tf.reshape(counts, shape), output, 0);
  }

  /** Sets the states that a stateful layer keeps back to zeros. */
  resetState(): void {
    for (const state of this.#states) tf.tidy(() => state.assign(tf.zerosLike(state.value)));
  }

  /** The states that a stateful layer keeps. */
  get states(): readonly Variable[] {
    return this.#states;
  }

  override computeMask(_inputs: Tensor | Tensor[], mask: Masks): Masks {
    const [first = null] = [mask].flat() as (Tensor | null)[];
    const output = this.returnSequences ? first : null;
    return this.returnState ? [output, ...flatSizes(this.cell.stateSize).map(() => null)] : output;
  }

  override computeOutputShape(inputShape: Shape, args: CallArguments = {}): Shape | Shape[] {
    const [batch = null, steps = null, ...features] = inputShape;
    const [output, ...states] = this.stepShapes([batch, ...features]) as [Shape, ...Shape[]];
    const { initialState } = args;
    if (initialState != null) checkStateShapes(initialState, states, { owner: this.describe(), name: 'initialState' });
    const shape = this.returnSequences ? [batch, steps, ...output.slice(1)] : output;
    return this.returnState ? [shape, ...states] : shape;
  }

  /** Shapes of the cell's output and states for one step of that shape. */
  protected stepShapes([batch = null]: Shape): Shape[] {
    return [[batch, outputSizeOf(this.cell)], ...flatSizes(this.cell.stateSize).map((size) => [batch, size])];
  }

  override getConfig(): Config {
    return {
      ...super.getConfig(),
      returnSequences: this.returnSequences,
      returnState: this.returnState,
      goBackwards: this.goBackwards,
      stateful: this.stateful,
      unroll: this.unroll,
      zeroOutputForMask: this.zeroOutputForMask,
    } as unknown as Config;
  }

  override dispose(): void {
    super.dispose();
    if (!this.isDisposed) return;
    for (const state of this.#states.splice(0)) state.dispose();
  }
}
