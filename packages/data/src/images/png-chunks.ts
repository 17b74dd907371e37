import { DataError } from '@argali/core';

export const SIGNATURE: readonly number[] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** A piece of a PNG file: a type of four letters and its bytes. */
export interface Chunk {
  type: string;
  bytes: Uint8Array;
}

const crcTable = /* @__PURE__ */ Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? 0xedb88320 ^ (crc >>> 1) : crc >>> 1;
  return crc;
});

/** The check sum of a chunk's type and bytes. */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crcTable[(crc ^ byte) & 255] ?? 0) ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

/** The chunks up to the end mark. Throws DataError naming `owner` for what is no PNG file, cut off or damaged. */
export function readChunks(file: Uint8Array, owner: string): Chunk[] {
  if (SIGNATURE.some((byte, i) => file[i] !== byte))
    throw new DataError(`${owner}: expected a PNG file. Received: ${file.length} bytes of something else`);
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const chunks: Chunk[] = [];
  for (let at = SIGNATURE.length; chunks.at(-1)?.type !== 'IEND';) {
    const length = at + 12 <= file.length ? view.getUint32(at) : 0;
    const end = at + 8 + length;
    if (at + 12 > file.length || end + 4 > file.length)
      throw new DataError(`${owner}: expected a whole PNG file. Received: one that is cut off at byte ${file.length}`);
    const type = String.fromCharCode(...file.subarray(at + 4, at + 8));
    if (crc32(file.subarray(at + 4, end)) !== view.getUint32(end))
      throw new DataError(`${owner}: expected a PNG file that is not damaged. Received: a wrong check sum of ${type}`);
    chunks.push({ type, bytes: file.subarray(at + 8, end) });
    at = end + 4;
  }
  return chunks;
}

/** The file of these chunks. */
export function writeChunks(chunks: readonly Chunk[]): Uint8Array {
  const total = chunks.reduce((sum, { bytes }) => sum + 12 + bytes.length, SIGNATURE.length);
  const file = new Uint8Array(total);
  const view = new DataView(file.buffer);
  file.set(SIGNATURE);
  let at = SIGNATURE.length;
  for (const { type, bytes } of chunks) {
    const end = at + 8 + bytes.length;
    view.setUint32(at, bytes.length);
    file.set(
      Array.from(type, (letter) => letter.charCodeAt(0)),
      at + 4,
    );
    file.set(bytes, at + 8);
    view.setUint32(end, crc32(file.subarray(at + 4, end)));
    at = end + 4;
  }
  return file;
}

/** `bytes` through a stream that packs or unpacks them. */
export async function through(bytes: Uint8Array, stream: CompressionStream | DecompressionStream): Promise<Uint8Array> {
  const piped = new Blob([Uint8Array.from(bytes)]).stream().pipeThrough(stream);
  return new Uint8Array(await new Response(piped).arrayBuffer());
}
