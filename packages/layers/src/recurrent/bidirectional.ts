import {
  ArgumentError,
  invalidArgument,
  library,
  show,
  type OptionsOf,
  type SerializedObject,
  type Shape,
} from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { checkName } from '../engine/arguments.ts';
import { singleMask, type CallArguments, type CallContext, type Masks } from '../engine/call-context.ts';
import { isShapeList, Layer, type LayerConfig } from '../engine/layer.ts';
import { serializeLayer } from '../serialize.ts';
import { copyLayer, getInnerLayer, type LayerLike } from './inner-layer.ts';

const mergeModes = ['concat', 'sum', 'mul', 'ave'] as const;

/** How the outputs of both directions become one. */
export type MergeMode = (typeof mergeModes)[number];

export interface BidirectionalConfig extends LayerConfig {
  /** A recurrent layer, as an instance or `{ className, config }`. It is copied, without its weights. */
  layer: LayerLike;
  /** How the outputs become one; `null` leaves them two. Default: `'concat'`, along the last axis. */
  mergeMode?: MergeMode | null;
  /** The layer that goes backwards. Default: like `layer`, with `goBackwards`. */
  backwardLayer?: LayerLike | null;
}

/** What a layer has to have to go in two directions. */
interface Direction extends Layer {
  readonly goBackwards: boolean;
  readonly returnSequences: boolean;
  readonly returnState: boolean;
  readonly stateful?: boolean;
  zeroOutputForMask?: boolean;
  resetState?(): void;
}

/**
 * Runs two recurrent layers over sequences, one in each direction, and merges their outputs. Shapes: `[batch, steps, …]` →
 * that of the layers, merged; then, with `returnState`, the states of the forward layer and those of the backward one.
 * Call arguments are those of the layers; the first half of `initialState` is the forward layer's. With `returnSequences` the
 * outputs of masked steps are zeros.
 *
 * Source: Schuster and Paliwal, 1997, https://doi.org/10.1109/78.650093
 *
 * @throws ArgumentError if a layer is not recurrent, or if the two do not go together
 * @see https://keras.io/api/layers/recurrent_layers/bidirectional/
 */
export class Bidirectional extends Layer<BidirectionalConfig> {
  static override readonly className: string = 'Bidirectional';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = [
    'layer',
    'mergeMode',
    'backwardLayer',
  ] satisfies OptionsOf<BidirectionalConfig>;
  override supportsMasking = true;

  readonly forwardLayer: Direction;
  readonly backwardLayer: Direction;
  readonly mergeMode: MergeMode | null;

  constructor(config: BidirectionalConfig) {
    super(config);
    const { mergeMode = 'concat', backwardLayer } = config;
    const owner = this.describe();
    const layer = getDirection(config.layer, { owner, name: 'layer' });
    this.mergeMode =
      mergeMode === null ? null : checkName(mergeMode, { owner, name: 'mergeMode', choices: mergeModes });
    this.forwardLayer = this.track(copyLayer(layer, { name: prefixed('forward_', layer.name) }));
    this.backwardLayer = this.track(
      backwardLayer == null
        ? copyLayer(layer, { name: prefixed('backward_', layer.name), goBackwards: true })
        : getDirection(backwardLayer, { owner, name: 'backwardLayer' }),
    );
    this.#checkPair();
    for (const direction of [this.forwardLayer, this.backwardLayer])
      if (direction.zeroOutputForMask !== undefined) direction.zeroOutputForMask = this.returnSequences;
    this.inputSpec = layer.inputSpec;
  }

  #checkPair(): void {
    const { forwardLayer, backwardLayer } = this;
    if (forwardLayer.goBackwards || !backwardLayer.goBackwards)
      throw new ArgumentError(
        `${this.describe()}: expected \`layer\` to have goBackwards=false and \`backwardLayer\` goBackwards=true. Received: ${forwardLayer.goBackwards} and ${backwardLayer.goBackwards}`,
      );
    for (const name of ['returnSequences', 'returnState', 'stateful'] as const)
      if (forwardLayer[name] !== backwardLayer[name])
        throw new ArgumentError(
          `${this.describe()}: expected \`layer\` and \`backwardLayer\` to have the same ${name}. Received: ${show(forwardLayer[name])} and ${show(backwardLayer[name])}`,
        );
  }

  get returnSequences(): boolean {
    return this.forwardLayer.returnSequences;
  }

  get returnState(): boolean {
    return this.forwardLayer.returnState;
  }

  get stateful(): boolean {
    return this.forwardLayer.stateful ?? false;
  }

  override build(inputShape: Shape): void {
    this.forwardLayer.ensureBuilt(inputShape);
    this.backwardLayer.ensureBuilt(inputShape);
  }

  override call(inputs: Tensor, context: CallContext): Tensor | Tensor[] {
    const [forward, backward] = this.#statesOf(context['initialState']);
    const args: CallArguments = { training: context.training, mask: singleMask(context) };
    const [y, ...states] = this.forwardLayer.applyAll(inputs, { ...args, initialState: forward }) as [Tensor];
    const [reversed, ...statesBack] = this.backwardLayer.applyAll(inputs, { ...args, initialState: backward }) as [
      Tensor,
    ];
    const yBack = this.returnSequences ? tf.reverse(reversed, 1) : reversed;
    return [...this.#merge(y, yBack), ...states, ...statesBack];
  }

  /** The initial states, half for each direction. */
  #statesOf(initialState: unknown): [unknown, unknown] {
    if (initialState == null) return [null, null];
    if (!Array.isArray(initialState) || initialState.length % 2 === 1)
      throw invalidArgument(
        { owner: this.describe(), name: 'initialState' },
        'as many states for the forward layer as for the backward one',
        initialState,
      );
    const half = initialState.length / 2;
    return [initialState.slice(0, half), initialState.slice(half)];
  }

  #merge(y: Tensor, yBack: Tensor): Tensor[] {
    switch (this.mergeMode) {
      case 'concat':
        return [tf.concat([y, yBack], -1)];
      case 'sum':
        return [tf.add(y, yBack)];
      case 'ave':
        return [tf.div(tf.add(y, yBack), 2)];
      case 'mul':
        return [tf.mul(y, yBack)];
      case null:
        return [y, yBack];
    }
  }

  /** Sets the states that stateful layers keep back to zeros. */
  resetState(): void {
    this.forwardLayer.resetState?.();
    this.backwardLayer.resetState?.();
  }

  override computeMask(_inputs: Tensor | Tensor[], mask: Masks): Masks {
    const [first = null] = [mask].flat() as (Tensor | null)[];
    const output = this.returnSequences ? first : null;
    return this.mergeMode === null ? [output, output] : [output];
  }

  override computeOutputShape(inputShape: Shape): Shape | Shape[] {
    const [forward, ...states] = shapesOf(this.forwardLayer, inputShape);
    const [backward, ...statesBack] = shapesOf(this.backwardLayer, inputShape);
    const both = [forward ?? [], backward ?? []];
    const shapes = [...(this.mergeMode === null ? both : [this.#mergedShape(both)]), ...states, ...statesBack];
    return shapes.length === 1 ? (shapes[0] ?? []) : shapes;
  }

  #mergedShape(both: Shape[]): Shape {
    const [shape = []] = both;
    if (this.mergeMode !== 'concat') return shape;
    const sizes = both.map((sizes) => sizes.at(-1) ?? null);
    const size = sizes.reduce((sum, size) => (sum === null || size === null ? null : sum + size), 0);
    return [...shape.slice(0, -1), size];
  }

  override getConfig(): BidirectionalConfig & { layer: SerializedObject; backwardLayer: SerializedObject } {
    return {
      ...super.getConfig(),
      mergeMode: this.mergeMode,
      layer: serializeLayer(this.forwardLayer),
      backwardLayer: serializeLayer(this.backwardLayer),
    };
  }
}

function getDirection(value: unknown, of: { owner: string; name: string }): Direction {
  const layer = getInnerLayer(value, of);
  const recurrent = ['goBackwards', 'returnSequences', 'returnState'].every((name) => name in layer);
  if (!recurrent) throw invalidArgument(of, 'a recurrent layer', layer);
  return layer as Direction;
}

function prefixed(prefix: string, name: string): string {
  return name.startsWith(prefix) ? name : `${prefix}${name}`;
}

function shapesOf(layer: Layer, inputShape: Shape): readonly Shape[] {
  const shape = layer.computeOutputShape(inputShape);
  return isShapeList(shape) ? shape : [shape];
}
