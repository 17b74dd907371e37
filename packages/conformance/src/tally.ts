import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Backend } from './backends.ts';

/** How many cases of a class came out how, on one backend. */
export interface Count {
  kind: string;
  className: string;
  backend: Backend;
  passed: number;
  failed: number;
  /** Cases of a class that does not exist yet. */
  notApplicable: number;
}

/** The folder in which one run's test files, each in a process of its own, leave their counts. */
export function tallyFolder(): string {
  return process.env['CONFORMANCE_TALLY'] ?? join(tmpdir(), `argali-conformance-${process.pid}`);
}

export function writeCounts(kind: string, counts: readonly Count[]): void {
  mkdirSync(tallyFolder(), { recursive: true });
  writeFileSync(join(tallyFolder(), `${kind}.json`), JSON.stringify(counts));
}

/** All counts of the run, which are forgotten. */
export function takeCounts(): Count[] {
  const folder = tallyFolder();
  if (!existsSync(folder)) return [];
  const counts = readdirSync(folder).flatMap((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as Count[]);
  rmSync(folder, { recursive: true });
  return counts;
}

const outcomes = ['passed', 'failed', 'notApplicable'] as const;

type Row = string[];

function numbersOf(counts: readonly Count[], backends: readonly string[]): Row {
  return backends.flatMap((backend) =>
    outcomes.map((outcome) => {
      const sum = counts.reduce((total, count) => total + (count.backend === backend ? count[outcome] : 0), 0);
      return sum === 0 ? '·' : String(sum);
    }),
  );
}

function unique<T>(values: T[]): T[] {
  return [...new Set(values)];
}

/** The counts by class, as an aligned table. */
export function formatCounts(counts: readonly Count[]): string {
  const backends = unique(counts.map(({ backend }) => backend));
  const rows: Row[] = [
    ['', ...backends.flatMap((backend) => ['', '', backend])],
    ['', ...backends.flatMap(() => ['passed', 'failed', 'not yet'])],
  ];
  for (const kind of unique(counts.map((count) => count.kind)).sort()) {
    const ofKind = counts.filter((count) => count.kind === kind);
    rows.push([kind, ...numbersOf(ofKind, backends)]);
    for (const className of unique(ofKind.map((count) => count.className)).sort()) {
      const ofClass = ofKind.filter((count) => count.className === className);
      rows.push([`  ${className}`, ...numbersOf(ofClass, backends)]);
    }
  }
  rows.push(['total', ...numbersOf(counts, backends)]);
  return align(rows);
}

/** Rows as lines; the first column to the left, all others to the right. */
function align(rows: readonly Row[]): string {
  const widths = rows.reduce<number[]>((max, row) => row.map((cell, i) => Math.max(cell.length, max[i] ?? 0)), []);
  const line = (row: Row): string =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join('  ');
  return rows.map((row) => line(row).trimEnd()).join('\n');
}
