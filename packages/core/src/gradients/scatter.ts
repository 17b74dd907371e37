import * as tf from '@tensorflow/tfjs-core';
import { gradient, none, savedTensor } from './tape.ts';

/** Entries go back to where they were taken from; those taken twice are added up. */
const gatherNd = gradient({ kernelName: 'GatherNd', inputsToSave: ['params', 'indices'] }, ({ dy, saved }) => {
  const [params, indices] = [savedTensor(saved, 0), savedTensor(saved, 1)];
  return { params: () => tf.scatterND(indices, dy, params.shape), indices: () => none(indices) };
});

const scatterNd = gradient({ kernelName: 'ScatterNd', inputsToSave: ['indices'] }, ({ dy, saved }) => {
  const indices = savedTensor(saved, 0);
  return { updates: () => tf.gatherND(dy, indices), indices: () => none(indices) };
});

/** Values go to their places, and the default everywhere else. */
const sparseToDense = gradient(
  { kernelName: 'SparseToDense', inputsToSave: ['sparseIndices', 'sparseValues'] },
  ({ dy, saved }) => {
    const [indices, values] = [savedTensor(saved, 0), savedTensor(saved, 1)];
    const places = (): tf.Tensor => tf.gatherND(dy, tf.reshape(indices, [-1, dy.rank]));
    return {
      sparseValues: () => (values.rank === 0 ? tf.sum(places()) : places()),
      defaultValue: () => tf.sub(tf.sum(dy), tf.sum(places())),
      sparseIndices: () => none(indices),
    };
  },
);

/** Updated entries pass their gradient to the updates, all others to what was there before. */
const tensorScatterUpdate = gradient(
  { kernelName: 'TensorScatterUpdate', inputsToSave: ['indices', 'updates'] },
  ({ dy, saved }) => {
    const [indices, updates] = [savedTensor(saved, 0), savedTensor(saved, 1)];
    return {
      tensor: () => {
        const counts = tf.scatterND(indices, tf.onesLike(updates), dy.shape);
        return tf.mul(dy, tf.cast(tf.equal(counts, 0), 'float32'));
      },
      updates: () => tf.gatherND(dy, indices),
      indices: () => none(indices),
    };
  },
);

/** Blocks of pixels go back to the channels they came from. */
const depthToSpace = gradient<tf.DepthToSpaceAttrs>(
  { kernelName: 'DepthToSpace', inputsToSave: ['x'] },
  ({ dy, saved, attrs }) => {
    const x = savedTensor(saved, 0);
    const { blockSize, dataFormat } = attrs;
    return {
      x: () => {
        if (dataFormat === 'NCHW') {
          const [batch = 0, , height = 0, width = 0] = x.shape;
          const blocks = tf.reshape(dy, [batch, -1, height, blockSize, width, blockSize]);
          return tf.reshape(tf.transpose(blocks, [0, 3, 5, 1, 2, 4]), x.shape);
        }
        const [batch = 0, height = 0, width = 0] = x.shape;
        const blocks = tf.reshape(dy, [batch, height, blockSize, width, blockSize, -1]);
        return tf.reshape(tf.transpose(blocks, [0, 1, 3, 2, 4, 5]), x.shape);
      },
    };
  },
);

/** Each of the largest values passes its gradient to the place it came from. */
const topK: tf.GradConfig = {
  kernelName: 'TopK',
  inputsToSave: ['x'],
  outputsToSave: [false, true],
  gradFunc: (dy, saved) => {
    const [x, indices] = [savedTensor(saved, 0), savedTensor(saved, 1)];
    const [dValues] = dy as tf.Tensor[];
    const size = x.shape.at(-1) ?? 1;
    return {
      x: () => {
        if (dValues === undefined) throw new Error('TopK gradient: expected the gradient of the values');
        const places = tf.cast(tf.oneHot(indices, size), 'float32');
        return tf.sum(tf.mul(places, tf.expandDims(dValues, -1)), -2);
      },
    };
  },
};

export const scatterGradients: readonly tf.GradConfig[] = [
  gatherNd,
  scatterNd,
  sparseToDense,
  tensorScatterUpdate,
  depthToSpace,
  topK,
];
