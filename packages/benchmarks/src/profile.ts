import Table from 'cli-table3';
import { Child } from './child.ts';
import type { Entrant } from './contenders/list.ts';
import type { Run } from './protocol.ts';
import { figure } from './report.ts';
import type { Work } from './works/work.ts';

/** Runs one contender that computes with tfjs and prints the time of each kernel, and the time outside of them. */
export async function profile(work: Work, entrant: Entrant, seconds: number): Promise<string> {
  const child = new Child(entrant, work);
  try {
    await child.ready();
    await child.run({ steps: 1 });
    const warm = await child.run({ steps: 10 });
    const steps = Math.max(1, Math.round((seconds * warm.steps) / warm.seconds));
    await child.run({ steps });
    return `${work.name}, ${entrant.name}\n${profileTable(await child.run({ steps, profile: true }))}`;
  } finally {
    child.stop();
  }
}

/** Times of one step. */
export function profileTable({ steps, seconds, kernels = [] }: Run): string {
  const table = new Table({ head: ['kernel', 'calls', 'µs', 'share'], style: { head: [], border: [] } });
  const row = (name: string, calls: string, time: number): string[] => [
    name,
    calls,
    figure((time / steps) * 1e6),
    `${figure((time / seconds) * 100)} %`,
  ];
  for (const { kernel, calls, seconds: time } of kernels) table.push(row(kernel, figure(calls / steps), time));
  const inside = kernels.reduce((sum, kernel) => sum + kernel.seconds, 0);
  table.push(row('outside kernels', '', seconds - inside), row('one step', '', seconds));
  return table.toString();
}
