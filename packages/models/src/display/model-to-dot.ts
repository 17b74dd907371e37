import { checkOneOf, checkOptions, classNameOf, formatShape, StateError, type Shape } from '@argali/core';
import type { Layer } from '@argali/layers';
import { Model } from '../model.ts';

export interface ModelToDotOptions {
  /** Whether output shapes are written. Default: false. */
  showShapes?: boolean;
  /** Whether the types of the outputs are written. Default: false. */
  showDtype?: boolean;
  /** Whether names are written beside the classes. Default: true. */
  showLayerNames?: boolean;
  /** From top to bottom, `'TB'`, or from left to right, `'LR'`. Default: `'TB'`. */
  rankdir?: 'TB' | 'LR';
  /** Whether models inside the model are drawn with their layers. Default: false. */
  expandNested?: boolean;
  /** Dots per inch of a drawing in pixels. Default: 200. */
  dpi?: number;
  /** Whether the text is a cluster, to stand inside another graph. Default: false. */
  subgraph?: boolean;
  /** Whether activations are written. Default: false. */
  showLayerActivations?: boolean;
  /** Whether it is written which layers are trainable. Default: false. */
  showTrainable?: boolean;
  /** How Graphviz draws lines, such as `'ortho'` or `'curved'`. Default: `'ortho'`. */
  splines?: string;
}

/**
 * The model's graph in the language of Graphviz, which draws it: `dot -Tsvg model.dot`.
 *
 * @throws StateError before the model is built
 * @throws ArgumentError for another `rankdir`
 * @see https://keras.io/api/utils/model_plotting_utils/
 */
export function modelToDot(model: Model, options: ModelToDotOptions = {}): string {
  const {
    rankdir = 'TB',
    dpi = 200,
    subgraph = false,
    splines = 'ortho',
  } = checkOptions(options, 'modelToDot', [
    'showShapes',
    'showDtype',
    'showLayerNames',
    'rankdir',
    'expandNested',
    'dpi',
    'subgraph',
    'showLayerActivations',
    'showTrainable',
    'splines',
  ]);
  checkOneOf(rankdir, { owner: 'modelToDot', name: 'rankdir', choices: ['TB', 'LR'] as const });
  const head = subgraph ? `subgraph ${quoted(`cluster_${model.name}`)}` : 'digraph G';
  const settings = subgraph
    ? [`label=${quoted(model.name)};`]
    : [`rankdir=${rankdir};`, `dpi=${dpi};`, `splines=${quoted(splines)};`, 'node [shape=box];'];
  return `${head} {\n${[...settings, ...body(model, '', options)].map((line) => `  ${line}\n`).join('')}}\n`;
}

/** Boxes and arrows of one model; `path` tells its layers from those of the models around it. */
function body(model: Model, path: string, options: ModelToDotOptions): string[] {
  if (model.graph === null)
    throw new StateError(`modelToDot: expected a model that is built. Received: "${model.name}", which is not`);
  const { nodes, inputs } = model.graph;
  const sources = inputs.flatMap(({ history }) => (history === null ? [] : [history.node.layer]));
  const layers = new Set([...sources, ...nodes.map(({ layer }) => layer)]);
  const boxes = [...layers].flatMap((layer) => {
    if (!isExpanded(layer, options)) return [`${quoted(path + layer.name)} [label=${label(layer, options)}];`];
    const inner = body(layer, `${path}${layer.name}/`, options).map((line) => `  ${line}`);
    return [`subgraph ${quoted(`cluster_${path}${layer.name}`)} {`, `  label=${quoted(layer.name)};`, ...inner, '}'];
  });
  const arrows = nodes.flatMap(({ layer, inputs: given }) =>
    given.flatMap(({ history }) => {
      if (history === null) return [];
      const ends = ports(layer, 'inputs', { path, options });
      return ports(history.node.layer, 'outputs', { path, options }).flatMap((from) =>
        ends.map((to) => `${quoted(from)} -> ${quoted(to)};`),
      );
    }),
  );
  return [...boxes, ...new Set(arrows)];
}

function isExpanded(layer: Layer, { expandNested = false }: ModelToDotOptions): layer is Model {
  return expandNested && layer instanceof Model;
}

/** The boxes where a layer's arrows end or begin: its own, or those of the model it is. */
function ports(layer: Layer, side: 'inputs' | 'outputs', at: { path: string; options: ModelToDotOptions }): string[] {
  if (!isExpanded(layer, at.options)) return [at.path + layer.name];
  const inner = { ...at, path: `${at.path}${layer.name}/` };
  return layer[side].flatMap(({ history }) => (history === null ? [] : ports(history.node.layer, side, inner)));
}

/** What is written in a layer's box, line by line. */
function label(layer: Layer, options: ModelToDotOptions): string {
  const { showLayerNames = true, showShapes, showDtype, showLayerActivations, showTrainable } = options;
  const outputs = layer.inboundNodes.at(-1)?.outputs ?? [];
  const { activation } = layer.getConfig() as { activation?: unknown };
  const shapes = outputs.map(({ shape }: { shape: Shape }) => formatShape(shape)).join(', ');
  const lines = [
    showLayerNames ? `${layer.name} (${classNameOf(layer)})` : classNameOf(layer),
    ...(showLayerActivations && typeof activation === 'string' ? [`activation: ${activation}`] : []),
    ...(showShapes ? [`shape: ${shapes}`] : []),
    ...(showDtype ? [`dtype: ${outputs.map(({ dtype }) => dtype).join(', ')}`] : []),
    ...(showTrainable ? [`trainable: ${layer.trainable}`] : []),
  ];
  return quoted(lines.join('\n'));
}

/** A string of Graphviz's language. */
function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, String.raw`\$&`).replaceAll('\n', String.raw`\n`)}"`;
}
