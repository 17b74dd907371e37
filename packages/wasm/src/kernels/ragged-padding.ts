import { util, type TensorInfo } from '@tensorflow/tfjs-core';
import type { Heap, Values } from '../heap.ts';
import type { Kernel } from '../kernel.ts';
import { arranged, columnsOf, isPlain, numbersOf, rowsOf, type Partition, type PartitionType } from '../ragged.ts';

interface PaddingInputs {
  shape: TensorInfo;
  values: TensorInfo;
  defaultValue: TensorInfo;
  rowPartitionTensors: TensorInfo[];
}

interface Levels {
  /** How many rows the outermost level has. */
  first: number;
  levels: Partition[];
}

/** Levels of rows as tfjs describes them: perhaps their number first, then the rows of each level's values. */
function levelsOf(heap: Heap, tensors: TensorInfo[], types: readonly string[]): Levels {
  const lists = tensors.map((tensor) => numbersOf(heap, tensor));
  const isCounted = types[0] === 'FIRST_DIM_SIZE';
  const inner = types.slice(Number(isCounted));
  const known: readonly string[] = ['ROW_SPLITS', 'VALUE_ROWIDS'] satisfies PartitionType[];
  const [head = []] = lists;
  const first = isCounted ? (head[0] ?? -1) : head.length - 1;
  const isWhole = isCounted || types[0] === 'ROW_SPLITS';
  if (types.length !== lists.length || !isWhole || first < 0 || !inner.every((type) => known.includes(type)))
    throw new Error(
      'RaggedTensorToTensor: expected ROW_SPLITS, or FIRST_DIM_SIZE and then ROW_SPLITS or VALUE_ROWIDS, with a tensor for ' +
        `each. Received: ${types.join(', ')} and ${lists.length} tensors`,
    );
  const levels = lists.slice(Number(isCounted)).map((values, i) => ({ type: inner[i] as PartitionType, values }));
  return { first, levels };
}

/** The sizes that were asked for; those left open (-1), and a shape left open altogether (a scalar), are what it takes. */
function paddedShape(asked: readonly number[] | null, needed: readonly number[], inner: number): number[] {
  const shape = needed.map((size, axis) => {
    const wanted = asked === null ? -1 : (asked[axis] ?? -1);
    return wanted < 0 ? size : wanted;
  });
  const fits = asked === null || (asked.length === needed.length && asked.every((size) => size >= -1));
  const isKept = shape.slice(shape.length - inner).every((size, i) => size === needed.at(i - inner));
  if (fits && (inner === 0 || isKept)) return shape;
  throw new Error(
    `RaggedTensorToTensor: expected a \`shape\` of rank ${needed.length} (-1 where it is open) that keeps the last ` +
      `${inner} sizes of [${needed.join(', ')}]. Received: [${asked?.join(', ') ?? -1}]`,
  );
}

/** The values of one element, repeated along the axes that `shape` lacks or has of size 1. */
function expanded(
  values: Values,
  shape: readonly number[],
  element: readonly number[],
): (i: number) => number | undefined {
  const isRepeated = (size: number, axis: number): boolean => size === 1 || size === element.at(axis - shape.length);
  const fits = shape.length <= element.length && shape.every(isRepeated);
  if (!fits)
    throw new Error(
      `RaggedTensorToTensor: expected a \`defaultValue\` that broadcasts to [${element.join(', ')}]. Received: [${shape.join(', ')}]`,
    );
  const strides = util.computeStrides([...element]);
  const own = util.computeStrides([...shape]);
  return (index) => {
    const location = util.indexToLoc(index, element.length, strides).slice(element.length - shape.length);
    const at = location.map((value, axis) => (shape[axis] === 1 ? 0 : value));
    return values[util.locToIndex(at, shape.length, own)];
  };
}

/** Rows of different lengths cut or filled up with `defaultValue` to one shape. */
export const raggedTensorToTensor: Kernel<PaddingInputs, { rowPartitionTypes: string[] }> = ({
  inputs,
  attrs,
  heap,
}) => {
  const { shape, values, defaultValue, rowPartitionTensors } = inputs;
  if (!isPlain(values) || values.dtype !== defaultValue.dtype) return undefined;
  const [count, ...element] = values.shape;
  const { first, levels } = levelsOf(heap, rowPartitionTensors, attrs.rowPartitionTypes);
  const rows: number[][] = [];
  for (const level of levels) rows.push(rowsOf('RaggedTensorToTensor', level, rows.at(-1)?.length ?? first));
  if (count === undefined || (rows.at(-1)?.length ?? first) !== count)
    throw new Error(
      `RaggedTensorToTensor: expected values for the ${rows.at(-1)?.length ?? first} places of the rows. ` +
        `Received: values [${values.shape.join(', ')}]`,
    );
  const columns = rows.map(columnsOf);
  const widths = columns.map((level) => level.reduce((width, column) => Math.max(width, column + 1), 0));
  const asked = shape.shape.length === 0 && numbersOf(heap, shape)[0] === -1 ? null : numbersOf(heap, shape);
  const sizes = paddedShape(asked, [first, ...widths, ...element], element.length);

  // Where each thing of a level comes to lie among all places of that level; -1 if it is cut off.
  let places = Array.from({ length: first }, (_, row) => (row < (sizes[0] ?? 0) ? row : -1));
  rows.forEach((level, i) => {
    const size = sizes[i + 1] ?? 0;
    const outer = places;
    places = level.map((row, at) => {
      const [place = -1, column = 0] = [outer[row], columns[i]?.[at]];
      return place < 0 || column >= size ? -1 : place * size + column;
    });
  });
  const from = new Map(places.map((place, at) => [place, at]));
  const elementSize = util.sizeFromShape(element);
  const [given, filler] = [heap.read(values), expanded(heap.read(defaultValue), defaultValue.shape, element)];
  const padded = arranged(values.dtype, util.sizeFromShape(sizes), (i) => {
    const [at, offset] = [from.get(Math.floor(i / elementSize)), i % elementSize];
    return at === undefined ? filler(offset) : given[at * elementSize + offset];
  });
  return heap.write(sizes, values.dtype, padded);
};
