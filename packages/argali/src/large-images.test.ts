import * as tf from '@tensorflow/tfjs-core';
import {
  Activation,
  Add,
  BatchNormalization,
  Conv2D,
  Dense,
  DepthwiseConv2D,
  GlobalAveragePooling2D,
  Input,
  MaxPooling2D,
  Model,
  setBackend,
  type ActivationLike,
  type SymbolicTensor,
} from './index.ts';

/*
 * Networks of the shape of ResNet-50 and MobileNetV2 take 32 images of 224×224 pixels within a gigabyte: what a layer has
 * computed is freed once the last layer that needs it has run.
 */

const normalized = (x: SymbolicTensor, activation?: ActivationLike): SymbolicTensor => {
  const y = new BatchNormalization().apply(x);
  return activation === undefined ? y : new Activation({ activation }).apply(y);
};

interface Convolution {
  filters: number;
  kernelSize?: number;
  strides?: number;
  activation?: ActivationLike;
}

const convolved = (x: SymbolicTensor, { activation, kernelSize = 1, ...rest }: Convolution): SymbolicTensor =>
  normalized(new Conv2D({ kernelSize, padding: 'same', useBias: false, ...rest }).apply(x), activation);

function classifier(make: (x: SymbolicTensor) => SymbolicTensor): Model {
  const inputs = Input({ shape: [224, 224, 3] });
  const pooled = new GlobalAveragePooling2D().apply(make(inputs));
  return new Model({ inputs, outputs: new Dense({ units: 1000, activation: 'softmax' }).apply(pooled) });
}

/** @see He et al., 2015, https://arxiv.org/abs/1512.03385, table 1 */
function resNet50(): Model {
  return classifier((inputs) => {
    let x = convolved(inputs, { filters: 64, kernelSize: 7, strides: 2, activation: 'relu' });
    x = new MaxPooling2D({ poolSize: 3, strides: 2, padding: 'same' }).apply(x);
    for (const [filters, blocks, first] of [
      [64, 3, 1],
      [128, 4, 2],
      [256, 6, 2],
      [512, 3, 2],
    ] as const)
      // prettier-ignore
      for (let block = 0; block < blocks; block++) {
        const strides = block === 0 ? first : 1;
        const short = block === 0 ? convolved(x, { filters: 4 * filters, strides }) : x;
        let y = convolved(x, { filters, strides, activation: 'relu' });
        y = convolved(y, { filters, kernelSize: 3, activation: 'relu' });
        x = new Activation({ activation: 'relu' }).apply(
          new Add().apply([convolved(y, { filters: 4 * filters }), short]),
        );
      }
    return x;
  });
}

/** @see Sandler et al., 2018, https://arxiv.org/abs/1801.04381, table 2 */
function mobileNetV2(): Model {
  return classifier((inputs) => {
    let x = convolved(inputs, { filters: 32, kernelSize: 3, strides: 2, activation: 'relu6' });
    let channels = 32;
    for (const [expansion, filters, blocks, first] of [
      [1, 16, 1, 1],
      [6, 24, 2, 2],
      [6, 32, 3, 2],
      [6, 64, 4, 2],
      [6, 96, 3, 1],
      [6, 160, 3, 2],
      [6, 320, 1, 1],
    ] as const)
      // prettier-ignore
      for (let block = 0; block < blocks; block++) {
        const strides = block === 0 ? first : 1;
        let y = expansion === 1 ? x : convolved(x, { filters: expansion * channels, activation: 'relu6' });
        y = normalized(
          new DepthwiseConv2D({ kernelSize: 3, strides, padding: 'same', useBias: false }).apply(y),
          'relu6',
        );
        y = convolved(y, { filters });
        x = strides === 1 && channels === filters ? new Add().apply([x, y]) : y;
        channels = filters;
      }
    return convolved(x, { filters: 1280, activation: 'relu6' });
  });
}

const GIGABYTE = 2 ** 30;
/** In milliseconds; a busy machine is no reason to fail. */
const PATIENCE = 600_000;

it.each([
  ['MobileNetV2', mobileNetV2, 3_538_984],
  ['ResNet-50', resNet50, 25_610_152],
])(
  '%s predicts 32 images of 224×224 within a gigabyte',
  async (_, make, parameters) => {
    await setBackend('wasm');
    const model = make();
    expect(model.countParams()).toBe(parameters);
    const before = tf.memory().numTensors;
    const predicted = await model.predict({
      data: new Float32Array(32 * 224 * 224 * 3).fill(0.5),
      shape: [32, 224, 224, 3],
    });
    expect(predicted.shape).toEqual([32, 1000]);
    expect(tf.tidy(() => tf.sum(predicted).dataSync()[0])).toBeCloseTo(32, 2);
    predicted.dispose();
    expect(tf.memory().numTensors).toBe(before);
    const { wasm } = tf.backend() as unknown as { wasm: { HEAPU8: Uint8Array } };
    expect(wasm.HEAPU8.length).toBeLessThan(GIGABYTE);
    model.dispose();
  },
  PATIENCE,
);
