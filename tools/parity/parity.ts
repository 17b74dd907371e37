/** Writes docs/parity.md, the table of Keras's names against ours; with `--check` it only tells whether the page is true. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../packages.ts';
import { compareGroup, type KerasNames, type Notes } from './compare.ts';
import { readExports, type Exported } from './exports.ts';
import { parityDocument, type ComparedSection } from './table.ts';

const page = path.join(root, 'docs/parity.md');
const keras = readJson('keras-names.json') as KerasNames;
const notes = readJson('notes.json') as Notes;
const [exported = new Map<string, Exported>()] = readExports(['packages/argali/src/index.ts']);

const sections: ComparedSection[] = keras.sections.map(({ title, groups }) => ({
  title,
  groups: groups.map((group) => {
    const refusal = notes.groups[group.namespace] ?? null;
    const rows =
      refusal === null
        ? compareGroup(group, exported, notes)
        : group.names.map(({ name }) => ({ keras: name, ours: null, status: 'not planned' as const, note: refusal }));
    return { title: group.title, rows, refusal };
  }),
}));
const text = parityDocument(keras, sections, notes);

if (process.argv.includes('--check')) {
  if (readFileSync(page, 'utf8') !== text) {
    console.error('docs/parity.md is stale: run `npm run parity` and commit it.');
    process.exitCode = 1;
  }
} else {
  writeFileSync(page, text);
}

function readJson(name: string): unknown {
  return JSON.parse(readFileSync(path.join(import.meta.dirname, name), 'utf8'));
}
