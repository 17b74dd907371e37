import { formatShape, positiveAxis, ShapeError, type Shape } from '@argali/core';
import type { DataType } from '@tensorflow/tfjs-core';

/** What a layer expects of one input (https://keras.io/api/layers/base_layer/). Every field is optional. */
export interface InputSpec {
  /** Exact rank, batch axis included. */
  ndim?: number;
  minNdim?: number;
  maxNdim?: number;
  /** Exact size of single axes: `{ '-1': 8 }`. */
  axes?: Readonly<Record<string, number>>;
  /** Exact shape; `null` for any size. */
  shape?: Shape;
  dtype?: DataType;
}

/** Throws a `ShapeError` that says how `shape` breaks `spec`; `input` names the input, `layer` its layer. */
export function checkInputSpec(
  spec: InputSpec,
  shape: Shape,
  { input, layer }: { input: string; layer: string },
): void {
  const fail = (expected: string): never => {
    throw new ShapeError(
      `${input} of ${layer} is incompatible with the layer: expected ${expected}, but received input with shape ${formatShape(shape)}`,
    );
  };
  const { ndim, minNdim, maxNdim, axes = {}, shape: exact } = spec;
  if (ndim !== undefined && shape.length !== ndim) fail(`ndim=${ndim}, found ndim=${shape.length}`);
  if (minNdim !== undefined && shape.length < minNdim) fail(`min_ndim=${minNdim}, found ndim=${shape.length}`);
  if (maxNdim !== undefined && shape.length > maxNdim) fail(`max_ndim=${maxNdim}, found ndim=${shape.length}`);
  for (const [axis, size] of Object.entries(axes)) {
    const found = shape[positiveAxis(Number(axis), shape.length)];
    if (found !== size && found !== null) fail(`axis ${axis} of input shape to have value ${size}`);
  }
  if (exact !== undefined) {
    const wrong =
      exact.length !== shape.length || exact.some((size, i) => size !== null && shape[i] !== null && size !== shape[i]);
    if (wrong) fail(`shape=${formatShape(exact)}`);
  }
}
