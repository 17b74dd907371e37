/** What the runner and the processes of the contenders say to each other: JSON, one message a line. */
import type { Work } from './works/work.ts';

/** The file descriptor of the answers; what a library prints goes elsewhere. Questions come on standard input. */
export const REPLIES = 3;

/** The first argument of a contender's process. */
export interface Start {
  contender: string;
  work: Work;
  /** For contenders that have threads: how many; null for all cores. */
  threads: number | null;
}

export interface Ask {
  steps: number;
  /** Also count the kernels' time. */
  profile?: boolean;
}

export interface Ready {
  versions: Record<string, string>;
}

export interface Cannot {
  cannot: string;
}

export interface Run {
  /** What was done: about what was asked. */
  steps: number;
  seconds: number;
  /** Bytes, since the process started. */
  peakMemory: number;
  kernels?: KernelTime[];
}

/** The time spent in one kernel, without the kernels that it calls. */
export interface KernelTime {
  kernel: string;
  calls: number;
  seconds: number;
}

export type Reply = Ready | Cannot | Run;
