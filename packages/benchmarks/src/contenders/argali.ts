import { hasRelaxedSimd, registerTrainingKernels, type Build } from '@argali/wasm';
import * as argali from 'argali';
import type { ModelSpec } from '../works/work.ts';
import { CannotError, type Contender } from './contender.ts';
import { passFor, randomSamples, sizeOf, stepsOf } from './data.ts';

type LayerClass = new (config: object) => argali.Layer;

/** Argali on WebAssembly, with one of the two builds of its kernels. */
export async function loadArgali(build: Build): Promise<Contender> {
  if (build === 'relaxed' && !hasRelaxedSimd()) throw new CannotError('this runtime has no relaxed SIMD');
  await registerTrainingKernels({ build });
  await argali.setBackend('wasm');
  return {
    training(work) {
      const model = compiled(work.model);
      const { x, y } = randomSamples(work.model, work.samples);
      return {
        async run(steps) {
          const pass = passFor(steps, work);
          const images = {
            data: x.subarray(0, pass.samples * sizeOf(work.model.inputShape)),
            shape: [pass.samples, ...work.model.inputShape],
          };
          await model.fit(images, y.subarray(0, pass.samples), {
            epochs: pass.epochs,
            batchSize: work.batch,
            verbose: 0,
          });
          return stepsOf(pass, work.batch);
        },
      };
    },
    prediction({ model: spec }) {
      const model = compiled(spec);
      const image = { data: randomSamples(spec, 1).x, shape: [1, ...spec.inputShape] };
      return {
        async run(steps) {
          for (let step = 0; step < steps; step++) {
            const prediction = await model.predict(image);
            await prediction.data();
            prediction.dispose();
          }
          return steps;
        },
      };
    },
    // On demand: they import tfjs besides, which a program that trains does not.
    product: async (work) => (await import('./tfjs-tasks.ts')).productTask(work),
    kernel: async (work) => (await import('./tfjs-tasks.ts')).kernelTask(work),
  };
}

function compiled(spec: ModelSpec): argali.Model {
  const model = build(spec);
  model.compile({ optimizer: 'adam', loss: spec.loss });
  return model;
}

function build({ inputShape, vocabulary, layers }: ModelSpec): argali.Model {
  const input = argali.Input({ shape: inputShape, dtype: vocabulary === undefined ? 'float32' : 'int32' });
  const outputs = new Map([['input', input]]);
  let last = input;
  for (const { type, config, name, from } of layers) {
    const layer = new (layerClass(type))(config);
    const inputs = from?.map((source) => outputs.get(source) ?? last) ?? [last];
    last = inputs.length === 1 ? layer.apply(last) : layer.apply(inputs);
    if (name !== undefined) outputs.set(name, last);
  }
  return new argali.Model({ inputs: input, outputs: last });
}

function layerClass(type: string): LayerClass {
  const found = (argali as Record<string, unknown>)[type];
  if (typeof found !== 'function') throw new CannotError(`it has no ${type} yet`);
  return found as LayerClass;
}
