import {
  checkPositiveInteger,
  DataError,
  library,
  type OptionsOf,
  type Shape,
  type TensorLike,
  type Variable,
} from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { DataType, Tensor } from '@tensorflow/tfjs-core';
import { checkFlag } from '../engine/arguments.ts';
import { Layer, type LayerConfig } from '../engine/layer.ts';
import {
  serializeWeightSettings,
  weightSettings,
  weightOptions,
  type WeightConfig,
  type WeightSettings,
} from '../engine/weight-config.ts';

export interface EmbeddingConfig extends LayerConfig, WeightConfig<'embeddings'> {
  /** How many different indices there are: they go from 0 to `inputDim - 1`. */
  inputDim: number;
  /** Length of each vector. */
  outputDim: number;
  /** Whether index 0 stands for padding and is masked. Default: false. */
  maskZero?: boolean;
  /** What the vectors begin as, `[inputDim, outputDim]`, in place of what `embeddingsInitializer` makes. */
  weights?: TensorLike | null;
}

/**
 * A trained vector for each index. Shapes: whole numbers `[batch, …]` → `[batch, …, outputDim]`. The vectors begin as
 * `embeddingsInitializer` (default: `uniform`) makes them.
 *
 * @throws ArgumentError if `inputDim` or `outputDim` is not a positive integer; DataError for an index out of range, where the
 * backend takes notice
 * @see https://keras.io/api/layers/core_layers/embedding/
 */
export class Embedding extends Layer<EmbeddingConfig> {
  static override readonly className: string = 'Embedding';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = [
    'inputDim',
    'outputDim',
    'maskZero',
    'weights',
    ...weightOptions('embeddings'),
  ] satisfies OptionsOf<EmbeddingConfig>;
  protected override readonly namesActivityRegularizer = true;

  readonly inputDim: number;
  readonly outputDim: number;
  readonly maskZero: boolean;
  readonly embeddingsSettings: WeightSettings;
  embeddings: Variable | null = null;
  #given: TensorLike | null;

  constructor(config: EmbeddingConfig) {
    super(config);
    const owner = this.describe();
    this.inputDim = checkPositiveInteger(config.inputDim, { owner, name: 'inputDim' });
    this.outputDim = checkPositiveInteger(config.outputDim, { owner, name: 'outputDim' });
    this.maskZero = checkFlag(config.maskZero, { owner, name: 'maskZero' }) ?? false;
    this.embeddingsSettings = weightSettings('embeddings', config, { owner, initializer: 'uniform' });
    this.#given = config.weights ?? null;
  }

  override build(): void {
    this.embeddings = this.addWeight('embeddings', [this.inputDim, this.outputDim], this.embeddingsSettings);
    if (this.#given !== null) this.setWeights([this.#given]);
    this.#given = null;
  }

  override call(inputs: Tensor): Tensor {
    if (this.embeddings === null) throw this.notBuilt();
    const indices = tf.cast(inputs, 'int32');
    try {
      return tf.gather(this.embeddings.value, indices);
    } catch (error) {
      throw this.#outOfRange(indices, error);
    }
  }

  override computeMask(inputs: Tensor): Tensor | null {
    return this.maskZero ? tf.notEqual(inputs, 0) : null;
  }

  override computeOutputShape(inputShape: Shape): Shape {
    return [...inputShape, this.outputDim];
  }

  override computeOutputDtype(): DataType {
    return this.dtype;
  }

  override getConfig(): EmbeddingConfig {
    return {
      ...super.getConfig(),
      inputDim: this.inputDim,
      outputDim: this.outputDim,
      ...serializeWeightSettings('embeddings', this.embeddingsSettings),
      maskZero: this.maskZero,
    };
  }

  /** What was wrong with indices that no vector was found for. */
  #outOfRange(indices: Tensor, cause: unknown): unknown {
    const wrong = indices.dataSync().find((index) => index < 0 || index >= this.inputDim);
    if (wrong === undefined) return cause;
    return new DataError(
      `${this.describe()}: expected indices from 0 to ${this.inputDim - 1}, as inputDim=${this.inputDim}. Received: ${wrong}`,
      { cause },
    );
  }
}
