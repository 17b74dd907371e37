import { classNameOf, invalidArgument, library, type OptionsOf, type SerializedObject, type Shape } from '@argali/core';
import type { DataType, Tensor } from '@tensorflow/tfjs-core';
import type { Masks } from '../engine/call-context.ts';
import { Layer, type LayerConfig } from '../engine/layer.ts';

export interface WrapperConfig extends LayerConfig {
  /** The layer inside. */
  layer: Layer | SerializedObject;
}

/**
 * The base of a layer that changes what another does. Its weights are those of the layer inside.
 *
 * @throws ArgumentError if `layer` is not a layer; a subclass may make one from a configuration first
 * @see https://keras.io/api/layers/core_layers/wrapper/
 */
export abstract class Wrapper<Config extends WrapperConfig = WrapperConfig> extends Layer<Config> {
  static override readonly className: string = 'Wrapper';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = ['layer'] satisfies OptionsOf<WrapperConfig>;

  readonly layer: Layer;

  constructor(config: Config) {
    super(config);
    if (!(config.layer instanceof Layer))
      throw invalidArgument({ owner: this.describe(), name: 'layer' }, 'a layer', config.layer);
    this.layer = this.track(config.layer);
  }

  override build(inputShape: Shape): void {
    this.layer.ensureBuilt(inputShape);
  }

  override computeMask(inputs: Tensor | Tensor[], mask: Masks): Masks {
    return this.layer.computeMask(inputs, mask);
  }

  override computeOutputShape(inputShape: Shape): Shape | readonly Shape[] {
    return this.layer.computeOutputShape(inputShape);
  }

  override computeOutputDtype(inputDtype: DataType): DataType | readonly DataType[] {
    return this.layer.computeOutputDtype(inputDtype);
  }

  override getConfig(): Config {
    const layer = { className: classNameOf(this.layer), config: this.layer.getConfig() };
    return { ...super.getConfig(), layer } as unknown as Config;
  }
}
