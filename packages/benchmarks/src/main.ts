/** Races argali against its peers, and prints and writes what came of it. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { Command } from '@commander-js/extra-typings';
import { bundleSizes, sizeLine } from './bundle-size.ts';
import { compileWorker } from './compile.ts';
import { entrants } from './contenders/list.ts';
import { machine, packageVersions } from './machine.ts';
import { profile } from './profile.ts';
import { fullPace, quickPace, race } from './race.ts';
import { asMarkdown, asText, measurements, withResults, type Result } from './report.ts';
import { works } from './works/index.ts';

const flags = new Command('bench')
  .description('Measures argali beside its peers: in turns, each in a process of its own.')
  .option('--only <names...>', 'works, or their beginnings such as kernels')
  .option('--contenders <names...>', 'contenders, or their beginnings such as argali')
  .option('--quick', 'short turns and few: rough figures in minutes', false)
  .option('--json <file>', 'writes [{ work, contender, unit, median, min, max }]')
  .option('--markdown <file>', 'writes the tables into a page, in place of those it had')
  .option('--profile <work>', "prints where argali's time goes: each kernel, and outside of them")
  .addHelpText(
    'after',
    `
Works:
${works.map(({ name }) => `  ${name}`).join('\n')}

Contenders:
${entrants.map(({ name, description }) => `  ${name.padEnd(18)}${description}`).join('\n')}

Environment:
  PEER_PYTHON       the Python that has keras, tensorflow, torch and numpy; without it they stay away
  BENCH_NODE        another Node for the contenders in JavaScript, such as one with relaxed SIMD`,
  )
  .parse()
  .opts();

/** Those whose name, or whose name's beginning, is listed. */
function chosen<T extends { name: string }>(all: readonly T[], names: readonly string[] | undefined): T[] {
  const matches = (item: T, name: string): boolean =>
    item.name === name || item.name.startsWith(`${name}-`) || item.name.startsWith(`${name}/`);
  const unknown = names?.find((name) => !all.some((item) => matches(item, name)));
  if (unknown !== undefined)
    throw new RangeError(`Expected one of ${all.map(({ name }) => name).join(', ')}. Received: ${unknown}`);
  return all.filter((item) => names?.some((name) => matches(item, name)) ?? true);
}

await compileWorker();
const racers = chosen(entrants, flags.contenders);
const pace = flags.quick ? quickPace : fullPace;

if (flags.profile !== undefined) {
  const [profiled = entrants[1]] = flags.contenders ? racers : [];
  for (const work of chosen(works, [flags.profile])) {
    if (profiled) console.log(await profile(work, profiled, pace.turnSeconds));
  }
} else {
  const results: Result[] = [];
  const where = [machine(), ...Object.entries(packageVersions()).map((entry) => entry.join(' '))].join(', ');
  console.log(where);
  for (const work of chosen(works, flags.only)) {
    const result = { work, outcomes: await race(work, racers, pace) };
    results.push(result);
    console.log(asText(result));
  }
  const versions = Object.assign(
    {},
    ...results.flatMap(({ outcomes }) => outcomes.map((outcome) => outcome.versions)),
  ) as Record<string, string>;
  const peers = Object.entries(versions)
    .map((entry) => entry.join(' '))
    .join(', ');
  const sizes = flags.only ? [] : (await bundleSizes()).map(sizeLine);
  console.log(`\n${[peers, ...sizes].join('\n')}`);
  if (flags.json !== undefined)
    writeFileSync(flags.json, `${JSON.stringify(results.flatMap(measurements), null, 2)}\n`);
  if (flags.markdown !== undefined) {
    const page = existsSync(flags.markdown) ? readFileSync(flags.markdown, 'utf8') : '';
    const note = flags.quick ? ' A quick run: rough figures.' : '';
    const header = [`Measured on ${where}, ${peers}.${note}`, '', ...sizes.map((line) => `- ${line}`), ''];
    writeFileSync(flags.markdown, withResults(page, [...header, ...results.map(asMarkdown)].join('\n')));
  }
}
