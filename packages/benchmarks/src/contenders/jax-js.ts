import { blockUntilReady, jit, lax, nn, numpy as np, tree, valueAndGrad, type Array as JaxArray } from '@jax-js/jax';
import type { LayerSpec, ModelSpec } from '../works/work.ts';
import { CannotError, type Contender } from './contender.ts';
import { passFor, randomSamples, randomValues, sizeOf, stepsOf, type TrainingData } from './data.ts';

/** The kernel and the bias of each layer that has them. */
type Weights = JaxArray[][];

/** Each function takes its arguments over: what is used once more is passed as `x.ref`. */
type LayerFunction = (x: JaxArray, weights: JaxArray[]) => JaxArray;

interface Built {
  weights: Weights;
  functions: LayerFunction[];
}

/** Jax-js on WebAssembly: the whole training step is one compiled function. */
export function loadJax(): Contender {
  return {
    training({ model, batch, samples }) {
      const data = randomSamples(model, samples);
      const { weights, functions } = build(model);
      const step = trainingStep(model, functions);
      let state = { weights, m: zerosLike(weights), v: zerosLike(weights) };
      let iterations = 0;
      return {
        async run(steps) {
          const pass = passFor(steps, { batch, samples });
          for (let epoch = 0; epoch < pass.epochs; epoch++) {
            for (const rows of shuffledBatches(pass.samples, batch)) {
              const { x, y } = batchOf(data, rows, model);
              const [weights, m, v, loss] = step(
                state.weights,
                state.m,
                state.v,
                np.array(adamRate(++iterations)),
                x,
                y,
              );
              state = { weights, m, v };
              loss.dispose();
            }
          }
          await blockUntilReady(state.weights);
          return stepsOf(pass, batch);
        },
      };
    },
    product({ size }) {
      const [a, b] = [0, 1].map(() => np.array(randomValues(size * size)).reshape([size, size])) as [
        JaxArray,
        JaxArray,
      ];
      return {
        async run(steps) {
          for (let step = 0; step < steps; step++) {
            const product = await np.matmul(a.ref, b.ref).blockUntilReady();
            product.dispose();
          }
          return steps;
        },
      };
    },
  };
}

/** The learning rate of one step of Adam, with the correction of its bias. */
function adamRate(iteration: number): number {
  return (0.001 * Math.sqrt(1 - 0.999 ** iteration)) / (1 - 0.9 ** iteration);
}

function trainingStep({ loss, classes }: ModelSpec, functions: LayerFunction[]) {
  const lossOf = (weights: Weights, x: JaxArray, y: JaxArray): JaxArray => {
    const logits = functions.reduce((input, apply, i) => apply(input, weights[i] ?? []), x);
    if (loss === 'binaryCrossentropy') {
      const z = logits.reshape([-1]);
      // max(z, 0) - z y + log(1 + exp(-|z|))
      return np.mean(
        nn
          .relu(z.ref)
          .sub(z.ref.mul(y))
          .add(np.log1p(np.exp(np.absolute(z).mul(-1)))),
      );
    }
    const chosen = nn.logSoftmax(logits, -1).mul(nn.oneHot(y, classes));
    return np.mean(np.sum(chosen, -1)).mul(-1);
  };
  const gradient = valueAndGrad(lossOf);
  const step = (...[weights, m, v, rate, x, y]: [Weights, Weights, Weights, JaxArray, JaxArray, JaxArray]) => {
    const [value, gradients] = gradient(tree.ref(weights), x, y) as [JaxArray, Weights];
    const nextM = tree.map<JaxArray, JaxArray, Weights>((a, g) => a.mul(0.9).add(g.mul(0.1)), m, tree.ref(gradients));
    const nextV = tree.map<JaxArray, JaxArray, Weights>(
      (a, g) => a.mul(0.999).add(np.square(g).mul(0.001)),
      v,
      gradients,
    );
    const next = tree.map<JaxArray, JaxArray, Weights>(
      (w, a, b) => w.sub(rate.ref.mul(a).div(np.sqrt(b).add(1e-7))),
      weights,
      tree.ref(nextM),
      tree.ref(nextV),
    );
    rate.dispose();
    return [next, nextM, nextV, value] as [Weights, Weights, Weights, JaxArray];
  };
  return jit(step);
}

function build({ inputShape, layers, vocabulary }: ModelSpec): Built {
  if (vocabulary !== undefined) throw new CannotError('written here for dense and convolutional networks only');
  let shape = inputShape.length === 3 ? [inputShape[2] ?? 1, inputShape[0] ?? 1, inputShape[1] ?? 1] : inputShape;
  const built: Built = { weights: [], functions: [] };
  for (const [i, layer] of layers.entries()) {
    const { weights, apply, outputShape } = layerOf(layer, { shape, isLast: i === layers.length - 1 });
    built.weights.push(weights);
    built.functions.push(apply);
    shape = outputShape;
  }
  return built;
}

interface BuiltLayer {
  weights: JaxArray[];
  apply: LayerFunction;
  outputShape: number[];
}

/** Images have their channels first. The last layer gives logits. */
function layerOf({ type, config }: LayerSpec, { shape, isLast }: { shape: number[]; isLast: boolean }): BuiltLayer {
  const activate = isLast ? (x: JaxArray) => x : activation(config['activation'] as string | undefined);
  const [channels = 1, height = 1, width = 1] = shape;
  switch (type) {
    case 'Dense': {
      const units = config['units'] as number;
      const weights = [initial([channels, units]), np.zeros([units])];
      const apply: LayerFunction = (x, [kernel, bias]) =>
        activate(np.matmul(x, kernel as JaxArray).add(bias as JaxArray));
      return { weights, apply, outputShape: [units] };
    }
    case 'Conv2D': {
      const [filters, size] = [config['filters'] as number, config['kernelSize'] as number];
      const weights = [initial([filters, channels, size, size]), np.zeros([1, filters, 1, 1])];
      const apply: LayerFunction = (x, [kernel, bias]) =>
        activate(lax.conv(x, kernel as JaxArray, [1, 1], 'VALID').add(bias as JaxArray));
      return { weights, apply, outputShape: [filters, height - size + 1, width - size + 1] };
    }
    case 'MaxPooling2D': {
      const size = config['poolSize'] as number;
      const apply: LayerFunction = (x) => lax.reduceWindow(x, np.max, [1, 1, size, size], [1, 1, size, size]);
      return { weights: [], apply, outputShape: [channels, Math.floor(height / size), Math.floor(width / size)] };
    }
    case 'Flatten':
      return { weights: [], apply: (x) => x.reshape([x.shape[0] ?? 1, sizeOf(shape)]), outputShape: [sizeOf(shape)] };
    default:
      throw new CannotError('written here for dense and convolutional networks only');
  }
}

function activation(name = 'linear'): (x: JaxArray) => JaxArray {
  if (name === 'relu') return nn.relu;
  if (name === 'tanh') return np.tanh;
  return (x) => x;
}

/** Small random weights. */
function initial(shape: number[]): JaxArray {
  return np.array(randomValues(sizeOf(shape)).map((value) => (value - 0.5) / 10)).reshape(shape);
}

function zerosLike(weights: Weights): Weights {
  return weights.map((list) => list.map(({ shape }) => np.zeros(shape)));
}

function* shuffledBatches(samples: number, batch: number): Generator<Int32Array> {
  const order = Int32Array.from({ length: samples }, (_, i) => i);
  for (let i = samples - 1; i > 0; i--) {
    const j = Math.floor(Math.random() * (i + 1));
    [order[i], order[j]] = [order[j] ?? 0, order[i] ?? 0];
  }
  for (let start = 0; start < samples; start += batch) yield order.subarray(start, start + batch);
}

function batchOf(
  { x, y }: TrainingData,
  rows: Int32Array,
  { inputShape, loss }: ModelSpec,
): { x: JaxArray; y: JaxArray } {
  const size = sizeOf(inputShape);
  const values = new Float32Array(rows.length * size);
  rows.forEach((row, i) => values.set(x.subarray(row * size, (row + 1) * size), i * size));
  const labels = Int32Array.from(rows, (row) => y[row] ?? 0);
  const shape = inputShape.length === 3 ? [inputShape[2] ?? 1, inputShape[0] ?? 1, inputShape[1] ?? 1] : inputShape;
  return {
    x: np.array(values).reshape([rows.length, ...shape]),
    y: np.array(loss === 'binaryCrossentropy' ? Float32Array.from(labels) : labels),
  };
}
