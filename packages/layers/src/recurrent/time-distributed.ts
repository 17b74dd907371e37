import { checkConfig, library, ShapeError, show, type Shape } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { Wrapper, type WrapperConfig } from '../core/wrapper.ts';
import { oneOrList } from '../engine/calls.ts';
import { singleMask, type CallContext, type Masks } from '../engine/call-context.ts';
import { isShapeList } from '../engine/layer.ts';
import { getInnerLayer, type LayerLike } from './inner-layer.ts';

export interface TimeDistributedConfig extends WrapperConfig {
  /** The layer for each step, as an instance or `{ className, config }`. */
  layer: LayerLike;
}

/**
 * Applies one layer, or model, to every step of a sequence. Shapes: `[batch, steps, …in]` → `[batch, steps, …out]` where the
 * layer maps `[batch, …in]` to `[batch, …out]`; as many outputs as the layer has. A mask `[batch, steps, …]` is handed to the
 * layer step by step, and passed on.
 *
 * @throws ArgumentError if `layer` is no layer; ShapeError if the input has no axis of steps, or a mask does not fit
 * @see https://keras.io/api/layers/recurrent_layers/time_distributed/
 */
export class TimeDistributed extends Wrapper<TimeDistributedConfig> {
  static override readonly className: string = 'TimeDistributed';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = [];
  override supportsMasking = true;

  constructor(config: TimeDistributedConfig) {
    super({
      ...checkConfig(config, new.target),
      layer: getInnerLayer(config.layer, { owner: 'TimeDistributed', name: 'layer' }),
    });
    this.inputSpec = { minNdim: 3 };
  }

  override build(inputShape: Shape): void {
    super.build(stepShape(inputShape));
  }

  override call(inputs: Tensor, context: CallContext): Tensor | Tensor[] {
    const [batch = 0, steps = 0] = inputs.shape;
    const mask = singleMask(context);
    if (mask !== null && !(mask.shape[0] === batch && mask.shape[1] === steps))
      throw new ShapeError(
        `${this.describe()}: expected a mask of shape [${batch}, ${steps}, …]. Received: mask shape ${show(mask.shape)}`,
      );
    const { training } = context;
    if (this.#seesBatch(training)) {
      const masks = mask === null ? [] : tf.unstack(mask, 1);
      const outputs = tf.unstack(inputs, 1).map((x, t) => this.#callLayer(x, masks[t] ?? null, training));
      return oneOrList(
        outputs[0]?.map((_, i) =>
          tf.stack(
            outputs.flatMap((all) => all[i] ?? []),
            1,
          ),
        ) ?? [],
      );
    }
    const fold = (x: Tensor): Tensor => tf.reshape(x, [batch * steps, ...x.shape.slice(2)]);
    const outputs = this.#callLayer(fold(inputs), mask && fold(mask), training);
    return oneOrList(outputs.map((output) => tf.reshape(output, [batch, steps, ...output.shape.slice(1)])));
  }

  /** Whether samples of a batch have to do with each other, so that all steps cannot be one batch. */
  #seesBatch(training: boolean): boolean {
    const updates = training && this.layer.weights.some(({ trainable }) => !trainable);
    return updates || ('stateful' in this.layer && this.layer.stateful === true);
  }

  // As in Keras, without what the layer's `apply` adds: its own activity regularizer.
  #callLayer(x: Tensor, mask: Tensor | null, training: boolean): Tensor[] {
    const given = this.layer.castsIntegers ? tf.cast(x, 'float32') : x;
    return [this.layer.call(given, { training, mask })].flat();
  }

  override computeMask(_inputs: Tensor | Tensor[], mask: Masks): Masks {
    return mask;
  }

  override computeOutputShape(inputShape: Shape): Shape | readonly Shape[] {
    const shape = this.layer.computeOutputShape(stepShape(inputShape));
    const withSteps = ([batch = null, ...rest]: Shape): Shape => [batch, inputShape[1] ?? null, ...rest];
    return isShapeList(shape) ? shape.map(withSteps) : withSteps(shape);
  }
}

/** Shape of one step's input. */
function stepShape([batch = null, , ...rest]: Shape): Shape {
  return [batch, ...rest];
}
