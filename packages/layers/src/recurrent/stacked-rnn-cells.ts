import { ArgumentError, library, show, type OptionsOf, type SerializedObject, type Shape } from '@argali/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { CallContext } from '../engine/call-context.ts';
import { Layer, type LayerConfig } from '../engine/layer.ts';
import { serializeLayer } from '../serialize.ts';
import type { SequenceResult } from '../ops/step-sequence.ts';
import { getCell, type RNNCellLike } from './get-cell.ts';
import {
  checkStates,
  flatSizes,
  initialStates,
  outputSizeOf,
  runCell,
  stepCell,
  type RNNCell,
  type SequenceRequest,
  type StateSize,
} from './rnn-cell.ts';

export interface StackedRNNCellsConfig extends LayerConfig {
  /** The cells, from the input's side on: instances or `{ className, config }`. */
  cells: readonly RNNCellLike[];
}

/**
 * Cells on top of each other as one: each is given the output of the one before. Shapes: `[batch, in]` and the states of
 * all cells in order, given as `states`, → the last cell's output and all states.
 *
 * @throws ArgumentError if there is no cell, or something that is none; ShapeError if the states are not those of the cells
 * @see https://keras.io/api/layers/recurrent_layers/stacked_rnn_cell/
 */
export class StackedRNNCells extends Layer<StackedRNNCellsConfig> implements RNNCell {
  static override readonly className: string = 'StackedRNNCells';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = ['cells'] satisfies OptionsOf<StackedRNNCellsConfig>;
  override readonly castsIntegers: boolean;

  readonly cells: readonly RNNCell[];

  constructor(config: StackedRNNCellsConfig) {
    super(config);
    const owner = this.describe();
    if (!Array.isArray(config.cells) || config.cells.length === 0)
      throw new ArgumentError(
        `${owner}: expected \`cells\` to be cells, one at least. Received: cells=${show(config.cells)}`,
      );
    this.cells = config.cells.map((cell: RNNCellLike, i) => this.track(getCell(cell, { owner, name: `cells[${i}]` })));
    this.castsIntegers = this.cells[0]?.castsIntegers ?? false;
  }

  get stateSize(): StateSize {
    return this.cells.map(({ stateSize }) => stateSize);
  }

  get outputSize(): number {
    const [last] = this.cells.slice(-1);
    return (last && outputSizeOf(last)) ?? 0;
  }

  getInitialState(batchSize: number): Tensor[] {
    return this.cells.flatMap((cell) => initialStates(cell, batchSize));
  }

  override build(inputShape: Shape): void {
    let shape = inputShape;
    for (const cell of this.cells) {
      cell.ensureBuilt(shape);
      shape = [inputShape[0] ?? null, outputSizeOf(cell)];
    }
  }

  override call(inputs: Tensor, context: CallContext): Tensor[] {
    const batch = inputs.shape[0];
    const shapes = flatSizes(this.stateSize).map((size) => [batch, size]);
    const states = checkStates(context['states'], shapes, { owner: this.describe(), name: 'states' });
    let output = inputs;
    const next = this.#perCell(states).flatMap(([cell, own]) => {
      const [result, ...after] = stepCell(cell, output, { ...context, states: own });
      output = result ?? output;
      return after;
    });
    return [output, ...next];
  }

  /** Runs the cells one after the other, each over the whole sequence. */
  runSequence(request: SequenceRequest): SequenceResult {
    let output = request.inputs;
    const states = this.#perCell(request.states).flatMap(([cell, own], i) => {
      const all = request.wanted.all || i < this.cells.length - 1;
      const result = runCell(cell, {
        ...request,
        inputs: output,
        states: own,
        wanted: { ...request.wanted, all },
      });
      output = result.output;
      return result.states;
    });
    return { output, states };
  }

  /** Each cell with the states that are its own. */
  #perCell(states: readonly Tensor[]): [RNNCell, Tensor[]][] {
    const rest = [...states];
    return this.cells.map((cell) => [cell, rest.splice(0, flatSizes(cell.stateSize).length)]);
  }

  override computeOutputShape(inputShape: Shape): Shape[] {
    const batch = inputShape[0] ?? null;
    return [this.outputSize, ...flatSizes(this.stateSize)].map((size) => [batch, size]);
  }

  override getConfig(): Omit<StackedRNNCellsConfig, 'cells'> & { cells: SerializedObject[] } {
    return { ...super.getConfig(), cells: this.cells.map(serializeLayer) };
  }
}
