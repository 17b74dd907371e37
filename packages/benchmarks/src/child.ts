import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import type { Readable } from 'node:stream';
import { workerFile } from './compile.ts';
import { CannotError } from './contenders/contender.ts';
import type { Entrant } from './contenders/list.ts';
import { packageFolder } from './machine.ts';
import { REPLIES, type Ask, type Ready, type Reply, type Run, type Start } from './protocol.ts';
import type { Work } from './works/work.ts';

/** The process of one contender at one work. */
export class Child {
  private readonly child: ChildProcess;
  private readonly replies: AsyncIterator<string>;
  private readonly lines: Interface;
  private complaints = '';

  constructor(entrant: Entrant, work: Work) {
    const start: Start = { contender: entrant.name, work, threads: entrant.threads ?? null };
    const [command, ...script] = commandOf(entrant);
    this.child = spawn(command, [...script, JSON.stringify(start)], {
      stdio: ['pipe', 'ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...(entrant.threads !== undefined && threadLimits(entrant.threads)) },
    });
    this.child.stderr?.on(
      'data',
      (chunk: Buffer) => (this.complaints = (this.complaints + chunk.toString()).slice(-2000)),
    );
    this.child.on('error', (error) => (this.complaints += error.message));
    this.lines = createInterface({ input: this.child.stdio[REPLIES] as Readable });
    this.replies = this.lines[Symbol.asyncIterator]();
  }

  /** Resolves when the contender has made its work ready. */
  async ready(): Promise<Ready> {
    return (await this.next()) as Ready;
  }

  async run(ask: Ask): Promise<Run> {
    this.child.stdin?.write(`${JSON.stringify(ask)}\n`);
    return (await this.next()) as Run;
  }

  stop(): void {
    this.lines.close();
    this.child.kill();
  }

  private async next(): Promise<Reply> {
    const line = await this.replies.next();
    if (line.done === true) throw new CannotError(`it ended: ${lastLine(this.complaints)}`);
    const reply = JSON.parse(line.value) as Reply;
    if ('cannot' in reply) throw new CannotError(reply.cannot);
    return reply;
  }
}

/** `BENCH_NODE` names another Node, `PEER_PYTHON` the Python that has the peers. */
function commandOf({ script }: Entrant): [string, ...string[]] {
  const { BENCH_NODE = process.execPath, PEER_PYTHON } = process.env;
  if (script === undefined) return [BENCH_NODE, workerFile];
  if (PEER_PYTHON === undefined) throw new CannotError('PEER_PYTHON names no Python that has it');
  return [PEER_PYTHON, join(packageFolder, 'peers', script)];
}

/** Libraries read these when they are loaded. */
function threadLimits(threads: number): Record<string, string> {
  const names = ['OMP_NUM_THREADS', 'OPENBLAS_NUM_THREADS', 'MKL_NUM_THREADS'];
  return Object.fromEntries(names.map((name) => [name, String(threads)]));
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
