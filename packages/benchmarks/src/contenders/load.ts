import type { Contender } from './contender.ts';

/** Imports no more than the one contender asked for. */
export async function loadContender(name: string): Promise<Contender> {
  switch (name) {
    case 'argali-simd':
      return (await import('./argali.ts')).loadArgali('simd');
    case 'argali-relaxed':
      return (await import('./argali.ts')).loadArgali('relaxed');
    case 'tfjs-cpu':
      return (await import('./tfjs-layers.ts')).loadTfjsLayers('cpu');
    case 'tfjs-wasm':
      return (await import('./tfjs-layers.ts')).loadTfjsLayers('wasm');
    case 'tfjs-wasm+argali':
      return (await import('./tfjs-layers.ts')).loadTfjsLayers('wasm+argali');
    case 'jax-js':
      return (await import('./jax-js.ts')).loadJax();
    default:
      throw new RangeError(`Expected a contender's name. Received: ${name}`);
  }
}
