import { util, type TensorInfo } from '@tensorflow/tfjs-core';
import type { Kernel, KernelTable } from '../kernel.ts';
import { multiply } from '../product.ts';
import { operandPointer } from './update.ts';

/*
 * Optimizer steps that see a variable as matrices, in place as those of `update.ts`: whoever calls them must be the only one
 * who holds the memory of the variable and its slots.
 */

interface AdafactorInputs {
  variable: TensorInfo;
  velocity: TensorInfo;
  /** Means over rows and columns of variables of rank 2 and more. */
  row?: TensorInfo;
  column?: TensorInfo;
  gradient: TensorInfo;
}

interface AdafactorAttrs {
  learningRate: number;
  /** How much of the mean squares stays. */
  kept: number;
  epsilon1: number;
  epsilon2: number;
  clipThreshold: number;
}

const adafactorUpdate: Kernel<AdafactorInputs, AdafactorAttrs> = ({ inputs, attrs, heap }) => {
  const { shape } = inputs.variable;
  const { learningRate, kept, epsilon1, epsilon2, clipThreshold } = attrs;
  const count = util.sizeFromShape(shape);
  const at = (operand: keyof AdafactorInputs, size = count): number =>
    operandPointer(heap, inputs[operand], { name: 'adafactorUpdate', operand, size });
  heap.noteWrites([inputs.variable, inputs.velocity, inputs.row, inputs.column]);
  const [w, v, g] = [at('variable'), at('velocity'), at('gradient')];
  if (shape.length < 2) heap.kernels.adafactorSquares(v, g, count, kept, epsilon1);
  else {
    const [height = 1, width = 1] = shape.slice(-2);
    const matrices = count / (height * width);
    const [rows, columns] = [at('row', matrices * height), at('column', matrices * width)];
    for (let i = 0; i < matrices; i++) {
      const [own, row, column] = [4 * i * height * width, rows + 4 * i * height, columns + 4 * i * width];
      heap.kernels.adafactorFactors(v + own, row, column, g + own, height, width, kept, epsilon1);
    }
  }
  heap.kernels.adafactorStep(w, v, g, count, learningRate, epsilon2, clipThreshold);
  return [];
};

interface MuonInputs {
  variable: TensorInfo;
  momentum: TensorInfo;
  gradient: TensorInfo;
}

interface MuonAttrs {
  learningRate: number;
  momentum: number;
  nesterov: boolean;
  /** How many iterations make the step orthogonal. */
  steps: number;
  /** Of the polynomial a x + (b s + c s²) x, s = x xᵀ. */
  coefficients: readonly [a: number, b: number, c: number];
}

const muonUpdate: Kernel<MuonInputs, MuonAttrs> = ({ inputs, attrs, heap }) => {
  const [rows = 1, columns = 1] = inputs.variable.shape;
  const size = rows * columns;
  const at = (operand: keyof MuonInputs): number =>
    operandPointer(heap, inputs[operand], { name: 'muonUpdate', operand, size });
  heap.noteWrites([inputs.variable, inputs.momentum]);
  const [w, m, g] = [at('variable'), at('momentum'), at('gradient')];
  const side = Math.min(rows, columns);
  const temporary = [heap.output([size]), heap.output([size]), heap.output([side, side]), heap.output([side, side])];
  const [first = 0, second = 0, s = 0, polynomial = 0] = temporary.map((tensor) => heap.pointer(tensor));
  let [x, next] = [first, second];
  const squares = heap.kernels.muonDirection(m, g, x, size, attrs.momentum, attrs.nesterov ? 1 : 0);
  heap.kernels.scale(x, x, size, 1 / (Math.sqrt(squares) + 1e-7), 0);
  const [a, b, c] = attrs.coefficients;
  // The smaller of x xᵀ and xᵀ x: of a tall matrix the transpose, which needs no copy, takes the steps.
  const isTall = rows > columns;
  const [along, across]: [Stride, Stride] = isTall
    ? [
        [1, columns],
        [columns, 1],
      ]
    : [
        [columns, 1],
        [1, columns],
      ];
  for (let i = 0; i < attrs.steps; i++) {
    multiply(heap, { m: side, n: side, k: size / side, a: [x, ...along], b: [x, ...across], c: s });
    multiply(heap, { m: side, n: side, k: side, a: [s, side, 1], b: [s, side, 1], c: polynomial });
    heap.kernels.blend(polynomial, s, side * side, c, b);
    if (isTall) multiply(heap, { m: rows, n: side, k: side, a: [x, columns, 1], b: [polynomial, side, 1], c: next });
    else multiply(heap, { m: side, n: columns, k: side, a: [polynomial, side, 1], b: [x, columns, 1], c: next });
    heap.kernels.blend(next, x, size, 1, a);
    [x, next] = [next, x];
  }
  heap.kernels.sgdUpdate(w, x, size, attrs.learningRate);
  for (const tensor of temporary) heap.release(tensor);
  return [];
};

/** Distances between rows and between columns, in floats. */
type Stride = readonly [row: number, column: number];

export const matrixUpdateKernels: KernelTable = { AdafactorUpdate: adafactorUpdate, MuonUpdate: muonUpdate };
