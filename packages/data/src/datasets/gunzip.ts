import { DataError } from '@argali/core';

/**
 * The bytes themselves, or what they hold if they are a gzip file.
 *
 * @throws DataError naming the file if it is damaged
 */
export async function gunzip(bytes: Uint8Array, name: string): Promise<Uint8Array> {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    const unpacked = new Blob([Uint8Array.from(bytes)]).stream().pipeThrough(new DecompressionStream('gzip'));
    return new Uint8Array(await new Response(unpacked).arrayBuffer());
  } catch (cause) {
    throw new DataError(`${name}: expected a whole gzip file. Received: ${bytes.length} bytes that do not unpack`, {
      cause,
    });
  }
}
