import {
  annotate,
  annotationOf,
  annotationTensors,
  observeDraws,
  stepRecorder,
  warn,
  type Annotation,
  type Draw,
  type Recording,
  type StepRecorder,
} from '@argali/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Model } from '../model.ts';
import type { Batch } from './batches.ts';
import { computeStep, type StepResult } from './step.ts';
import { runsUserCode } from './user-code.ts';

/** Shapes of batches for which a recording is kept; those of further ones are computed layer by layer. */
const MOST_SHAPES = 4;
/** After so many refusals the model is not recorded any more. */
const MOST_REFUSALS = 3;

interface Recorded {
  recording: Recording;
  /** What the recorded step gave; its tensors only serve as keys. */
  template: StepResult;
  /** All of them, in the order of the recording's outputs. */
  tensors: readonly Tensor[];
  /** What went with its predictions, which the training step takes from them. */
  annotations: readonly Annotation[];
  draws: readonly Draw[];
}

/**
 * The computing part of a model's training steps during one run. A backend that can note what it computes does so in the
 * second step with batches of a shape; from the third on it runs what it has noted, without layers, tape and allocation.
 */
export class RecordedSteps {
  readonly #model: Model;
  readonly #enabled: boolean;
  /** By the shapes of the batch; `null` for shapes that were seen once. */
  readonly #recorded = new Map<string, Recorded | null>();
  #refusals = 0;

  constructor(model: Model) {
    const { runEagerly, jitCompile } = model.compiledState();
    this.#model = model;
    this.#enabled = !runEagerly && (jitCompile === 'auto' ? !runsUserCode(model) : jitCompile);
  }

  /** {@link computeStep}, by a recording where there is one. */
  compute(batch: Batch): StepResult {
    const recorder = this.#recorder();
    if (recorder === null) return computeStep(this.#model, batch);
    const key = signatureOf(batch);
    const known = this.#recorded.get(key);
    const result = known ? this.#rerun(known, batch) : null;
    if (result !== null) return result;
    known?.recording.dispose();
    if (known !== undefined) return this.#record(recorder, key, batch);
    if (this.#recorded.size < MOST_SHAPES) this.#recorded.set(key, null);
    return computeStep(this.#model, batch);
  }

  dispose(): void {
    for (const recorded of this.#recorded.values()) recorded?.recording.dispose();
    this.#recorded.clear();
  }

  #recorder(): StepRecorder | null {
    // A loss scale is a number of the moment, which a recording would hold fast.
    const { optimizer } = this.#model.compiledState();
    const isPossible = this.#enabled && this.#refusals < MOST_REFUSALS && optimizer.lossScaleFactor === null;
    return isPossible ? stepRecorder() : null;
  }

  /** Kernels name no layers in their errors: where one throws, the layers say it in their own words. */
  #rerun(known: Recorded, batch: Batch): StepResult | null {
    try {
      return rerun(known, batch);
    } catch {
      return computeStep(this.#model, batch);
    }
  }

  #record(recorder: StepRecorder, key: string, batch: Batch): StepResult {
    let template: StepResult | null = null;
    const { value, draws } = observeDraws(() =>
      recorder(tensorsOfBatch(batch), (copies) => {
        template = computeStep(this.#model, withTensors(batch, copies));
        return tensorsOfResult(template);
      }),
    );
    this.#recorded.set(key, null);
    // TypeScript does not see that the function has run.
    const result = template as StepResult | null;
    if (result === null) throw new Error('the recorder did not run the step');
    const { recording } = value;
    if (typeof recording === 'string') this.#refuse(recording);
    else if (draws.every(({ point }) => recording.points.has(`${point.seed}/${point.step}`)))
      this.#recorded.set(key, { recording, draws, ...copyOf(result) });
    else {
      recording.dispose();
      this.#refuse('random numbers are drawn in JavaScript');
    }
    return result;
  }

  #refuse(reason: string): void {
    this.#refusals++;
    if (this.#model.compiledState().jitCompile === true && this.#refusals === 1)
      warn(`${this.#model.describe()}: \`jitCompile\` is without effect, as a step cannot be recorded: ${reason}`);
  }
}

/** Shapes and types of all tensors of a batch. */
function signatureOf(batch: Batch): string {
  const { x, y, sampleWeights } = batch;
  return [...x, ...y, ...sampleWeights].map((t) => (t ? `${t.dtype}${t.shape.join()}` : '-')).join(' ');
}

function tensorsOfBatch({ x, y, sampleWeights }: Batch): Tensor[] {
  return [...x, ...y, ...sampleWeights.filter((weights) => weights !== null)];
}

/** The batch with other tensors, in the order of {@link tensorsOfBatch}. */
function withTensors({ x, y, sampleWeights, size }: Batch, tensors: readonly Tensor[]): Batch {
  const rest = tensors.values();
  const next = (): Tensor => {
    const { value, done } = rest.next();
    if (done) throw new Error('a batch has more tensors than were recorded');
    return value;
  };
  return {
    x: x.map(next),
    y: y.map(next),
    sampleWeights: sampleWeights.map((weights) => weights && next()),
    size,
  };
}

/** A result as it is now. */
function copyOf(template: StepResult): Pick<Recorded, 'template' | 'tensors' | 'annotations'> {
  return { template, tensors: tensorsOfResult(template), annotations: template.yPred.map(annotationOf) };
}

/** Every tensor of a result, once. */
function tensorsOfResult({ gradients, yPred, total, parts }: StepResult): Tensor[] {
  const computed = gradients.filter((gradient) => gradient !== null);
  return [...new Set([...computed, ...yPred, ...yPred.flatMap(annotationTensors), total, ...parts])];
}

/** Runs the recording; `null` if it has to be made anew. */
function rerun({ recording, template, tensors, annotations, draws }: Recorded, batch: Batch): StepResult | null {
  const steps = new Map(draws.map(({ generator, point }) => [`${point.seed}/${point.step}`, generator.next().step]));
  const outputs = recording.run(tensorsOfBatch(batch), steps);
  if (outputs === null) {
    for (const { generator } of draws) generator.step--;
    return null;
  }
  const fresh = new Map(tensors.map((tensor, i) => [tensor, outputs[i] ?? tensor]));
  const freshOf = (tensor: Tensor): Tensor => fresh.get(tensor) ?? tensor;
  const { gradients, yPred, total, parts } = template;
  return {
    gradients: gradients.map((gradient) => gradient && freshOf(gradient)),
    yPred: yPred.map((output, i) => annotated(freshOf(output), annotations[i], freshOf)),
    total: freshOf(total),
    parts: parts.map(freshOf),
  };
}

/** `output` with what went with the tensor in whose place it is. */
function annotated(output: Tensor, { mask, logits }: Annotation = {}, freshOf: (tensor: Tensor) => Tensor): Tensor {
  if (mask) annotate(output, { mask: freshOf(mask) });
  if (logits) annotate(output, { logits: { ...logits, tensor: freshOf(logits.tensor) } });
  return output;
}
