import { observeDraws, stepRecorder, warn, type Draw, type Recording, type StepRecorder } from '@argali/core';
import { Optimizer } from '@argali/training';
import { dispose, type Tensor } from '@tensorflow/tfjs-core';
import type { Compiled } from '../compile/compile.ts';
import type { Model } from '../model.ts';
import { fits, shapesOf, tensorsOfBatch, withTensors, type TensorShape } from './batch-shapes.ts';
import type { Batch } from './batches.ts';
import { layoutOf, resultOf, tensorsOfResult, type ResultLayout } from './result-layout.ts';
import { computeStep, type StepResult } from './step.ts';
import { StepSettings } from './step-settings.ts';

/** Shapes of batches for which a recording is kept; those of further ones are computed layer by layer. */
const MOST_SHAPES = 4;
/** Steps after which a model whose recordings were of no use is recorded again at last. */
const LONGEST_WAIT = 1024;
/** After so many refusals the model is not recorded any more. */
const MOST_REFUSALS = 3;

interface Recorded {
  recording: Recording;
  /** What the steps read beside tensors. */
  settings: StepSettings;
  /** Which of its outputs is what of the step's result. */
  layout: ResultLayout;
  draws: readonly RecordedDraw[];
}

interface RecordedDraw extends Draw {
  /** The recording's name of the point. */
  key: string;
}

/** What is known of batches of one shape. */
interface Known {
  shapes: readonly (TensorShape | null)[];
  recorded: Recorded | null;
  /** How often in a row a recording was of no use. */
  misses: number;
  /** Steps to compute layer by layer before the next one is recorded. */
  wait: number;
}

/**
 * The computing part of a model's training steps during one run. A backend that can note what it computes does so in the
 * second step with batches of a shape; from the third on it runs what it has noted, without layers, tape and allocation.
 */
export class RecordedSteps {
  readonly #model: Model;
  readonly #compiled: Compiled;
  #enabled: boolean;
  readonly #known: Known[] = [];
  #refusals = 0;

  constructor(model: Model) {
    this.#model = model;
    this.#compiled = model.compiledState();
    this.#enabled = !this.#compiled.runEagerly && this.#compiled.jitCompile !== false;
  }

  /** {@link computeStep}, by a recording where there is one. */
  compute(batch: Batch): StepResult {
    const recorder = this.#recorder();
    if (recorder === null) return computeStep(this.#model, batch);
    const known = this.#known.find(({ shapes }) => fits(shapes, batch));
    if (known === undefined) {
      const shapes = shapesOf(batch);
      if (this.#known.length < MOST_SHAPES) this.#known.push({ shapes, recorded: null, misses: 0, wait: 0 });
      return computeStep(this.#model, batch);
    }
    const result = this.#repeat(known, batch);
    if (result !== null) return result;
    if (known.wait-- > 0) return computeStep(this.#model, batch);
    return this.#record(recorder, known, batch);
  }

  dispose(): void {
    for (const { recorded } of this.#known) recorded?.recording.dispose();
    this.#known.length = 0;
  }

  #recorder(): StepRecorder | null {
    const compiled = this.#model.compiledState();
    // A loss scale is a number of the moment, which a recording would hold fast.
    const { optimizer } = compiled;
    const isScaled = optimizer.lossScaleFactor !== null || optimizer.scaleLoss !== Optimizer.prototype.scaleLoss;
    const isPossible = this.#enabled && this.#refusals < MOST_REFUSALS && compiled === this.#compiled && !isScaled;
    return isPossible ? stepRecorder() : null;
  }

  /** The step by its recording; `null` if there is none, or not any more. */
  #repeat(known: Known, batch: Batch): StepResult | null {
    const { recorded } = known;
    if (recorded === null) return null;
    try {
      const result = recorded.settings.isUnchanged() ? rerun(recorded, batch) : null;
      if (result !== null) {
        known.misses = 0;
        return result;
      }
    } catch {
      // Kernels name no layers in their errors: where one throws, the layers say it in their own words.
      return computeStep(this.#model, batch);
    }
    recorded.recording.dispose();
    known.recorded = null;
    // Where something changes in every step, recordings cost more than they save.
    known.wait = Math.min(2 ** known.misses++, LONGEST_WAIT) - 1;
    return null;
  }

  #record(recorder: StepRecorder, known: Known, batch: Batch): StepResult {
    if (this.#compiled.jitCompile === 'auto' && new StepSettings(this.#model).holdsUserCode) {
      this.#enabled = false;
      return computeStep(this.#model, batch);
    }
    let template: StepResult | null = null;
    const observed = tryToObserve(() =>
      recorder(tensorsOfBatch(batch), (copies) => {
        template = computeStep(this.#model, withTensors(batch, copies));
        return tensorsOfResult(template);
      }),
    );
    // TypeScript does not see that the function has run.
    const result = template as StepResult | null;
    if (observed === null || result === null) {
      if (result) dispose(tensorsOfResult(result));
      this.#refuse('it has failed');
      return computeStep(this.#model, batch);
    }
    const draws = observed.draws.map((draw) => ({ ...draw, key: `${draw.point.seed}/${draw.point.step}` }));
    const { recording } = observed.value;
    if (typeof recording === 'string') this.#refuse(recording);
    else if (draws.every(({ key }) => recording.points.has(key))) {
      const settings = new StepSettings(this.#model);
      known.recorded = { recording, settings, draws, layout: layoutOf(result) };
    } else {
      recording.dispose();
      this.#refuse('random numbers are drawn in JavaScript');
    }
    return result;
  }

  #refuse(reason: string): void {
    this.#refusals++;
    if (this.#compiled.jitCompile === true && this.#refusals === 1)
      warn(`${this.#model.describe()}: \`jitCompile\` is without effect, as a step cannot be recorded: ${reason}`);
  }
}

/** {@link observeDraws}; `null` where `f` throws, and then nothing has been drawn. */
function tryToObserve<T>(f: () => T): { value: T; draws: readonly Draw[] } | null {
  try {
    return observeDraws(f);
  } catch {
    return null;
  }
}

/** Runs the recording; `null` if it has to be made anew. Unless it runs, nothing is drawn. */
function rerun({ recording, layout, draws }: Recorded, batch: Batch): StepResult | null {
  let outputs: Tensor[] | null = null;
  try {
    const steps = nextSteps(draws);
    outputs = steps && recording.run(tensorsOfBatch(batch), steps);
  } finally {
    if (outputs === null) for (const { generator } of draws) generator.step--;
  }
  return outputs && resultOf(outputs, layout);
}

/**
 * Draws anew: the steps by the names of the recorded points. `null` where two points of one name have come apart, as of two
 * generators with one seed, or a generator has got another seed.
 */
function nextSteps(draws: readonly RecordedDraw[]): Map<string, number> | null {
  const steps = new Map<string, number>();
  let fits = true;
  for (const { generator, point, key } of draws) {
    const { seed, step } = generator.next();
    fits &&= seed === point.seed && (steps.get(key) ?? step) === step;
    steps.set(key, step);
  }
  return fits ? steps : null;
}
