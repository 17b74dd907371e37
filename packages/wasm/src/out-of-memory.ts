/** There is no room for what was asked. Nothing has changed, and all goes on once there is. */
export class OutOfMemoryError extends Error {
  override readonly name: string = 'OutOfMemoryError';
}

/**
 * The largest block. The allocator takes sizes modulo 2³², and asks for more memory by a signed number: from 2 GB on it gives
 * memory back instead, and then hands out addresses beyond the end.
 */
export const LARGEST_BLOCK: number = 2 ** 31 - 2 ** 20;

export function outOfMemory(bytes: number): OutOfMemoryError {
  return new OutOfMemoryError(
    `Out of WebAssembly memory: expected room for ${bytes} more bytes` +
      (bytes > LARGEST_BLOCK ? `, where one tensor has ${LARGEST_BLOCK} at most. ` : '. ') +
      'Use a smaller batch, or dispose of tensors that are no longer needed',
  );
}
