import Table from 'cli-table3';
import type { Outcome } from './race.ts';
import { summarize } from './statistics.ts';
import { speedup, unitOf, type Goal, type Work } from './works/work.ts';

/** The results of one work. */
export interface Result {
  work: Work;
  outcomes: readonly Outcome[];
}

/** One line of the JSON file. */
export interface Measurement {
  work: string;
  contender: string;
  unit: string;
  median: number;
  min: number;
  max: number;
}

export function measurements({ work, outcomes }: Result): Measurement[] {
  return outcomes
    .filter(({ values }) => values.length > 0)
    .map(({ entrant, values }) => ({
      work: work.name,
      contender: entrant.name,
      unit: unitOf(work.kind),
      ...summarize(values),
    }));
}

/** A figure with three digits that say something, and thousands apart. */
export function figure(value: number): string {
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : value >= 1 ? 2 : 3;
  return value.toLocaleString('en-US', { maximumFractionDigits: digits, minimumFractionDigits: digits });
}

/** The build of argali that others are compared with: the fastest kind that ran. */
function ownMeasurement(result: Result): Measurement | undefined {
  return measurements(result).find(({ contender }) => contender.startsWith('argali'));
}

const headings = ['contender', 'median', 'min – max', 'argali is', 'peak memory'];

/** What each contender did, and how many times as fast argali is. */
function rows(result: Result): string[][] {
  const { work, outcomes } = result;
  const unit = unitOf(work.kind);
  const own = ownMeasurement(result);
  return outcomes.map(({ entrant, values, peakMemory, cannot }) => {
    if (values.length === 0) return [entrant.name, `cannot: ${cannot ?? 'nothing was measured'}`, '', '', ''];
    const { median, min, max } = summarize(values);
    return [
      entrant.name,
      `${figure(median)} ${unit}`,
      `${figure(min)} – ${figure(max)}`,
      own === undefined || own.contender === entrant.name ? '' : `${figure(speedup(unit, own.median, median))}×`,
      `${Math.round(peakMemory / 2 ** 20)} MB`,
    ];
  });
}

/** A goal and what was reached; nothing where one of the two was not measured. */
function reached(result: Result, { peer, atLeast, contender }: Goal): string[] {
  const measured = measurements(result);
  const unit = unitOf(result.work.kind);
  const other = measured.find((measurement) => measurement.contender === peer);
  if (peer !== undefined && other === undefined) return [];
  return measured
    .filter((own) => (contender === undefined ? own.contender.startsWith('argali') : own.contender === contender))
    .map((own) => {
      const value = other === undefined ? own.median : speedup(unit, own.median, other.median);
      const amount = other === undefined ? `makes ${figure(value)} ${unit}` : `is ${figure(value)}× ${other.contender}`;
      return `${value >= atLeast ? 'reached' : 'missed'}: ${own.contender} ${amount}, the goal is ${atLeast}`;
    });
}

function goalLines(result: Result): string[] {
  return (result.work.goals ?? []).flatMap((goal) => reached(result, goal));
}

/** For a terminal. */
export function asText(result: Result): string {
  const table = new Table({ head: headings, style: { head: [], border: [] } });
  table.push(...rows(result));
  return [`\n${result.work.name}`, table.toString(), ...goalLines(result)].join('\n');
}

/** For a page. */
export function asMarkdown(result: Result): string {
  const lines = [headings, headings.map(() => '---'), ...rows(result)].map((cells) => `| ${cells.join(' | ')} |`);
  const goals = goalLines(result).map((line) => `- ${line}`);
  return [`### ${result.work.name}`, '', ...lines, ...(goals.length > 0 ? ['', ...goals] : []), ''].join('\n');
}

/** Above this line a page is written by hand. */
const MARK = '<!-- What follows is written by the benchmark. -->';

/** The page with its results replaced. */
export function withResults(page: string, results: string): string {
  const [head = ''] = page.split(MARK);
  return `${head}${MARK}\n\n${results}`;
}
