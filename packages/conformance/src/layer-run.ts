import { annotate, fromKerasConfig, fromKerasObject, isTensor, maskOf, shapesMatch, type Shape } from '@argali/core';
import { deserializeLayer, withScope, type CallArguments, type Layer } from '@argali/layers';
import * as tf from '@tensorflow/tfjs-core';
import { differences, listDifferences, plainDifferences, standard, type Tolerance } from './compare.ts';
import { toTensor, withTensors, type GoldenTensor } from './golden.ts';
import { gradientsOf } from './gradients.ts';
import type { LayerCase } from './layer-case.ts';

/** What the layers of some cases have beside every layer's methods. */
interface SpecialLayer {
  adapt?(data: tf.Tensor): void;
  getVocabulary?(): unknown[];
  resetState?(): void;
  binBoundaries?: readonly number[];
}

/** Logarithms of small values lose digits. */
function toleranceOf({ class_name, config }: LayerCase): Tolerance {
  const logarithms =
    (class_name === 'STFTSpectrogram' && config['mode'] === 'log') ||
    (class_name === 'MelSpectrogram' && config['power_to_db'] !== false);
  return logarithms ? { absolute: standard.absolute * 10, relative: standard.relative * 10 } : standard;
}

/** A layer of a case, with the case's tensors. */
export class LayerRun {
  readonly golden: LayerCase;
  readonly layer: Layer & SpecialLayer;
  readonly inputs: tf.Tensor[];
  readonly args: CallArguments;
  readonly tolerance: Tolerance;

  constructor(golden: LayerCase) {
    const { class_name, config, inputs, input_masks = [], call_kwargs } = golden;
    this.golden = golden;
    this.layer = deserializeLayer(fromKerasObject({ class_name, config }));
    this.inputs = inputs.map(toTensor);
    input_masks.forEach((mask, i) => {
      const input = this.inputs[i];
      if (mask !== null && input !== undefined) annotate(input, { mask: toTensor(mask) });
    });
    this.args = withTensors(fromKerasConfig(call_kwargs)) as CallArguments;
    this.tolerance = toleranceOf(golden);
  }

  /** Builds the layer and gives it the case's weights. */
  prepare(): string[] {
    const { layer, golden } = this;
    const shapes = this.inputs.map(({ shape }) => shape);
    if (golden.adapt !== undefined) {
      if (layer.adapt === undefined) throw new Error(`${layer.describe()} has no adapt`);
      layer.adapt(toTensor(golden.adapt));
    }
    layer.ensureBuilt(golden.input_style === 'single' ? (shapes[0] ?? []) : shapes);
    const found = layer.weights.map(({ shape }) => shape);
    const wanted = golden.weights.map(({ value }) => value.shape);
    const problems = plainDifferences(found, wanted, 'shapes of the weights');
    if (problems.length === 0) layer.setWeights(golden.weights.map(({ value }) => toTensor(value)));
    return problems;
  }

  call(inputs: tf.Tensor[] = this.inputs): tf.Tensor[] {
    const [first] = inputs;
    return this.layer.applyAll(this.golden.input_style === 'single' && first ? first : inputs, this.args);
  }

  /** The first call: outputs, masks and losses. */
  checkCall(): string[] {
    const { outputs, output_mask, losses, losses_list = [] } = this.golden;
    const { tolerance } = this;
    const added: tf.Tensor[] = [];
    const found = withScope({ losses: added }, () => this.call());
    const masks = found.map(maskOf);
    const wantedMasks = output_mask ?? outputs.map(() => null);
    const allLosses = [...added, ...this.layer.regularizationLosses()];
    const [total = null] = allLosses.length > 0 ? [tf.addN(allLosses)] : [];
    return [
      ...listDifferences(found, outputs, { name: 'outputs', tolerance }),
      ...wantedMasks.flatMap((mask, i) => maskDifferences(masks[i] ?? null, mask, `output_mask[${i}]`)),
      ...(losses === undefined ? [] : differences(total, losses, { name: 'losses' })),
      ...listDifferences(allLosses, losses_list, { name: 'losses_list' }),
    ];
  }

  /**
   * The weights after the call: those that it should have changed, and all others. Where some changed, the data say nothing
   * of trainable ones: SpectralNormalization divides a kernel that is not listed.
   */
  checkWeights(): string[] {
    const { weights, updated_weights = [] } = this.golden;
    const updated = new Map(updated_weights.map(({ path, value }) => [path, value]));
    return weights.flatMap(({ path, value, trainable }, i) => {
      const expected = updated.get(path) ?? (updated.size > 0 && trainable ? null : value);
      if (expected === null) return [];
      return differences(this.layer.weights[i]?.value ?? null, expected, { name: `${path} after the call` });
    });
  }

  checkOutputShape(): string[] {
    const { output_shape, input_style, inputs, outputs } = this.golden;
    if (output_shape == null || output_shape === 'error') return [];
    const shapes = inputs.map(({ shape }): Shape => [null, ...shape.slice(1)]);
    const found = this.layer.computeOutputShape(input_style === 'single' ? (shapes[0] ?? []) : shapes);
    const [output] = outputs;
    const problems = plainDifferences(found, output_shape, 'output_shape');
    // Keras's own shape of a Bidirectional whose layers differ in size is not that of its output; either will do.
    const contradicts = outputs.length === 1 && output && !shapesMatch(output_shape as Shape, output.shape);
    if (problems.length === 0 || !contradicts) return problems;
    return plainDifferences(found, [null, ...output.shape.slice(1)], 'output_shape');
  }

  checkAdapted(): string[] {
    const { vocabulary_after, bin_boundaries_after_adapt: bins } = this.golden;
    const { layer } = this;
    const boundaries = bins === undefined ? null : tf.tensor([...(layer.binBoundaries ?? [])]);
    return [
      ...(vocabulary_after === undefined
        ? []
        : plainDifferences(layer.getVocabulary?.(), vocabulary_after, 'vocabulary')),
      ...(bins === undefined ? [] : differences(boundaries, bins, { name: 'bin boundaries' })),
    ];
  }

  checkGradients(): string[] {
    const { grads } = this.golden;
    if (grads === undefined) return [];
    const states = tensorsIn([this.args['initialState'], this.args['states']]);
    const wanted = [...grads.inputs, ...grads.weights, ...(grads.initial_state ?? grads.states ?? [])];
    const names = [
      ...grads.inputs.map((_, i) => `inputs[${i}]`),
      ...this.golden.weights.map(({ path }) => path),
      ...states.map((_, i) => `states[${i}]`),
    ];
    const tensors = [...this.inputs, ...this.layer.weights.map(({ value }) => value), ...states];
    const asked = tensors.filter((_, i) => wanted[i] != null);
    // The calls so far may have changed the state.
    this.layer.setWeights(this.golden.weights.map(({ value }) => toTensor(value)));
    const found = gradientsOf(() => this.call(), grads.cotangents.map(toTensor), asked);
    return wanted.flatMap((gradient, i) => {
      if (gradient === null) return [];
      const { tolerance } = this;
      return differences(found.shift() ?? null, gradient, { name: `gradient of ${names[i] ?? ''}`, tolerance });
    });
  }

  checkExtraCalls(): string[] {
    return (this.golden.extra_calls ?? []).flatMap(({ reset_before, inputs, outputs }, i) => {
      if (reset_before) this.layer.resetState?.();
      return listDifferences(this.call(inputs.map(toTensor)), outputs, { name: `call ${i + 1}: outputs` });
    });
  }
}

function maskDifferences(mask: tf.Tensor | null, wanted: GoldenTensor | null, name: string): string[] {
  if (wanted !== null && mask !== null) return differences(mask, wanted, { name });
  return plainDifferences(mask !== null, wanted !== null, `${name} given`);
}

function tensorsIn(value: unknown): tf.Tensor[] {
  if (isTensor(value)) return [value];
  return Array.isArray(value) ? value.flatMap(tensorsIn) : [];
}
