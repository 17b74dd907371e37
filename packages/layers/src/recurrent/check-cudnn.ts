import { invalidArgument } from '@argali/core';

/** Throws unless `useCudnn` asks for nothing that there is not. */
export function checkCudnn(useCudnn: unknown, owner: string): void {
  if (useCudnn != null && useCudnn !== 'auto' && useCudnn !== false)
    throw invalidArgument({ owner, name: 'useCudnn' }, `'auto' or false (there is no cuDNN in JavaScript)`, useCudnn);
}
