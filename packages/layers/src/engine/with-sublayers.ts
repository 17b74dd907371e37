import type { Layer } from './layer.ts';

/** A layer and all those inside it, however deep, each once: layers may hold each other. */
export function withSublayers(layer: Layer): ReadonlySet<Layer> {
  const found = new Set<Layer>();
  const add = (one: Layer): void => {
    if (found.has(one)) return;
    found.add(one);
    one.sublayers.forEach(add);
  };
  add(layer);
  return found;
}
