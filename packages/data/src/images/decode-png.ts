import { DataError } from '@argali/core';
import { readChunks, through, type Chunk } from './png-chunks.ts';
import type { RgbaImage } from './rgba-image.ts';

interface Header {
  width: number;
  height: number;
  /** Bits of a sample. */
  depth: number;
  isPalette: boolean;
  /** Samples of a pixel. */
  samples: number;
}

/** Samples of a pixel, by the colour type of the format. */
const samplesOf: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
const depths: readonly number[] = [1, 2, 4, 8, 16];

function readHeader(chunks: readonly Chunk[], owner: string): Header {
  const bytes = chunks[0]?.type === 'IHDR' ? chunks[0].bytes : new Uint8Array(0);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [depth = 0, color = 0, , , interlaced = 0] = bytes.subarray(8);
  const samples = samplesOf[color];
  if (bytes.length !== 13 || samples === undefined || !depths.includes(depth) || interlaced > 0)
    throw new DataError(
      `${owner}: expected a PNG header of a known kind, not interlaced. Received: colour type ${color}, ${depth} bits, interlacing ${interlaced}`,
    );
  return { width: view.getUint32(0), height: view.getUint32(4), depth, isPalette: color === 3, samples };
}

/** The nearest of left, above and above left to left + above - above left. */
function paeth(left: number, above: number, corner: number): number {
  const [a, b, c] = [Math.abs(above - corner), Math.abs(left - corner), Math.abs(left + above - 2 * corner)];
  if (a <= b && a <= c) return left;
  return b <= c ? above : corner;
}

/** Undoes the filter that stands before each row, in place: each byte was stored less what its neighbours foretell. */
function unfilter(rows: Uint8Array, { stride, step, owner }: { stride: number; step: number; owner: string }): void {
  for (let start = 0; start < rows.length; start += stride + 1) {
    const filter = rows[start] ?? 0;
    if (filter > 4) throw new DataError(`${owner}: expected a filter from 0 to 4 before each row. Received: ${filter}`);
    for (let x = 0; x < stride; x++) {
      const at = start + 1 + x;
      const left = x >= step ? (rows[at - step] ?? 0) : 0;
      const above = start > 0 ? (rows[at - stride - 1] ?? 0) : 0;
      const corner = start > 0 && x >= step ? (rows[at - stride - 1 - step] ?? 0) : 0;
      const guesses = [0, left, above, (left + above) >> 1, paeth(left, above, corner)];
      rows[at] = (rows[at] ?? 0) + (guesses[filter] ?? 0);
    }
  }
}

/** One sample of a row, of as many bits as there are. */
function sampleAt(row: Uint8Array, index: number, depth: number): number {
  if (depth === 8) return row[index] ?? 0;
  if (depth === 16) return row[2 * index] ?? 0;
  const bit = index * depth;
  return ((row[bit >> 3] ?? 0) >> (8 - depth - (bit & 7))) & ((1 << depth) - 1);
}

/**
 * The picture in a PNG file: grey, colours or a palette of 1 to 16 bits, of which 8 are kept, with or without alpha.
 *
 * @param owner what errors call the file
 * @throws DataError for what is no PNG file, damaged, or interlaced
 * @see https://www.w3.org/TR/png-3/
 */
export async function decodePng(file: Uint8Array, owner: string = 'decodePng'): Promise<RgbaImage> {
  const chunks = readChunks(file, owner);
  const { width, height, depth, isPalette, samples } = readHeader(chunks, owner);
  const packed = chunks.filter(({ type }) => type === 'IDAT').map(({ bytes }) => bytes);
  const rows = await unpack(packed, owner);
  const stride = Math.ceil((width * samples * depth) / 8);
  if (rows.length !== height * (stride + 1) || rows.length === 0)
    throw new DataError(
      `${owner}: expected ${height * (stride + 1)} bytes of ${width} × ${height} pixels. Received: ${rows.length}`,
    );
  unfilter(rows, { stride, step: Math.max(1, (samples * depth) >> 3), owner });
  const palette = chunks.find(({ type }) => type === 'PLTE')?.bytes;
  const opacity = isPalette ? chunks.find(({ type }) => type === 'tRNS')?.bytes : undefined;
  const whole = depth >= 8 ? 1 : 255 / ((1 << depth) - 1);
  const data = new Uint8ClampedArray(4 * width * height);
  for (let pixel = 0; pixel < width * height; pixel++) {
    const [x, y] = [pixel % width, Math.floor(pixel / width)];
    const row = rows.subarray(y * (stride + 1) + 1, (y + 1) * (stride + 1));
    const sample = (which: number): number => sampleAt(row, x * samples + which, depth);
    if (isPalette) {
      const entry = 3 * sample(0);
      if (palette === undefined || entry + 2 >= palette.length)
        throw new DataError(
          `${owner}: expected colours of the palette. Received: number ${entry / 3} at pixel ${pixel}`,
        );
      data.set(palette.subarray(entry, entry + 3), 4 * pixel);
      data[4 * pixel + 3] = opacity?.[entry / 3] ?? 255;
    } else {
      for (let channel = 0; channel < 3; channel++)
        data[4 * pixel + channel] = sample(samples < 3 ? 0 : channel) * whole;
      data[4 * pixel + 3] = samples % 2 === 0 ? sample(samples - 1) : 255;
    }
  }
  return { data, width, height };
}

async function unpack(parts: readonly Uint8Array[], owner: string): Promise<Uint8Array> {
  const packed = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    packed.set(part, at);
    at += part.length;
  }
  try {
    return await through(packed, new DecompressionStream('deflate'));
  } catch (cause) {
    throw new DataError(`${owner}: expected pixels that unpack. Received: ${packed.length} bytes that do not`, {
      cause,
    });
  }
}
