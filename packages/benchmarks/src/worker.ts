/** The process of one contender that runs in Node: prepares its work, then runs it whenever it is asked to. */
import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { loadContender } from './contenders/load.ts';
import { prepare } from './contenders/contender.ts';
import { REPLIES, type Ask, type Reply, type Start } from './protocol.ts';

const { contender, work } = JSON.parse(process.argv[2] ?? '') as Start;

function reply(message: Reply): void {
  writeSync(REPLIES, `${JSON.stringify(message)}\n`);
}

try {
  const task = await prepare(await loadContender(contender), work);
  reply({ versions: { Node: process.version } });
  for await (const line of createInterface({ input: process.stdin })) {
    const { steps, profile } = JSON.parse(line) as Ask;
    const profiler = profile === true ? (await import('./profiler.ts')).startProfiler() : null;
    const start = performance.now();
    const done = await task.run(steps);
    const seconds = (performance.now() - start) / 1000;
    // In bytes; Node gives kilobytes.
    const peakMemory = process.resourceUsage().maxRSS * 1024;
    reply({ steps: done, seconds, peakMemory, ...(profiler && { kernels: profiler.stop() }) });
  }
} catch (error) {
  reply({ cannot: error instanceof Error ? error.message : String(error) });
}
