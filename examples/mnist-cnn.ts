/** A convolutional network learns to read handwritten digits; afterwards it shows which ones it took for others. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Option } from '@commander-js/extra-typings';
import { argMax, memory } from '@tensorflow/tfjs-core';
import {
  Conv2D,
  Dense,
  Flatten,
  MaxPooling2D,
  Sequential,
  mnist,
  setBackend,
  setRandomSeed,
  takeRows,
  toCategorical,
} from 'argali';
import { confusionMatrix, confusionTable } from './shared/confusion-matrix.ts';
import { digitsAsSvg, digitsAsText } from './shared/draw-digits.ts';
import { count, countUpTo, program } from './shared/flags.ts';

const flags = program('mnist', 'Trains a convolutional network on the MNIST digits and shows what it got wrong.')
  .option('--epochs <count>', 'passes over the training images', count, 5)
  .option('--batch-size <count>', 'images of one step', count, 64)
  .option('--samples <count>', 'training images', countUpTo(60000), 60000)
  .addOption(
    new Option('--labels <form>', 'how the digits are given to the loss')
      .choices(['integer', 'one-hot'] as const)
      .default('integer' as const),
  )
  .parse()
  .opts();

await setBackend(flags.backend);
setRandomSeed(flags.seed);

// The data: images of 28 × 28 pixels from 0 to 1, labels from 0 to 9.
const { train, test } = await mnist.load();
const images = takeRows(train.x, 0, flags.samples);
const labels = takeRows(train.y, 0, flags.samples);

// The model.
const model = new Sequential([
  new Conv2D({ filters: 32, kernelSize: 3, activation: 'relu', inputShape: [28, 28, 1] }),
  new MaxPooling2D({ poolSize: 2 }),
  new Conv2D({ filters: 64, kernelSize: 3, activation: 'relu' }),
  new MaxPooling2D({ poolSize: 2 }),
  new Conv2D({ filters: 64, kernelSize: 3, activation: 'relu' }),
  new Flatten(),
  new Dense({ units: 64, activation: 'relu' }),
  new Dense({ units: 10, activation: 'softmax' }),
]);
model.summary();

// Labels can be numbers, or vectors with a 1 at the place of the class: there is a loss for each.
const oneHot = flags.labels === 'one-hot';
model.compile({
  optimizer: 'adam',
  loss: oneHot ? 'categoricalCrossentropy' : 'sparseCategoricalCrossentropy',
  metrics: ['accuracy'],
});

// Training. A callback counts the tensors in memory after each epoch: their number stays the same.
const tensors: number[] = [];
const start = performance.now();
await model.fit(images, oneHot ? toCategorical(labels, 10) : labels, {
  epochs: flags.epochs,
  batchSize: flags.batchSize,
  callbacks: [{ onEpochEnd: () => void tensors.push(memory().numTensors) }],
});
const seconds = (performance.now() - start) / 1000;

// How well it does on digits that it has not seen.
const { loss, accuracy } = await model.evaluate(test.x, oneHot ? toCategorical(test.y, 10) : test.y, { verbose: 0 });
const probabilities = await model.predict(test.x, { verbose: 0 });
const predictions = await argMax(probabilities, -1).data();

console.log(
  `\nConfusion matrix of the ${test.y.data.length} test images (row: the digit, column: what it was taken for)`,
);
console.log(confusionTable(confusionMatrix(test.y.data, predictions, 10)));

const wrong = [...test.y.data.keys()].filter((i) => predictions[i] !== test.y.data[i]);
const shown = wrong.slice(0, 6).map((i) => ({
  pixels: takeRows(test.x, i, i + 1).data,
  caption: `${test.y.data[i]}, taken for ${predictions[i]}`,
}));
console.log(`\n${wrong.length} of them were misread. The first ${shown.length}:\n`);
console.log(digitsAsText(shown));
const folder = join(import.meta.dirname, 'out');
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, 'misread-digits.svg'), digitsAsSvg(shown));
console.log(`These are also in ${join(folder, 'misread-digits.svg')}`);

console.log(`\nTest loss ${loss.toFixed(4)}, test accuracy ${accuracy?.toFixed(4)}`);
console.log(`Tensors in memory after each epoch: ${tensors.join(' ')}`);
console.log(`Trained in ${seconds.toFixed(1)} s: ${Math.round((flags.samples * flags.epochs) / seconds)} images/s`);
