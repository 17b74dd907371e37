import { StateError, type SerializedObject } from '@argali/core';
import type { Layer } from '@argali/layers';

type LayerMaker = (object: SerializedObject) => Layer;

let maker: LayerMaker | null = null;

/** Says how layers and models are made of their configurations: by a module that knows every class, which a bundle may leave out. */
export function setLayerMaker(make: LayerMaker): void {
  maker = make;
}

export function layerMaker(owner: string): LayerMaker {
  if (maker === null)
    throw new StateError(
      `${owner}: the classes of the layers are not in this bundle. Import modelFromConfig and call modelFromConfig({ className, config })`,
    );
  return maker;
}
