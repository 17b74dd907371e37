import * as tf from '@tensorflow/tfjs-core';
import { hasKernel, runKernel } from '../kernels.ts';
import { gradient, savedTensor } from './tape.ts';

/** Attributes that convolutions over two and three axes have in common. */
interface Attrs {
  strides: number | number[];
  pad: unknown;
  dilations?: number | number[];
}

/** How far apart the taps lie along each spatial axis of the filter. */
function ratesOf({ dilations = 1 }: Attrs, filter: tf.Tensor): number[] {
  return typeof dilations === 'number' ? Array.from({ length: filter.rank - 2 }, () => dilations) : dilations;
}

/** Puts `rate - 1` zeros between neighbours of an axis. */
function spread(x: tf.Tensor, axis: number, rate: number): tf.Tensor {
  if (rate === 1) return x;
  const size = x.shape[axis] ?? 1;
  const before = tf.util.sizeFromShape(x.shape.slice(0, axis));
  const after = tf.util.sizeFromShape(x.shape.slice(axis + 1));
  const rows = tf.reshape(x, [before, size, after]);
  const wide = tf.concat([rows, tf.zeros([before, size, (rate - 1) * after])], 2);
  const length = (size - 1) * rate + 1;
  const cut = tf.slice(tf.reshape(wide, [before, size * rate, after]), [0, 0, 0], [before, length, after]);
  return tf.reshape(cut, [...x.shape.slice(0, axis), length, ...x.shape.slice(axis + 1)]);
}

/** Keeps every `rate`-th of an axis: the counterpart of `spread`. */
function thin(x: tf.Tensor, axis: number, rate: number): tf.Tensor {
  if (rate === 1) return x;
  const indices = Array.from({ length: Math.ceil((x.shape[axis] ?? 1) / rate) }, (_, i) => i * rate);
  return tf.gather(x, tf.tensor1d(indices, 'int32'), axis);
}

interface Names {
  forward: string;
  input: string;
  filter: string;
}

function runOne(name: string, inputs: tf.NamedTensorMap, attrs: object): tf.Tensor {
  return savedTensor(runKernel(name, inputs, attrs), 0);
}

/**
 * Gradients of a convolution, dilated or not. tfjs's kernels for them know no dilations: a backend that has kernels which
 * do offers them as `Dilated…`; elsewhere the same is computed with a filter that has zeros between its taps.
 */
function convolutionGradient(names: Names): tf.GradConfig {
  return gradient<Attrs>({ kernelName: names.forward, inputsToSave: ['x', 'filter'] }, ({ dy, saved, attrs }) => {
    const [x, filter] = [savedTensor(saved, 0), savedTensor(saved, 1)];
    const rates = ratesOf(attrs, filter);
    const dilated = rates.some((rate) => rate !== 1);
    const own = dilated && hasKernel(`Dilated${names.input}`) ? 'Dilated' : '';
    if (!dilated || own !== '') {
      return {
        x: () => runOne(own + names.input, { dy, filter }, { ...attrs, inputShape: x.shape }),
        filter: () => runOne(own + names.filter, { x, dy }, { ...attrs, filterShape: filter.shape }),
      };
    }
    const plain = { ...attrs, dilations: rates.map(() => 1) };
    const filterShape = filter.shape.map((size, axis) => (size - 1) * (rates[axis] ?? 1) + 1);
    filterShape.splice(rates.length, Infinity, ...filter.shape.slice(rates.length));
    return {
      x: () => {
        const taps = rates.reduce<tf.Tensor>((w, rate, axis) => spread(w, axis, rate), filter);
        return runOne(names.input, { dy, filter: taps }, { ...plain, inputShape: x.shape });
      },
      filter: () => {
        const full = runOne(names.filter, { x, dy }, { ...plain, filterShape });
        return rates.reduce<tf.Tensor>((w, rate, axis) => thin(w, axis, rate), full);
      },
    };
  });
}

/** The input gradient of a 3D convolution is a transposed convolution; these are its own gradients. */
const conv3dBackpropInput = gradient<Attrs>(
  { kernelName: 'Conv3DBackpropInputV2', inputsToSave: ['dy', 'filter'] },
  ({ dy: dx, saved, attrs }) => {
    const [dy, filter] = [savedTensor(saved, 0), savedTensor(saved, 1)];
    const { strides, pad } = attrs;
    return {
      dy: () => runOne('Conv3D', { x: dx, filter }, { strides, pad, dataFormat: 'NDHWC', dilations: [1, 1, 1] }),
      filter: () => runOne('Conv3DBackpropFilterV2', { x: dx, dy }, { strides, pad, filterShape: filter.shape }),
    };
  },
);

export const convolutionGradients: readonly tf.GradConfig[] = [
  convolutionGradient({ forward: 'Conv2D', input: 'Conv2DBackpropInput', filter: 'Conv2DBackpropFilter' }),
  convolutionGradient({ forward: 'Conv3D', input: 'Conv3DBackpropInputV2', filter: 'Conv3DBackpropFilterV2' }),
  convolutionGradient({
    forward: 'DepthwiseConv2dNative',
    input: 'DepthwiseConv2dNativeBackpropInput',
    filter: 'DepthwiseConv2dNativeBackpropFilter',
  }),
  conv3dBackpropInput,
];
