import { checkOptions, classNameOf, formatShape, sizeOf, type Shape } from '@argali/core';
import { isShapeList, type Layer } from '@argali/layers';
import { Model } from '../model.ts';
import { isTerminal, print, terminalWidth, type Printer } from './print.ts';

/** Options of `model.summary` (https://keras.io/api/models/model/#summary-method). */
export interface SummaryOptions {
  /** Width of the table in characters. Default: 88, or 108 for a graph; never more than the terminal has. */
  lineLength?: number;
  /** Where the columns end, as parts of the width (up to 1) or in characters. */
  positions?: readonly number[];
  /** Receives the text. Default: standard output. */
  printFn?: Printer;
  /** Whether the layers of models inside the model are listed too. Default: false. */
  expandNested?: boolean;
  /** Whether a column says which layers are trainable. Default: false. */
  showTrainable?: boolean;
  /** Names of the first and the last layer to list. */
  layerRange?: readonly [first: string, last: string];
}

interface Column {
  title: string;
  /** Part of the width at which the column ends. */
  end: number;
  align: 'left' | 'right' | 'center';
}

/** Makes the text of `model.summary()`, prints it and returns it. */
export function summarize(model: Model, options: SummaryOptions = {}): string {
  checkOptions(options, 'summary', [
    'lineLength',
    'positions',
    'printFn',
    'expandNested',
    'showTrainable',
    'layerRange',
  ]);
  const text = `${heading(model)}\n${table(model, options)}\n${totals(model)}\n`;
  (options.printFn ?? print)(text);
  return text;
}

function heading(model: Model): string {
  return `${bold('Model:')} ${bold(`"${model.name}"`)}`;
}

/** A chain of layers needs no column that says what is connected to what. */
function isChain(model: Model): boolean {
  const nodes = model.graph?.nodes ?? [];
  const seen = new Set<unknown>();
  return (
    model.inputs.length <= 1 &&
    nodes.every(({ inputs, layer }) => {
      const repeated = seen.has(layer) || inputs.some((input) => seen.has(input));
      for (const input of inputs) seen.add(input);
      seen.add(layer);
      return inputs.length <= 1 && !repeated;
    })
  );
}

function isSequential(model: Model): boolean {
  return classNameOf(model) === 'Sequential' || isChain(model);
}

function table(model: Model, options: SummaryOptions): string {
  const { showTrainable = false, expandNested = false, positions } = options;
  const chain = isSequential(model);
  const columns: Column[] = [
    { title: 'Layer (type)', end: chain ? 0.45 : 0.3, align: 'left' },
    { title: 'Output Shape', end: chain ? 0.8 : 0.56, align: 'left' },
    { title: 'Param #', end: chain ? 1 : 0.74, align: 'right' },
    ...(chain ? [] : [{ title: 'Connected to', end: 1, align: 'left' as const }]),
  ];
  if (showTrainable) {
    for (const column of columns) column.end *= 0.9;
    columns.push({ title: 'Trai…', end: 1, align: 'center' });
  }
  columns.forEach((column, i) => (column.end = positions?.[i] ?? column.end));
  const preferred = (chain ? 88 : 108) + (showTrainable ? 6 : 0);
  const width = options.lineLength ?? Math.min(preferred, (terminalWidth() ?? Number.POSITIVE_INFINITY) - 4);
  const widths = columnWidths(columns, width);
  const rows = listed(model, options).flatMap((layer) =>
    layerRows(model, layer, { chain, expandNested, showTrainable, depth: 0 }),
  );
  const drawRow = (cells: readonly string[], bar: string): string => drawCells({ cells, bar }, columns, widths);
  return [
    rule('┏━┳┓', widths),
    drawRow(
      columns.map(({ title }) => title),
      '┃',
    ),
    rule('┡━╇┩', widths),
    rows.map((row) => drawRow(row, '│')).join(`\n${rule('├─┼┤', widths)}\n`),
    rule('└─┴┘', widths),
  ].join('\n');
}

/** The layers to list: all, or those of `layerRange`. */
function listed(model: Model, { layerRange }: SummaryOptions): readonly Layer[] {
  const { layers } = model;
  if (layerRange === undefined) return layers;
  const [first, last] = layerRange.map((name) => layers.indexOf(model.getLayer(name)));
  return layers.slice(first, (last ?? 0) + 1);
}

/** Widths of the columns' texts: what lies between two ends, less the bars, shared out, and a space on either side. */
function columnWidths(columns: readonly Column[], total: number): number[] {
  const ends = columns.map(({ end }) => (end <= 1 ? Math.floor(total * end) : end));
  let bars = columns.length + 1;
  return ends.map((end, i) => {
    const share = bars === 3 && i === columns.length - 2 ? 2 : Math.round(bars / (columns.length - i));
    bars -= share;
    return Math.max(4, end - (ends[i - 1] ?? 0) - share - 2);
  });
}

interface RowOptions {
  chain: boolean;
  expandNested: boolean;
  showTrainable: boolean;
  depth: number;
}

function layerRows(model: Model, layer: Layer, options: RowOptions): string[][] {
  const { chain, expandNested, showTrainable, depth } = options;
  const prefix = depth === 0 ? '' : `${'    '.repeat(depth - 1)}   └ `;
  const row = [
    `${prefix}${layer.name} (${classNameOf(layer)})`,
    outputShape(layer),
    layer.built ? layer.countParams().toLocaleString('en-US') : '0 (unbuilt)',
    ...(chain ? [] : [connections(model, layer)]),
    ...(showTrainable ? [layer.weights.length === 0 ? '-' : layer.trainable ? 'Y' : 'N'] : []),
  ];
  if (!expandNested || !(layer instanceof Model)) return [row];
  return [row, ...layer.layers.flatMap((nested) => layerRows(layer, nested, { ...options, depth: depth + 1 }))];
}

function outputShape(layer: Layer): string {
  const node = layer.inboundNodes.at(-1);
  const shapes: readonly Shape[] = node?.outputs.map((output) => output.shape) ?? knownOutput(layer);
  return shapes.length === 0 ? '?' : shapes.map(formatShape).join(', ');
}

function knownOutput(layer: Layer): readonly Shape[] {
  if (!(layer instanceof Model) || layer.graph === null) return [];
  const shape = layer.outputShape;
  return isShapeList(shape) ? shape : [shape];
}

/** `dense[0][0], dense_1[0][0]`: layer, call and output of everything that enters `layer`. */
function connections(model: Model, layer: Layer): string {
  const own = layer.inboundNodes.filter((node) => model.graph?.nodes.includes(node));
  const sources = own.flatMap(({ inputs }) =>
    inputs.map(({ history }) => {
      if (history === null) return '?';
      const { node, tensorIndex } = history;
      return `${node.layer.name}[${node.layer.inboundNodes.indexOf(node)}][${tensorIndex}]`;
    }),
  );
  return sources.length === 0 ? '-' : sources.join(', ');
}

/** A horizontal rule; `parts` are its left end, its line, its crossing and its right end. */
function rule(parts: string, widths: readonly number[]): string {
  const [left = '', line = '', cross = '', right = ''] = parts;
  return left + widths.map((width) => line.repeat(width + 2)).join(cross) + right;
}

/** One row, on as many lines as its fullest cell needs. */
function drawCells(
  { cells, bar }: { cells: readonly string[]; bar: string },
  columns: readonly Column[],
  widths: readonly number[],
): string {
  const wrapped = cells.map((cell, i) => wrap(cell, widths[i] ?? 0));
  const height = Math.max(...wrapped.map((lines) => lines.length));
  return Array.from({ length: height }, (_, line) => {
    const texts = wrapped.map(
      (lines, i) => ` ${align(lines[line] ?? '', widths[i] ?? 0, columns[i]?.align ?? 'left')} `,
    );
    return bar + texts.join(bar) + bar;
  }).join('\n');
}

/** Breaks at spaces where there are any, else in the middle of a word. */
function wrap(text: string, width: number): string[] {
  if (text.length <= width) return [text];
  const space = text.lastIndexOf(' ', width);
  const at = space > 0 ? space : width;
  return [text.slice(0, at), ...wrap(text.slice(at).trimStart(), width)];
}

function align(text: string, width: number, how: Column['align']): string {
  if (how === 'right') return text.padStart(width);
  return how === 'left' ? text.padEnd(width) : text.padStart(Math.ceil((width + text.length) / 2)).padEnd(width);
}

function totals(model: Model): string {
  const bytes = (count: number): string => formatBytes(count * 4);
  const count = (weights: readonly { shape: readonly number[] }[]): number =>
    weights.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  const [trainable, fixed] = [count(model.trainableWeights), count(model.nonTrainableWeights)];
  const optimizer = model.isCompiled ? count(model.optimizer.variables) : 0;
  const line = (label: string, value: number): string =>
    ` ${bold(`${label}:`)} ${value.toLocaleString('en-US')} (${bytes(value)})`;
  return [
    line('Total params', trainable + fixed + optimizer),
    line('Trainable params', trainable),
    line('Non-trainable params', fixed),
    ...(optimizer > 0 ? [line('Optimizer params', optimizer)] : []),
  ].join('\n');
}

/** `637.63 KB`, in units of 1024. */
function formatBytes(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  const power = bytes === 0 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  return `${(bytes / 1024 ** power).toFixed(2)} ${units[power] ?? ''}`;
}

function bold(text: string): string {
  return isTerminal() ? `\x1b[1m${text}\x1b[0m` : text;
}
