import { DataError, formatShape, ShapeError, type Shape } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { DataType, Tensor } from '@tensorflow/tfjs-core';
import type { CallContext, Masks } from '../engine/call-context.ts';
import { Layer, type LayerConfig } from '../engine/layer.ts';
import type { SymbolicTensor } from '../engine/symbolic-tensor.ts';

/** The masks of a layer of several inputs; `null` for an input without one. */
export type MaskList = readonly (Tensor | null)[];

/**
 * A layer that joins tensors entry by entry. Shapes broadcast; an input of lower rank gets axes of size 1 after its batch
 * axis. Where every input has a mask, an entry of the output counts if it does in any input.
 */
export abstract class BaseMerge<Config extends LayerConfig = LayerConfig> extends Layer<Config> {
  override supportsMasking = true;
  protected override readonly takesList: boolean = true;

  /** Joins tensors of one rank; a mask has one axis less than its tensor. */
  protected abstract merge(inputs: Tensor[], masks: MaskList): Tensor;

  override build(inputShapes: readonly Shape[]): void {
    this.computeOutputShape(inputShapes);
  }

  override call(given: Tensor[], { mask }: CallContext): Tensor {
    const type = this.joinedType(given.map(({ dtype }) => dtype));
    const inputs = given.map((input) => (input.dtype === type ? input : tf.cast(input, type)));
    const rank = Math.max(...inputs.map((input) => input.rank));
    const sameRank = inputs.every((input) => input.rank === rank);
    if (sameRank) return this.merge(inputs, maskList(mask, inputs.length));
    const raised = inputs.map((input) => {
      const [batch = 1, ...sizes] = input.shape;
      return tf.reshape(input, [batch, ...Array.from({ length: rank - input.rank }, () => 1), ...sizes]);
    });
    return this.merge(raised, maskList(null, inputs.length));
  }

  override computeMask(inputs: Tensor | Tensor[], mask: Masks): Masks {
    const masks = maskList(mask, Array.isArray(inputs) ? inputs.length : 1);
    return masks.reduce((all, next) => (all === null || next === null ? null : tf.logicalOr(all, next)));
  }

  override computeOutputShape(inputShapes: readonly Shape[]): Shape {
    const batches = new Set(inputShapes.map(([batch = null]) => batch).filter((batch) => batch !== null));
    if (batches.size > 1) throw this.mismatch(inputShapes, 'the same batch size');
    const [batch = null] = batches;
    const [first = [], ...others] = inputShapes.map((shape) => shape.slice(1));
    return [batch, ...others.reduce<Shape>((a, b) => this.#broadcast(a, b, inputShapes), first)];
  }

  override computeOutputDtype(inputDtype: DataType): DataType {
    const types = this.inputTypes.length > 0 ? this.inputTypes : [inputDtype];
    return this.castsIntegers ? 'float32' : this.joinedType(types);
  }

  /** The type in which tensors of these types are joined: whole numbers stay what they are among themselves. */
  protected joinedType(types: readonly DataType[]): DataType {
    if (types.includes('string'))
      throw new DataError(`${this.describe()}: expected numbers. Received: a tensor of type string`);
    return types.includes('float32') ? 'float32' : 'int32';
  }

  #broadcast(a: Shape, b: Shape, inputShapes: readonly Shape[]): Shape {
    if (a.length < b.length) return this.#broadcast(b, a, inputShapes);
    const offset = a.length - b.length;
    return a.map((size, axis) => {
      const other = axis < offset ? 1 : (b[axis - offset] ?? null);
      if (other === 1) return size;
      if (size === 1) return other;
      if (size === null || other === null) return null;
      if (size !== other) throw this.mismatch(inputShapes, 'shapes that broadcast');
      return size;
    });
  }

  protected mismatch(inputShapes: readonly Shape[], expected: string): ShapeError {
    return new ShapeError(
      `${this.describe()}: expected inputs of ${expected}. Received: ${inputShapes.map(formatShape).join(' and ')}`,
    );
  }
}

/** One mask, or `null`, for each input. */
export function maskList(mask: Masks, count: number): MaskList {
  if (Array.isArray(mask)) return mask as MaskList;
  return Array.from({ length: count }, (_, i) => (i === 0 ? (mask as Tensor | null) : null));
}

/** A mask in the shape of its tensor. */
export function maskLike(mask: Tensor, x: Tensor): Tensor {
  return tf.broadcastTo(tf.expandDims(mask, -1), x.shape);
}

/**
 * Joins pairs by `join`; an entry that does not count takes the other's value first. For operations without a neutral
 * element, such as the maximum.
 */
export function mergeCounting(
  inputs: readonly Tensor[],
  masks: MaskList,
  join: (a: Tensor, b: Tensor) => Tensor,
): Tensor {
  const pairs = inputs.map((x, i) => ({ x, mask: masks[i] ? maskLike(masks[i], x) : null }));
  return pairs.reduce((all, next) => {
    const x = next.mask ? tf.where(next.mask, next.x, all.x) : next.x;
    const output = all.mask ? tf.where(all.mask, all.x, x) : all.x;
    const mask = next.mask && all.mask ? tf.logicalOr(all.mask, next.mask) : null;
    // The gradients of tfjs do not sum over axes that an operation of this kind broadcasts.
    const shape = tf.backend_util.assertAndGetBroadcastShape(output.shape, x.shape);
    return { x: join(tf.broadcastTo(output, shape), tf.broadcastTo(x, shape)), mask };
  }).x;
}

/** Applies a merging layer to tensors of either kind. */
export function applyMerge<T extends Tensor | SymbolicTensor>(layer: Layer, inputs: readonly T[]): T {
  return layer.apply([...inputs] as Tensor[]) as T;
}
