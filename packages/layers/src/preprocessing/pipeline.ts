import { classNameOf, invalidArgument, library, maskOf, type OptionsOf, type Shape } from '@argali/core';
import type { DataType, Tensor } from '@tensorflow/tfjs-core';
import { singleMask, type CallContext } from '../engine/call-context.ts';
import { isShapeList, type Layer, type LayerConfig } from '../engine/layer.ts';
import { serializeLayer } from '../serialize.ts';
import { getInnerLayer, type LayerLike } from '../recurrent/inner-layer.ts';
import { DataLayer } from './data-layer.ts';

export interface PipelineConfig extends LayerConfig {
  /** The layers, as instances or `{ className, config }`; each takes what the one before it gives. */
  layers: readonly LayerLike[];
}

/**
 * Preprocessing layers as one, applied one after another. Called by itself it augments, as in training. Shapes: as the
 * layers make them.
 *
 * @throws ArgumentError if `layers` are not layers
 * @see https://keras.io/api/layers/preprocessing_layers/image_preprocessing/
 */
export class Pipeline extends DataLayer<PipelineConfig> {
  static override readonly className: string = 'Pipeline';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = ['layers'] satisfies OptionsOf<PipelineConfig>;
  protected override readonly trainsByDefault = true;

  readonly layers: readonly Layer[];

  constructor(config: PipelineConfig) {
    super(config);
    const owner = this.describe();
    const { layers } = config as { layers: unknown };
    if (!Array.isArray(layers) || layers.length === 0)
      throw invalidArgument({ owner, name: 'layers' }, 'an array of layers, at least one', layers);
    this.layers = layers.map((layer: unknown, i) =>
      this.track(getInnerLayer(layer as LayerLike, { owner: classNameOf(this), name: `layers[${i}]` })),
    );
  }

  override build(inputShape: Shape): void {
    this.layers.reduce((shape, layer) => {
      layer.ensureBuilt(shape);
      return one(layer.computeOutputShape(shape));
    }, inputShape);
  }

  override call(inputs: Tensor, context: CallContext): Tensor {
    const { training } = context;
    let mask = singleMask(context);
    return this.layers.reduce((x, layer) => {
      const y = layer.apply(x, mask === null ? { training } : { training, mask });
      mask = maskOf(y);
      return y;
    }, inputs);
  }

  override computeOutputShape(inputShape: Shape): Shape {
    return this.layers.reduce((shape, layer) => one(layer.computeOutputShape(shape)), inputShape);
  }

  override computeOutputDtype(inputDtype: DataType): DataType {
    return this.layers.reduce((dtype, layer) => [layer.computeOutputDtype(dtype)].flat()[0] ?? dtype, inputDtype);
  }

  override getConfig(): PipelineConfig {
    return { name: this.name, layers: this.layers.map(serializeLayer) };
  }
}

function one(shape: Shape | readonly Shape[]): Shape {
  return isShapeList(shape) ? (shape[0] ?? []) : shape;
}
