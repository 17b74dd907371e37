/** A network of two dense layers, 784-10-10, learns to read handwritten digits. */
import { Option } from '@commander-js/extra-typings';
import {
  Adam,
  CategoricalCrossentropy,
  Dense,
  Dropout,
  EarlyStopping,
  Sequential,
  mnist,
  regularizers,
  setBackend,
  setRandomSeed,
  takeRows,
  toCategorical,
} from 'argali';
import { amount, count, countUpTo, program } from './shared/flags.ts';

const optimizerNames = [
  'adadelta',
  'adafactor',
  'adagrad',
  'adam',
  'adamax',
  'adamw',
  'ftrl',
  'lamb',
  'lion',
  'muon',
  'nadam',
  'rmsprop',
  'schedulefreeadamw',
  'sgd',
] as const;

const flags = program('mnist-mlp', 'Trains a small dense network on the MNIST digits.')
  .option('--epochs <count>', 'passes over the training images', count, 5)
  .option('--batch-size <count>', 'images of one step', count, 16)
  .option('--samples <count>', 'training images', countUpTo(60000), 60000)
  .addOption(new Option('--optimizer <name>', 'what trains').choices(optimizerNames).default('adam' as const))
  .option('--learning-rate <rate>', "how far a step goes; by default the optimizer's own", amount)
  .option('--l2 <factor>', 'penalty on large weights', amount, 0)
  .option('--dropout <rate>', 'share of the hidden neurons that sit out a step', amount, 0)
  .option('--early-stopping <patience>', 'stop after so many epochs without a better validation loss', count)
  .parse()
  .opts();

await setBackend(flags.backend);
setRandomSeed(flags.seed);

// The data: each image as a row of 784 numbers, each label as a vector with a 1 at the place of its class.
const { train, test } = await mnist.load();
const images = takeRows({ data: train.x.data, shape: [60000, 784] }, 0, flags.samples);
const labels = toCategorical(takeRows(train.y, 0, flags.samples), 10);

const kernelRegularizer = flags.l2 > 0 ? new regularizers.L2({ l2: flags.l2 }) : null;
const model = new Sequential([
  new Dense({ units: 10, activation: 'elu', kernelRegularizer, inputShape: [784] }),
  ...(flags.dropout > 0 ? [new Dropout({ rate: flags.dropout })] : []),
  new Dense({ units: 10, activation: 'softmax', kernelRegularizer }),
]);
model.summary();

// An optimizer and a loss can be named, described, or made with settings of their own.
const { optimizer, learningRate } = flags;
if (optimizer === 'adam') {
  model.compile({
    optimizer: new Adam({ learningRate: learningRate ?? 0.001 }),
    loss: new CategoricalCrossentropy(),
    metrics: ['accuracy'],
  });
} else {
  model.compile({
    optimizer: learningRate === undefined ? optimizer : { className: optimizer, config: { learningRate } },
    loss: 'categoricalCrossentropy',
    metrics: ['accuracy'],
  });
}

const stopping = flags.earlyStopping
  ? {
      validationSplit: 0.1,
      callbacks: [new EarlyStopping({ patience: flags.earlyStopping, restoreBestWeights: true })],
    }
  : {};
const { epoch } = await model.fit(images, labels, { epochs: flags.epochs, batchSize: flags.batchSize, ...stopping });

const testImages = { data: test.x.data, shape: [10000, 784] };
const { loss, accuracy } = await model.evaluate(testImages, toCategorical(test.y, 10), { verbose: 0 });
console.log(`\nTest loss ${loss.toFixed(4)}, test accuracy ${accuracy?.toFixed(4)} after ${epoch.length} epochs`);
