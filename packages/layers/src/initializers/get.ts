import { Registry, type Name, type SerializedObject } from '@argali/core';
import type { DataType, Tensor } from '@tensorflow/tfjs-core';
import { Constant } from './constant.ts';
import { GlorotNormal } from './glorot-normal.ts';
import { GlorotUniform } from './glorot-uniform.ts';
import { HeNormal } from './he-normal.ts';
import { HeUniform } from './he-uniform.ts';
import { Identity } from './identity.ts';
import { Initializer } from './initializer.ts';
import { LecunNormal } from './lecun-normal.ts';
import { LecunUniform } from './lecun-uniform.ts';
import { Ones } from './ones.ts';
import { Orthogonal } from './orthogonal.ts';
import { RandomNormal } from './random-normal.ts';
import { RandomUniform } from './random-uniform.ts';
import { STFT } from './stft.ts';
import { TruncatedNormal } from './truncated-normal.ts';
import { VarianceScaling } from './variance-scaling.ts';
import { Zeros } from './zeros.ts';

/** A plain function as an initializer. */
export type InitializerFunction = (shape: readonly number[], dtype?: DataType) => Tensor;

/** Names of the initializers; Keras's snake_case is understood too. */
export type InitializerName = Name<
  | 'constant'
  | 'glorotNormal'
  | 'glorotUniform'
  | 'heNormal'
  | 'heUniform'
  | 'identity'
  | 'lecunNormal'
  | 'lecunUniform'
  | 'normal'
  | 'one'
  | 'ones'
  | 'orthogonal'
  | 'randomNormal'
  | 'randomUniform'
  | 'stft'
  | 'truncatedNormal'
  | 'uniform'
  | 'varianceScaling'
  | 'zero'
  | 'zeros'
>;

/** An initializer by name, configuration, function or instance. */
export type InitializerLike = InitializerName | Initializer | InitializerFunction | SerializedObject;

class CustomInitializer extends Initializer {
  static override readonly className: string = 'CustomInitializer';
  readonly #fn: InitializerFunction;

  constructor(fn: InitializerFunction) {
    super();
    this.#fn = fn;
  }

  override call(shape: readonly number[], dtype?: DataType): Tensor {
    return this.#fn(shape, dtype);
  }
}

export const initializerRegistry: Registry<Initializer> = /* @__PURE__ */ new Registry<Initializer>(
  'initializer',
  [
    Constant,
    GlorotNormal,
    GlorotUniform,
    HeNormal,
    HeUniform,
    Identity,
    LecunNormal,
    LecunUniform,
    Ones,
    Orthogonal,
    RandomNormal,
    RandomUniform,
    STFT,
    TruncatedNormal,
    VarianceScaling,
    Zeros,
  ],
  {
    aliases: {
      identityInitializer: 'Identity',
      normal: 'RandomNormal',
      one: 'Ones',
      orthogonalInitializer: 'Orthogonal',
      stftInitializer: 'STFT',
      uniform: 'RandomUniform',
      zero: 'Zeros',
    },
    fromFunction: (fn: InitializerFunction) => new CustomInitializer(fn),
  },
);

export function getInitializer(identifier: InitializerLike): Initializer {
  return initializerRegistry.get(identifier);
}

export function serializeInitializer(initializer: Initializer): SerializedObject {
  return initializerRegistry.serialize(initializer);
}
