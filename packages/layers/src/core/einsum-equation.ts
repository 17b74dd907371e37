import { formatShape, invalidArgument, ShapeError, type Shape } from '@argali/core';
import type { EinsumLabels } from '../ops/einsum.ts';

/** An equation such as `'abc,cd->abd'`; the input and the result may hold `...` at one end. */
export interface EinsumEquation {
  input: string;
  kernel: string;
  output: string;
}

/** What an equation means for one input shape. */
export interface EinsumPlan {
  labels: EinsumLabels;
  outputShape: Shape;
  kernelShape: Shape;
  /** `null` without a bias. */
  biasShape: Shape | null;
}

export function parseEquation(equation: unknown, owner: string): EinsumEquation {
  const match = /^((?:\.\.\.)?[a-zA-Z]+(?:\.\.\.)?),([a-zA-Z]+)->((?:\.\.\.)?[a-zA-Z]+(?:\.\.\.)?)$/.exec(
    typeof equation === 'string' ? equation.replaceAll(' ', '') : '',
  );
  const [, input = '', kernel = '', output = ''] = match ?? [];
  const ellipsis = (labels: string): string => labels.replace(/[a-zA-Z]+/, 'x');
  const unique = [input, kernel, output].every(
    (labels) => new Set(labels.replaceAll('.', '')).size === labels.replaceAll('.', '').length,
  );
  const known = Array.from(output.replaceAll('.', '')).every(
    (label) => input.includes(label) || kernel.includes(label),
  );
  if (match === null || ellipsis(input) !== ellipsis(output) || !unique || !known)
    throw invalidArgument({ owner, name: 'equation' }, "of a form such as 'ab,bc->ac' or '...ab,bc->...ac'", equation);
  return { input, kernel, output };
}

export interface EinsumShapes {
  owner: string;
  inputShape: Shape;
  /** Sizes of the result without its batch axis and without the axes that `...` stands for. */
  outputShape: Shape;
  biasAxes: string | null;
}

/** Works out all shapes. Throws a `ShapeError` where sizes do not agree. */
export function planEinsum({ input, kernel, output }: EinsumEquation, shapes: EinsumShapes): EinsumPlan {
  const { owner, inputShape, biasAxes } = shapes;
  const elided = inputShape.length - input.replaceAll('.', '').length;
  const used = new Set(input + kernel + output);
  // Letters that the equation leaves free stand for the axes of `...`.
  const spare = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz').filter(
    (letter) => !used.has(letter),
  );
  const dots = spare.slice(0, elided).join('');
  const labels = { a: input.replace('...', dots), b: kernel, out: output.replace('...', dots) };
  const mismatch = (problem: string): ShapeError =>
    new ShapeError(`${owner}: ${problem}. Received: input shape ${formatShape(inputShape)}`);
  if (labels.a.length !== inputShape.length) throw mismatch(`expected inputs with axes '${input}'`);

  const sizes = new Map<string, number | null>(
    Array.from(labels.a).map((label, axis) => [label, inputShape[axis] ?? null]),
  );
  const given = Array.from(labels.out).filter((label, axis) => axis > 0 && !dots.includes(label));
  // Under `...x` the batch axis is one of those elided, so every letter has a size.
  if (given.length !== shapes.outputShape.length)
    throw mismatch(`expected outputShape to have ${given.length} sizes, for axes '${given.join('')}' of the output`);
  const outputSizes = new Map(given.map((label, i) => [label, shapes.outputShape[i] ?? null]));
  for (const [label, size] of outputSizes) {
    const known = sizes.get(label);
    if (known != null && size !== null && known !== size)
      throw mismatch(`expected size ${size}, as outputShape says, for axis '${label}'`);
  }
  const outputShape = Array.from(labels.out).map((label, axis): number | null => {
    if (axis > 0 && outputSizes.has(label)) return outputSizes.get(label) ?? null;
    return sizes.get(label) ?? null;
  });
  const kernelShape = Array.from(kernel).map((label) => sizes.get(label) ?? outputSizes.get(label) ?? null);
  return { labels, outputShape, kernelShape, biasShape: biasShapeOf(labels.out, outputShape, { biasAxes, owner }) };
}

/** The sizes of the result from the first axis with a bias on, 1 where there is none. */
function biasShapeOf(
  labels: string,
  outputShape: Shape,
  { biasAxes, owner }: { biasAxes: string | null; owner: string },
): Shape | null {
  if (biasAxes === null || biasAxes === '') return null;
  if (Array.from(biasAxes).some((label) => !labels.includes(label)))
    throw invalidArgument({ owner, name: 'biasAxes' }, `made of letters of the output, '${labels}'`, biasAxes);
  const first = Math.min(...Array.from(biasAxes).map((label) => labels.indexOf(label)));
  return outputShape.slice(first).map((size, i) => (biasAxes.includes(labels[first + i] ?? '') ? size : 1));
}
