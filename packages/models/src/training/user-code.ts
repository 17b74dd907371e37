import { classNameOf, isSerializedObject } from '@argali/core';
import { isBuiltInActivation, isBuiltInLayer, regularizerRegistry, type Layer } from '@argali/layers';
import { lossRegistry } from '@argali/training';
import type { Model } from '../model.ts';

const modelClasses: readonly string[] = ['Functional', 'Sequential'];

/**
 * True if a training step of the model runs functions or classes of the caller's: what they compute may depend on more than
 * tensors, so they have to run in every step.
 */
export function runsUserCode(model: Model): boolean {
  const { terms } = model.compiledState().loss;
  return (
    isUserLayer(model) ||
    terms.some(
      ({ loss }) => loss !== null && (!lossRegistry.isBuiltIn(loss) || holdsUserCode('loss', loss.getConfig())),
    )
  );
}

function isUserLayer(layer: Layer): boolean {
  const className = classNameOf(layer);
  if (modelClasses.includes(className)) return layer.sublayers.some(isUserLayer);
  return !isBuiltInLayer(className) || holdsUserCode('config', layer.getConfig()) || layer.sublayers.some(isUserLayer);
}

/** True if a configuration names or holds a function that is not the library's own. */
function holdsUserCode(key: string, value: unknown): boolean {
  if (typeof value === 'function') return true;
  if (typeof value === 'string') return /activation$/i.test(key) && !isBuiltInActivation(value);
  if (typeof value !== 'object' || value === null) return false;
  if (/regularizer$/i.test(key) && isSerializedObject(value) && 'className' in value)
    return !regularizerRegistry.isBuiltInName(value.className);
  return Object.entries(value).some(([name, entry]) => holdsUserCode(Array.isArray(value) ? key : name, entry));
}
