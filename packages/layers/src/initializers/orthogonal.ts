import { checkFinite, normal, ShapeError, show, sizeOf, type OptionsOf, type RandomPoint } from '@argali/core';
import type { DataType, Tensor } from '@tensorflow/tfjs-core';
import { orthonormalize } from './orthonormalize.ts';
import { RandomInitializer, type RandomInitializerConfig } from './random-initializer.ts';

export interface OrthogonalConfig extends RandomInitializerConfig {
  /** What the matrix is multiplied by. Default: 1. */
  gain?: number;
}

/**
 * A random matrix with orthonormal columns, or rows where there are fewer of them; every such matrix is equally likely.
 * Shapes: `[…, columns]`, where all axes but the last together are the rows.
 *
 * @throws ArgumentError if `gain` is not a finite number, or for a bad `seed`; ShapeError for a weight of rank 0 or 1
 * @see https://keras.io/api/layers/initializers/#orthogonal-class
 * @see https://arxiv.org/abs/1312.6120
 */
export class Orthogonal extends RandomInitializer {
  static override readonly className: string = 'Orthogonal';
  static override readonly options: readonly string[] = ['gain'] satisfies OptionsOf<OrthogonalConfig>;
  readonly gain: number;

  constructor(config: OrthogonalConfig = {}) {
    super(config);
    const { gain = 1 } = config;
    this.gain = checkFinite(gain, { owner: 'Orthogonal', name: 'gain' });
  }

  override call(shape: readonly number[], dtype: DataType = 'float32'): Tensor {
    const columns = shape[shape.length - 1] ?? 1;
    if (shape.length < 2)
      throw new ShapeError(`Orthogonal: expected a shape of rank 2 or more. Received: shape=${show(shape)}`);
    const rows = sizeOf(shape.slice(0, -1));
    const draw = (_: number, point: RandomPoint): Float32Array => orthogonalMatrix(rows, columns, point);
    return this.sample(shape, dtype, { draw, offset: 0, scale: this.gain });
  }

  override getConfig(): OrthogonalConfig {
    return { gain: this.gain, ...super.getConfig() };
  }
}

/** Random normal vectors made orthonormal: the rows of the matrix, or its columns if they are fewer. */
function orthogonalMatrix(rows: number, columns: number, point: RandomPoint): Float32Array {
  const length = Math.max(rows, columns);
  const vectors = Float64Array.from(normal(rows * columns, point));
  orthonormalize(vectors, length);
  if (rows <= columns) return Float32Array.from(vectors);
  return Float32Array.from(vectors, (_, i) => vectors[(i % columns) * length + Math.floor(i / columns)] ?? 0);
}
