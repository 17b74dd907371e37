/** A straight line through noisy points, found by gradient descent and, beside it, by the formula. */
import { add, mul, randomNormal, randomUniform } from '@tensorflow/tfjs-core';
import { Dense, SGD, Sequential, setBackend, setRandomSeed } from 'argali';
import Table from 'cli-table3';
import { amount, count, program } from './shared/flags.ts';

const flags = program('linear-regression', 'Fits a line to noisy points by gradient descent and by the closed form.')
  .option('--epochs <count>', 'passes over the points', count, 200)
  .option('--batch-size <count>', 'points of one step (default: all)', count)
  .option('--samples <count>', 'points', count, 1000)
  .option('--learning-rate <number>', 'step size of the gradient descent', amount, 0.1)
  .option('--noise <number>', 'standard deviation of the noise', amount, 0.5)
  .parse()
  .opts();

await setBackend(flags.backend);
setRandomSeed(flags.seed);

// Points scattered about the line y = 3 x + 2.
const truth = { slope: 3, intercept: 2 };
const x = randomUniform([flags.samples, 1], -2, 2, 'float32', flags.seed);
const noise = randomNormal([flags.samples, 1], 0, flags.noise, 'float32', flags.seed + 1);
const y = add(add(mul(x, truth.slope), truth.intercept), noise);

// Gradient descent: one neuron without an activation is a line.
const model = new Sequential([new Dense({ units: 1, inputShape: [1] })]);
model.compile({ optimizer: new SGD({ learningRate: flags.learningRate }), loss: 'meanSquaredError' });
const { history } = await model.fit(x, y, {
  epochs: flags.epochs,
  batchSize: flags.batchSize ?? flags.samples,
  verbose: 0,
});
const [kernel, bias] = await Promise.all(model.getWeights().map((weight) => weight.data()));
const learned = { slope: kernel?.[0] ?? NaN, intercept: bias?.[0] ?? NaN };

/** The line of least squares: slope = covariance of x and y / variance of x. */
function closedForm(xs: ArrayLike<number>, ys: ArrayLike<number>): { slope: number; intercept: number } {
  const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanX, meanY] = [mean(Array.from(xs)), mean(Array.from(ys))];
  const covariance = mean(Array.from(xs, (value, i) => (value - meanX) * ((ys[i] ?? 0) - meanY)));
  const variance = mean(Array.from(xs, (value) => (value - meanX) ** 2));
  const slope = covariance / variance;
  return { slope, intercept: meanY - slope * meanX };
}
const exact = closedForm(await x.data(), await y.data());

const table = new Table({ head: ['', 'slope', 'intercept'], style: { head: [], border: [] } });
const row = (name: string, line: typeof truth): string[] => [name, line.slope.toFixed(5), line.intercept.toFixed(5)];
table.push(row('true line', truth), row('closed form', exact), row('gradient descent', learned));
console.log(table.toString());

const difference = Math.max(Math.abs(learned.slope - exact.slope), Math.abs(learned.intercept - exact.intercept));
console.log(
  `Mean squared error ${history['loss']?.[0]?.toFixed(4)} at first, ${history['loss']?.at(-1)?.toFixed(4)} at the end`,
);
console.log(`Gradient descent is within ${difference.toExponential(1)} of the closed form`);
