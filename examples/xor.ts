/** Small networks learn the exclusive or, which no single neuron can. */
import { Dense, SGD, Sequential, setBackend, setRandomSeed } from 'argali';
import { amount, count, program } from './shared/flags.ts';

const flags = program('xor', 'Trains 2-2-1 and 2-8-1 sigmoid networks on the exclusive or.')
  .option('--epochs <count>', 'passes over the rows', count, 10000)
  .option('--batch-size <count>', 'rows of one step (default: all)', count)
  .option('--samples <count>', 'rows to learn from, taken from the truth table in turn', count, 4)
  .option('--hidden <count>', 'hidden neurons (default: a network with 2 and one with 8)', count)
  .option('--seeds <count>', 'how many seeds to try, from --seed on', count, 1)
  .option('--learning-rate <number>', 'step size of the gradient descent', amount, 0.5)
  .option('--momentum <number>', 'share of the last step that is taken again', amount, 0.9)
  .parse()
  .opts();

const truthTable = [
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
];
const exclusiveOr = truthTable.map(([a, b]) => [a === b ? 0 : 1]);

await setBackend(flags.backend);
const rows = Array.from({ length: flags.samples }, (_, i) => i % truthTable.length);
const x = rows.map((row) => truthTable[row] ?? []);
const y = rows.map((row) => exclusiveOr[row] ?? []);

for (const hidden of flags.hidden === undefined ? [2, 8] : [flags.hidden]) {
  let learned = 0;
  for (let seed = flags.seed; seed < flags.seed + flags.seeds; seed++) {
    setRandomSeed(seed);
    const model = new Sequential([
      new Dense({ units: hidden, activation: 'sigmoid', inputShape: [2] }),
      new Dense({ units: 1, activation: 'sigmoid' }),
    ]);
    const { learningRate, momentum } = flags;
    model.compile({ optimizer: new SGD({ learningRate, momentum }), loss: 'meanSquaredError' });

    const { history } = await model.fit(x, y, {
      epochs: flags.epochs,
      batchSize: flags.batchSize ?? x.length,
      verbose: 0,
    });
    const loss = history['loss']?.at(-1) ?? NaN;
    if (loss < 0.01) learned++;
    console.log(`2-${hidden}-1, seed ${seed}: loss ${loss.toExponential(2)} after ${flags.epochs} epochs`);

    const outputs = await model.predict(truthTable, { verbose: 0 });
    const values = await outputs.data();
    for (const [i, [a, b]] of truthTable.entries()) console.log(`  ${a} xor ${b} = ${values[i]?.toFixed(3)}`);
    outputs.dispose();
    model.dispose();
  }
  if (flags.seeds > 1) console.log(`2-${hidden}-1: loss below 0.01 for ${learned} of ${flags.seeds} seeds`);
}
