// Checked by the compiler alone (`npm run types`): what an editor completes, and what it refuses.
import {
  Adam,
  Dense,
  Dropout,
  Input,
  Model,
  Sequential,
  setBackend,
  type BackendName,
  type History,
  type LossName,
  type OptimizerName,
  type SymbolicTensor,
  type tf,
} from './index.ts';

type Expect<Condition extends true> = Condition;
type Includes<Names, Name extends Names> = Name extends Names ? true : false;

export type CompletedNames = [
  Expect<Includes<LossName, 'meanSquaredError'>>,
  Expect<Includes<LossName, 'mean_squared_error'>>,
  Expect<Includes<OptimizerName, 'adam'>>,
  Expect<Includes<BackendName, 'wasm' | 'cpu' | 'webgl' | 'webgpu'>>,
];

export const dense: Dense = new Dense({
  units: 1,
  activation: 'relu',
  kernelInitializer: 'glorot_uniform',
  biasInitializer: 'zeros',
  kernelRegularizer: 'l2',
  kernelConstraint: null,
});

export const refused: readonly unknown[] = [
  // @ts-expect-error `units` is not optional
  new Dense({ activation: 'relu' }),
  // @ts-expect-error a misspelt argument
  new Dense({ units: 1, unit: 2 }),
  // @ts-expect-error a misspelt activation
  new Dense({ units: 1, activation: 'reul' }),
  // @ts-expect-error a misspelt initializer
  new Dense({ units: 1, kernelInitializer: 'glorotUnifrom' }),
  // @ts-expect-error a number is expected
  new Dropout({ rate: '0.5' }),
  // @ts-expect-error a misspelt argument
  new Adam({ learningrate: 0.1 }),
  // @ts-expect-error an unknown backend
  setBackend('cuda'),
];

export async function train(): Promise<unknown> {
  const model = new Sequential([dense]);
  model.compile({ optimizer: 'adam', loss: 'sparse_categorical_crossentropy', metrics: ['accuracy'] });
  model.compile({ optimizer: new Adam({ learningRate: 0.001 }), loss: (yTrue: tf.Tensor, _yPred: tf.Tensor) => yTrue });
  // @ts-expect-error a misspelt loss
  model.compile({ loss: 'meanSquaredErorr' });
  // @ts-expect-error a misspelt optimizer
  model.compile({ optimizer: 'adm', loss: 'mse' });
  // @ts-expect-error a misspelt metric
  model.compile({ loss: 'mse', metrics: ['acuracy'] });

  const history: History = await model.fit([[1]], [[1]], { epochs: 1, batchSize: 1, validationSplit: 0.5 });
  const losses: number[] | undefined = history.history['loss'];
  const results: Record<string, number> = await model.evaluate([[1]], [[1]]);
  const prediction: tf.Tensor = await model.predict(new Float32Array(4));
  // @ts-expect-error a misspelt option
  await model.fit([[1]], [[1]], { epoch: 1 });
  // @ts-expect-error a date is no data
  await model.fit(new Date(), [[1]]);
  return { losses, results, prediction };
}

export function functional(): Model {
  const x: SymbolicTensor = Input({ shape: [8] });
  const y: SymbolicTensor = new Dense({ units: 4 }).apply(x);
  return new Model({ inputs: x, outputs: y });
}
