import { formatShape, positiveAxis, ShapeError, shapesMatch, type Shape } from '@argali/core';
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
  /** Whether a last axis of size 1 may be there or not. Default: false. */
  allowLastAxisSqueeze?: boolean;
  /** Names the input in errors. */
  name?: string;
}

/** {@link checkInputSpec} for each input of a layer; one specification alone is for all of them. */
export function checkInputSpecs(
  specs: InputSpec | readonly InputSpec[] | null,
  inputs: readonly { shape: Shape; dtype?: DataType }[],
  layer: string,
): void {
  inputs.forEach(({ shape, dtype }, i) => {
    const spec = isSpecList(specs) ? specs[i] : specs;
    if (spec) checkInputSpec(spec, shape, { input: `Input ${i}`, layer, ...(dtype && { dtype }) });
  });
}

function isSpecList(spec: InputSpec | readonly InputSpec[] | null): spec is readonly InputSpec[] {
  return Array.isArray(spec);
}

/** Throws a `ShapeError` that says how `shape` or `dtype` breaks `spec`; `input` names the input, `layer` its layer. */
export function checkInputSpec(
  spec: InputSpec,
  shape: Shape,
  { input, layer, dtype }: { input: string; layer: string; dtype?: DataType },
): void {
  const named = spec.name === undefined ? input : `${input} with name '${spec.name}'`;
  const fail = (expected: string): never => {
    throw new ShapeError(
      `${named} of ${layer} is incompatible with the layer: expected ${expected}, but received input with shape ${formatShape(shape)}`,
    );
  };
  const { ndim, minNdim, maxNdim, axes = {}, shape: exact, allowLastAxisSqueeze: squeezes = false } = spec;
  if (ndim !== undefined && !squeezes && shape.length !== ndim) fail(`ndim=${ndim}, found ndim=${shape.length}`);
  if (minNdim !== undefined && shape.length < minNdim) fail(`min_ndim=${minNdim}, found ndim=${shape.length}`);
  if (maxNdim !== undefined && shape.length > maxNdim) fail(`max_ndim=${maxNdim}, found ndim=${shape.length}`);
  if (spec.dtype !== undefined && dtype !== undefined && dtype !== spec.dtype)
    fail(`dtype=${spec.dtype}, found dtype=${dtype}`);
  for (const [axis, size] of Object.entries(axes)) {
    const found = shape[positiveAxis(Number(axis), shape.length)];
    if (found !== size && found !== null) fail(`axis ${axis} of input shape to have value ${size}`);
  }
  if (exact !== undefined) {
    const [wanted, found] = squeezes ? [squeezed(exact), squeezed(shape)] : [exact, shape];
    if (!shapesMatch(wanted, found)) fail(`shape=${formatShape(exact)}`);
  }
}

/** A shape without its last axis, if that is of size 1. */
function squeezed(shape: Shape): Shape {
  return shape.at(-1) === 1 ? shape.slice(0, -1) : shape;
}
