import { Adam, CategoricalCrossentropy, Dense, Sequential, mnist, setBackend, setRandomSeed, toCategorical, tf } from 'argali';
await setBackend('wasm');
const { train, test } = await mnist.load();
const x = { data: train.x.data, shape: [60000, 784] }, tx = { data: test.x.data, shape: [10000, 784] };
const y = toCategorical(train.y, 10), ty = toCategorical(test.y, 10);
for (const [opt, batchSize, act, seed] of [['sgd', 8, 'elu', 1], ['sgd', 8, 'elu', 3], ['adam', 16, 'elu', 1], ['adam', 32, 'elu', 4], ['adam', 32, 'elu', 5]] as const) {
  setRandomSeed(seed);
  const model = new Sequential([new Dense({ units: 10, activation: act, inputShape: [784] }), new Dense({ units: 10, activation: 'softmax' })]);
  model.compile({ optimizer: opt === 'sgd' ? 'sgd' : new Adam({ learningRate: 0.001 }), loss: new CategoricalCrossentropy(), metrics: ['accuracy'] });
  const t = performance.now();
  const {history} = await model.fit(x, y, { epochs: 5, batchSize, verbose: 0, validationData: [tx, ty] });
  console.log(opt, batchSize, act, seed, history['val_accuracy']?.map(a => a.toFixed(4)).join(' '), ((performance.now() - t) / 1000).toFixed(1) + 's', tf.memory().numTensors);
}
