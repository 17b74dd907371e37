import { registerTrainingKernels } from '@argali/wasm';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import type { ModelSpec } from '../works/work.ts';
import { CannotError, type Contender } from './contender.ts';
import { passFor, randomSamples, stepsOf } from './data.ts';
import { kernelTask, productTask } from './tfjs-tasks.ts';

/** Its orthogonal initializer calls methods of tensors that tfjs-core alone does not have. */
const WITHOUT_CHAINS = { recurrentInitializer: 'glorotUniform' };

/** What computes for tfjs-layers: plain JavaScript, tfjs's WebAssembly, or that with argali's kernels. */
export type TfjsBackend = 'cpu' | 'wasm' | 'wasm+argali';

/** TensorFlow.js with its layers API. */
export async function loadTfjsLayers(backend: TfjsBackend): Promise<Contender> {
  if (backend === 'cpu') await import('@tensorflow/tfjs-backend-cpu');
  else await import('@tensorflow/tfjs-backend-wasm');
  if (backend === 'wasm+argali') {
    tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
    await registerTrainingKernels();
  }
  await tf.setBackend(backend === 'cpu' ? 'cpu' : 'wasm');
  return {
    training(work) {
      const model = compiled(work.model);
      const { x, y } = samplesOf(work.model, work.samples);
      return {
        async run(steps) {
          const pass = passFor(steps, work);
          const [images, labels] = tf.tidy(() => [tf.slice(x, 0, pass.samples), tf.slice(y, 0, pass.samples)]);
          await model.fit(images, labels, { epochs: pass.epochs, batchSize: work.batch });
          tf.dispose([images, labels]);
          return stepsOf(pass, work.batch);
        },
      };
    },
    prediction({ model: spec }) {
      const model = compiled(spec);
      const { x: values } = randomSamples(spec, 1);
      return {
        async run(steps) {
          for (let step = 0; step < steps; step++) {
            const image = tf.tensor(values, [1, ...spec.inputShape]);
            const prediction = model.predict(image) as tf.Tensor;
            await prediction.data();
            tf.dispose([image, prediction]);
          }
          return steps;
        },
      };
    },
    product: productTask,
    kernel: kernelTask,
  };
}

function samplesOf(spec: ModelSpec, samples: number): { x: tf.Tensor; y: tf.Tensor } {
  const { x, y } = randomSamples(spec, samples);
  return { x: tf.tensor(x, [samples, ...spec.inputShape]), y: tf.tensor(Float32Array.from(y), [samples, 1]) };
}

function compiled(spec: ModelSpec): tfl.LayersModel {
  const input = tfl.input({ shape: spec.inputShape, dtype: spec.vocabulary === undefined ? 'float32' : 'int32' });
  const outputs = new Map([['input', input]]);
  let last = input;
  for (const { type, config, name, from } of spec.layers) {
    const layer = layerMaker(type)(type === 'LSTM' ? { ...config, ...WITHOUT_CHAINS } : config);
    const inputs = from?.map((source) => outputs.get(source) ?? last) ?? [last];
    last = layer.apply(inputs.length === 1 ? last : inputs) as tfl.SymbolicTensor;
    if (name !== undefined) outputs.set(name, last);
  }
  const model = tfl.model({ inputs: input, outputs: last });
  model.compile({ optimizer: 'adam', loss: spec.loss });
  return model;
}

/** `tfl.layers.conv2d` for `'Conv2D'`: tfjs-layers has functions for Keras's classes. */
function layerMaker(type: string): (config: object) => tfl.layers.Layer {
  const name = /^[A-Z]+$/.test(type) ? type.toLowerCase() : type.charAt(0).toLowerCase() + type.slice(1);
  const makers = tfl.layers as unknown as Record<string, ((config: object) => tfl.layers.Layer) | undefined>;
  const maker = makers[name] ?? makers[name.replace(/\dD$/, (size) => size.toLowerCase())];
  if (maker === undefined) throw new CannotError(`it has no ${type}`);
  return maker;
}
