import type { Layer } from '@argali/layers';
import { isInputLayer, Model } from '../model.ts';

export interface NamedLayer {
  /** Name of the layer, behind that of the model it lies in if that is inside another: `encoder/dense`. */
  name: string;
  layer: Layer;
}

/** The layers that compute, in the model's order; a model in the model gives those inside it. */
export function layersOf(model: Model, prefix = ''): NamedLayer[] {
  return model.layers.flatMap((layer) => {
    const name = prefix + layer.name;
    if (layer instanceof Model) return layersOf(layer, `${name}/`);
    return isInputLayer(layer) ? [] : [{ name, layer }];
  });
}
