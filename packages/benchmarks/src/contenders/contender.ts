import type { KernelWork, PredictionWork, ProductWork, StartWork, TrainingWork, Work } from '../works/work.ts';

/** Something that is repeated and timed. */
export interface Task {
  /** Repeats the work about `steps` times, and returns how many times it was. */
  run(steps: number): Promise<number> | number;
}

/** A library, loaded into a process of its own. What it has no method for, it cannot do. */
export interface Contender {
  training?(work: TrainingWork | StartWork): Promise<Task> | Task;
  prediction?(work: PredictionWork): Promise<Task> | Task;
  product?(work: ProductWork): Promise<Task> | Task;
  kernel?(work: KernelWork): Promise<Task> | Task;
}

/** What a library cannot do, in words for the table. */
export class CannotError extends Error {}

/** Makes everything ready for `work`. */
export async function prepare(contender: Contender, work: Work): Promise<Task> {
  let task: Promise<Task> | Task | undefined;
  switch (work.kind) {
    case 'training':
    case 'start':
      task = contender.training?.(work);
      break;
    case 'prediction':
      task = contender.prediction?.(work);
      break;
    case 'product':
      task = contender.product?.(work);
      break;
    case 'kernel':
      task = contender.kernel?.(work);
      break;
  }
  if (task === undefined) throw new CannotError('it has nothing of the kind');
  return task;
}
