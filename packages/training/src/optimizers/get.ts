import { Registry, type SerializedObject } from '@argali/core';
import type { Optimizer as TrainOptimizer } from '@tensorflow/tfjs-core';
import { Adadelta } from './adadelta.ts';
import { Adafactor } from './adafactor.ts';
import { Adagrad } from './adagrad.ts';
import { Adam } from './adam.ts';
import { Adamax } from './adamax.ts';
import { AdamW } from './adamw.ts';
import { Ftrl } from './ftrl.ts';
import { Lamb } from './lamb.ts';
import { Lion } from './lion.ts';
import { LossScaleOptimizer } from './loss-scale-optimizer.ts';
import { MultiOptimizer } from './multi-optimizer.ts';
import { Muon } from './muon.ts';
import { Nadam } from './nadam.ts';
import { Optimizer } from './optimizer.ts';
import { RMSprop } from './rmsprop.ts';
import { ScheduleFreeAdamW } from './schedule-free-adamw.ts';
import { SGD } from './sgd.ts';
import { isTrainOptimizer, wrapTrainOptimizer } from './tfjs-optimizer.ts';

/** Class names of the optimizers that need no arguments. */
type ClassName =
  | 'Adadelta'
  | 'Adafactor'
  | 'Adagrad'
  | 'Adam'
  | 'Adamax'
  | 'AdamW'
  | 'Ftrl'
  | 'Lamb'
  | 'Lion'
  | 'Muon'
  | 'Nadam'
  | 'RMSprop'
  | 'ScheduleFreeAdamW'
  | 'SGD';

/** Names of the optimizers: Keras's class names, or the same in lower case. */
export type OptimizerName = ClassName | Lowercase<ClassName>;

/** An optimizer by name, configuration or instance; one of `tf.train` too. */
export type OptimizerLike = OptimizerName | Optimizer | TrainOptimizer | SerializedObject;

let registry: Registry<Optimizer> | undefined;

/** Every optimizer by name. A class of the caller's is made known by `optimizerRegistry().register(Class)`. */
export function optimizerRegistry(): Registry<Optimizer> {
  // Made on first use: optimizers that hold others read it too.
  return (registry ??= new Registry<Optimizer>(
    'optimizer',
    [
      Adadelta,
      Adafactor,
      Adagrad,
      Adam,
      Adamax,
      AdamW,
      Ftrl,
      Lamb,
      Lion,
      LossScaleOptimizer,
      MultiOptimizer,
      Muon,
      Nadam,
      RMSprop,
      ScheduleFreeAdamW,
      SGD,
    ],
    {
      isInstance: (value) => value instanceof Optimizer,
    },
  ));
}

/**
 * @throws UnknownNameError for a name of no optimizer, with the nearest one
 * @see https://keras.io/api/optimizers/
 */
export function getOptimizer(identifier: OptimizerLike): Optimizer {
  return isTrainOptimizer(identifier) ? wrapTrainOptimizer(identifier) : optimizerRegistry().get(identifier);
}

/** `{ className, config }`, without the state. */
export function serializeOptimizer(optimizer: Optimizer): SerializedObject {
  return optimizerRegistry().serialize(optimizer);
}
