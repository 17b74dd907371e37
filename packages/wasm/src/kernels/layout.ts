import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { KernelCall, Kernel } from '../kernel.ts';
import { transposed } from './copy.ts';

interface LayoutAttrs {
  dataFormat?: string;
  pad?: unknown;
  inputShape?: number[];
  filterShape?: number[];
}

/** The inputs of convolutions and pooling that are images; the others are filters and biases. */
const images = ['dy', 'input', 'output', 'x'];

const isChannelsFirst = ({ dataFormat }: LayoutAttrs): boolean => dataFormat === 'NCHW' || dataFormat === 'NCDHW';

/** [batch, channels, …spatial] → [batch, …spatial, channels]: shapes, orders of axes, paddings. */
function channelsLast<T>(values: readonly T[]): T[] {
  const [batch, channels, ...spatial] = values as [T, T, ...T[]];
  return [batch, ...spatial, channels];
}

/** The order of axes that puts the last one second. */
function firstOrder(rank: number): number[] {
  return [0, rank - 1, ...Array.from({ length: rank - 2 }, (_, axis) => axis + 1)];
}

function lastAttrs<A extends LayoutAttrs>(attrs: A): A {
  const { pad, inputShape } = attrs;
  return {
    ...attrs,
    dataFormat: 'NHWC',
    ...(Array.isArray(pad) && { pad: channelsLast(pad as unknown[]) }),
    ...(inputShape && { inputShape: channelsLast(inputShape) }),
  };
}

/**
 * A kernel for channels-last images, made to take channels-first ones (`dataFormat` 'NCHW' or 'NCDHW') too: they are
 * turned before, and an image that results is turned back.
 */
export function anyLayout<I extends object, A extends LayoutAttrs>(kernel: Kernel<I, A>): Kernel<I, A> {
  return (call: KernelCall<I, A>) => {
    const { inputs, attrs, heap } = call;
    if (!isChannelsFirst(attrs)) return kernel(call);
    const turned = Object.entries(inputs as Record<string, TensorInfo | undefined>).map(([name, tensor]) => {
      if (tensor == null || name === 'filter') return [name, tensor] as const;
      if (!images.includes(name)) return [name, heap.share(tensor, [Math.max(...tensor.shape, 1)])] as const;
      return [name, transposed(heap, tensor, channelsLast([...tensor.shape.keys()]))] as const;
    });
    const y = kernel({ inputs: Object.fromEntries(turned) as I, attrs: lastAttrs(attrs), heap });
    for (const [name, tensor] of turned) if (tensor != null && name !== 'filter') heap.release(tensor);
    if (y === undefined || Array.isArray(y) || attrs.filterShape !== undefined) return y;
    const back = transposed(heap, y, firstOrder(y.shape.length));
    heap.release(y);
    return back;
  };
}
