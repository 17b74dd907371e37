/** A convolutional autoencoder learns to wash the noise out of handwritten digits. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { clipByValue, mean, slice, squaredDifference, tensor, type Tensor } from '@tensorflow/tfjs-core';
import {
  AveragePooling2D,
  Conv2D,
  Conv2DTranspose,
  GaussianNoise,
  MaxPooling2D,
  Sequential,
  mnist,
  setBackend,
  setRandomSeed,
  takeRows,
} from 'argali';
import Table from 'cli-table3';
import { digitsAsSvg, digitsAsText, type Digit } from './shared/draw-digits.ts';
import { amount, count, countUpTo, program } from './shared/flags.ts';

const flags = program('autoencoder', 'Trains a convolutional network to clean noisy MNIST digits.')
  .option('--epochs <count>', 'passes over the training images', count, 5)
  .option('--batch-size <count>', 'images of one step', count, 64)
  .option('--samples <count>', 'training images', countUpTo(60000), 10000)
  .option('--noise <number>', 'standard deviation of the noise; paper is 0, ink is 1', amount, 0.5)
  .parse()
  .opts();

await setBackend(flags.backend);
setRandomSeed(flags.seed);

// The data: images of 28 × 28 pixels from 0 to 1. What each is, is not asked here.
const { train, test } = await mnist.load();
const images = takeRows(train.x, 0, flags.samples);
const clean = tensor(test.x.data, test.x.shape);

// The noise layer works in training only, and makes new noise for each step. For the test images it is asked once.
const noise = new GaussianNoise({ stddev: flags.noise, inputShape: [28, 28, 1] });
const noisy = noise.apply(clean, { training: true });

// The encoder packs the 784 pixels into 7 × 7 × 8 numbers, the decoder unpacks them.
const model = new Sequential([
  noise,
  new Conv2D({ filters: 16, kernelSize: 3, padding: 'same', activation: 'relu' }),
  new MaxPooling2D({ poolSize: 2 }),
  new Conv2D({ filters: 32, kernelSize: 3, padding: 'same', activation: 'relu' }),
  new MaxPooling2D({ poolSize: 2 }),
  new Conv2D({ filters: 8, kernelSize: 3, padding: 'same', activation: 'relu' }),
  new Conv2DTranspose({ filters: 32, kernelSize: 3, strides: 2, padding: 'same', activation: 'relu' }),
  new Conv2DTranspose({ filters: 16, kernelSize: 3, strides: 2, padding: 'same', activation: 'relu' }),
  new Conv2D({ filters: 1, kernelSize: 3, padding: 'same', activation: 'sigmoid' }),
]);
model.summary();
model.compile({ optimizer: 'adam', loss: 'binaryCrossentropy', metrics: ['meanSquaredError'] });

/** How far pictures are from the clean ones, as a row of a table: the mean of the squared differences. */
async function errorOf(name: string, pictures: Tensor): Promise<[string, string]> {
  const [error] = await mean(squaredDifference(clipByValue(pictures, 0, 1), clean)).data();
  return [name, error?.toFixed(4) ?? ''];
}
const untrained = await model.predict(noisy, { verbose: 0 });

// Training. The images are both what goes in and what should come out.
const start = performance.now();
await model.fit(images, images, { epochs: flags.epochs, batchSize: flags.batchSize });
const seconds = (performance.now() - start) / 1000;

// How well it does on digits that it has not seen, beside what can be had without learning.
const cleaned = await model.predict(noisy, { verbose: 0 });
const average = new AveragePooling2D({ poolSize: 3, strides: 1, padding: 'same' });
const table = new Table({
  head: [`${clean.shape[0]} test images`, 'mean squared error'],
  style: { head: [], border: [] },
});
table.push(
  await errorOf('with noise', noisy),
  await errorOf('each pixel the average of the 9 about it', average.apply(noisy)),
  await errorOf('cleaned by the network before training', untrained),
  await errorOf('cleaned by the network after training', cleaned),
);
console.log(`\n${table.toString()}`);

// The first of them to look at: noisy above, cleaned below.
const digits: Digit[] = [];
for (const [caption, pictures] of Object.entries({ noisy, cleaned }))
  for (const i of [0, 1, 2]) digits.push({ pixels: await clipByValue(slice(pictures, i, 1), 0, 1).data(), caption });
console.log(`\n${digitsAsText(digits, 3)}`);
const folder = join(import.meta.dirname, 'out');
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, 'cleaned-digits.svg'), digitsAsSvg(digits, 3));
console.log(`These are also in ${join(folder, 'cleaned-digits.svg')}`);
console.log(`Trained in ${seconds.toFixed(1)} s: ${Math.round((flags.samples * flags.epochs) / seconds)} images/s`);
