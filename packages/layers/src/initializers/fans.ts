import { invalidArgument, positiveAxis, sizeOf, type ArgumentOf } from '@argali/core';

export type Axes = readonly number[];

/** Which axes of a weight are inputs and which outputs. */
export interface FanAxes {
  inputAxes: Axes | null;
  outputAxes: Axes | null;
}

/** How many inputs reach one output of a weight, and how many outputs one input reaches. */
export interface Fans {
  fanIn: number;
  fanOut: number;
}

/**
 * The fans of a weight: the products of the named axes if both kinds are given. Otherwise the last two axes are inputs
 * and outputs, and all before them a window, as in a convolution's kernel.
 */
export function computeFans(shape: readonly number[], { inputAxes, outputAxes }: FanAxes, owner: string): Fans {
  if (inputAxes !== null && outputAxes !== null)
    return {
      fanIn: sizeOfAxes(shape, inputAxes, { owner, name: 'inputAxes' }),
      fanOut: sizeOfAxes(shape, outputAxes, { owner, name: 'outputAxes' }),
    };
  const outputs = shape[shape.length - 1] ?? 1;
  const inputs = shape[shape.length - 2] ?? outputs;
  const window = sizeOf(shape.slice(0, -2));
  return { fanIn: inputs * window, fanOut: outputs * window };
}

function sizeOfAxes(shape: readonly number[], axes: Axes, of: ArgumentOf): number {
  return axes.reduce((product, axis) => {
    const size = shape[positiveAxis(axis, shape.length)];
    if (size === undefined) throw invalidArgument(of, `axes of a weight of rank ${shape.length}`, axes);
    return product * size;
  }, 1);
}
