/** One layer of a model that every contender builds for itself: Keras's class name and configuration. */
export interface LayerSpec {
  type: string;
  config: Record<string, unknown>;
  /** What later layers call this layer's output. */
  name?: string;
  /** The outputs it takes, `'input'` being the model's; default: the output of the layer before it. */
  from?: string[];
}

/** A model with one input and one output, trained with Adam. */
export interface ModelSpec {
  /** Of one sample. */
  inputShape: number[];
  /** Where the inputs are tokens: how many different ones. */
  vocabulary?: number;
  layers: LayerSpec[];
  /** Labels are class numbers, or for the binary loss 0 and 1. */
  loss: 'sparseCategoricalCrossentropy' | 'binaryCrossentropy';
  classes: number;
}

/** How fast argali has to be: a multiple of a peer, or an amount. */
export interface Goal {
  peer?: string;
  atLeast: number;
  /** Default: every build of argali. */
  contender?: string;
}

interface BaseWork {
  name: string;
  goals?: Goal[];
}

/** `fit` on samples in memory, shuffled, without metrics. */
export interface TrainingWork extends BaseWork {
  kind: 'training';
  model: ModelSpec;
  batch: number;
  /** Samples of one epoch. */
  samples: number;
}

/** `predict` of one sample, until its values are there. */
export interface PredictionWork extends BaseWork {
  kind: 'prediction';
  model: ModelSpec;
}

/** From the start of a process to the end of the first training step. */
export interface StartWork extends BaseWork {
  kind: 'start';
  model: ModelSpec;
  batch: number;
  samples: number;
}

/** The product of two square matrices. */
export interface ProductWork extends BaseWork {
  kind: 'product';
  size: number;
}

/** One operation of the tfjs backend, by its name in `kernel-tasks.ts`. */
export interface KernelWork extends BaseWork {
  kind: 'kernel';
  kernel: string;
}

export type Work = TrainingWork | PredictionWork | StartWork | ProductWork | KernelWork;
export type WorkKind = Work['kind'];
export type Unit = 'samples/s' | 'ms' | 's' | 'GFLOPS';

export function unitOf(kind: WorkKind): Unit {
  switch (kind) {
    case 'training':
      return 'samples/s';
    case 'prediction':
    case 'kernel':
      return 'ms';
    case 'start':
      return 's';
    case 'product':
      return 'GFLOPS';
  }
}

/** The figure for `steps` repetitions that took `seconds`. */
export function amountOf(work: Work, steps: number, seconds: number): number {
  switch (work.kind) {
    case 'training':
      return (steps * work.batch) / seconds;
    case 'prediction':
    case 'kernel':
      return (seconds / steps) * 1000;
    case 'start':
      return seconds;
    case 'product':
      return (steps * 2 * work.size ** 3) / seconds / 1e9;
  }
}

/** How many times as fast `ours` is. */
export function speedup(unit: Unit, ours: number, theirs: number): number {
  return unit === 'ms' || unit === 's' ? theirs / ours : ours / theirs;
}
