import { backend_util, type TensorInfo } from '@tensorflow/tfjs-core';
import type { Kernel, KernelTable } from '../kernel.ts';

interface ReplaceAttrs {
  pattern: string;
  rewrite: string;
  replaceGlobal: boolean;
}

/** Each string with the first match of a JavaScript pattern, or all of them, written anew. */
const staticRegexReplace: Kernel<{ x: TensorInfo }, ReplaceAttrs> = ({ inputs: { x }, attrs, heap }) => {
  if (x.dtype !== 'string') return undefined;
  const pattern = new RegExp(attrs.pattern, attrs.replaceGlobal ? 'g' : '');
  const strings = backend_util.fromUint8ToStringArray(heap.readStrings(x));
  const written = strings.map((text) => text.replace(pattern, attrs.rewrite));
  return heap.write(x.shape, 'string', backend_util.fromStringArrayToUint8(written));
};

/** Kernels of strings, which live in JavaScript. */
export const textKernels: KernelTable = { StaticRegexReplace: staticRegexReplace };
