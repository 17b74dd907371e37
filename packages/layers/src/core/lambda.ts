import { invalidArgument, library, type OptionsOf, type Shape } from '@argali/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { CallArguments, CallContext, Masks } from '../engine/call-context.ts';
import { isShapeList, Layer, type LayerConfig } from '../engine/layer.ts';
import type { SymbolicTensor } from '../engine/symbolic-tensor.ts';

/**
 * Computes an output, or an array of them, from an input, or from an array where the layer is called on one; `arguments` of
 * the configuration come with the call's context.
 */
export type LambdaFunction = (
  inputs: Tensor,
  context: CallContext & { arguments: Readonly<Record<string, unknown>> },
) => Tensor | Tensor[];

export interface LambdaConfig extends LayerConfig {
  function: LambdaFunction;
  /** Shape of one sample of the output, or a function of the whole input shape; by default found out by a trial. */
  outputShape?: Shape | ((inputShape: Shape) => Shape) | null;
  /** Mask of the output, or a function that makes it. Default: none. */
  mask?: Tensor | ((inputs: Tensor, mask: Masks) => Tensor | null) | null;
  /** Handed to the function. */
  arguments?: Readonly<Record<string, unknown>> | null;
}

/**
 * A function as a layer without weights. Shapes: as the function makes them. It is given what the layer is called on, whole
 * numbers and strings as they are. A file never makes a function: who loads one that holds a `Lambda` hands it over, as a
 * class of its own or by building the layer anew.
 *
 * @throws ArgumentError if `function` is not a function
 * @see https://keras.io/api/layers/core_layers/lambda/
 */
export class Lambda extends Layer<LambdaConfig> {
  static override readonly className: string = 'Lambda';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = [
    'function',
    'outputShape',
    'mask',
    'arguments',
  ] satisfies OptionsOf<LambdaConfig>;
  override supportsMasking = true;

  readonly function: LambdaFunction;
  readonly outputShape: LambdaConfig['outputShape'];
  readonly mask: LambdaConfig['mask'];
  readonly arguments: Readonly<Record<string, unknown>>;

  constructor(config: LambdaConfig) {
    super(config);
    const fn: unknown = config.function;
    if (typeof fn !== 'function')
      throw invalidArgument({ owner: this.describe(), name: 'function' }, 'a function (files cannot hold any)', fn);
    this.function = config.function;
    this.outputShape = config.outputShape ?? null;
    this.mask = config.mask ?? null;
    this.arguments = config.arguments ?? {};
  }

  override applyAll(inputs: SymbolicTensor | SymbolicTensor[], args?: CallArguments): SymbolicTensor[];
  override applyAll(inputs: Tensor | Tensor[], args?: CallArguments): Tensor[];
  override applyAll(inputs: unknown, args: CallArguments = {}): SymbolicTensor[] | Tensor[] {
    // The function is given what the layer is: one input or a list.
    this.takesList = Array.isArray(inputs);
    return super.applyAll(inputs as Tensor, args);
  }

  override call(inputs: Tensor, context: CallContext): Tensor | Tensor[] {
    return this.function(inputs, { ...context, arguments: this.arguments });
  }

  override computeMask(inputs: Tensor, mask: Masks): Masks {
    return typeof this.mask === 'function' ? this.mask(inputs, mask) : (this.mask ?? null);
  }

  override computeOutputShape(inputShape: Shape | readonly Shape[]): Shape | readonly Shape[] {
    const { outputShape } = this;
    if (typeof outputShape === 'function') return outputShape(inputShape as Shape);
    if (outputShape == null) return super.computeOutputShape(inputShape);
    const first = isShapeList(inputShape) ? (inputShape[0] ?? []) : inputShape;
    return [first[0] ?? null, ...outputShape];
  }

  override getConfig(): LambdaConfig {
    return {
      ...super.getConfig(),
      function: this.function,
      outputShape: this.outputShape ?? null,
      mask: this.mask ?? null,
      arguments: this.arguments,
    };
  }
}
