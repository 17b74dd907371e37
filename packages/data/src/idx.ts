import { checkOptions, DataError, sizeOf, type NumericArray } from '@argali/core';

interface IdxType {
  name: string;
  bytes: number;
  read(view: DataView, count: number): NumericArray;
}

function integers(size: number, at: (i: number) => number): Int32Array {
  return Int32Array.from({ length: size }, (_, i) => at(i));
}

/** Element types by the third byte of the magic number. */
const types: Readonly<Record<number, IdxType>> = {
  0x08: { name: 'uint8', bytes: 1, read: (view, n) => new Uint8Array(view.buffer, view.byteOffset, n) },
  0x09: { name: 'int8', bytes: 1, read: (view, n) => integers(n, (i) => view.getInt8(i)) },
  0x0b: { name: 'int16', bytes: 2, read: (view, n) => integers(n, (i) => view.getInt16(2 * i)) },
  0x0c: { name: 'int32', bytes: 4, read: (view, n) => integers(n, (i) => view.getInt32(4 * i)) },
  0x0d: { name: 'float32', bytes: 4, read: (view, n) => new Float32Array(n).map((_, i) => view.getFloat32(4 * i)) },
  0x0e: { name: 'float64', bytes: 8, read: (view, n) => new Float64Array(n).map((_, i) => view.getFloat64(8 * i)) },
};

export interface ParseIdxOptions {
  /** The file, as errors name it. */
  name: string;
  /** The magic number that the file has to begin with, such as `0x00000803` for bytes of three axes. */
  magic?: number;
}

function hex(magic: number): string {
  return `0x${magic.toString(16).padStart(8, '0')}`;
}

function fault(name: string, expected: string, received: string): DataError {
  return new DataError(`${name}: expected ${expected}. Received: ${received}`);
}

function readMagic(view: DataView, { name, magic: expected }: ParseIdxOptions): { type: IdxType; rank: number } {
  if (view.byteLength < 4) throw fault(name, 'an idx file, which begins with 4 bytes', `${view.byteLength} bytes`);
  const magic = view.getUint32(0);
  if (magic >>> 16 === 0x1f8b) throw fault(name, 'an idx file', 'a gzip archive, which has to be unpacked first');
  if (expected !== undefined && magic !== expected) throw fault(name, `magic number ${hex(expected)}`, hex(magic));
  const type = types[magic >>> 8];
  const rank = magic & 0xff;
  if (type === undefined || rank === 0)
    throw fault(name, 'the magic number of an idx file (0x00, 0x00, type 0x08 to 0x0e, rank from 1)', hex(magic));
  return { type, rank };
}

/**
 * The array that an idx file holds: a magic number (element type and rank), the size of each axis, then the elements,
 * big-endian and row-major. Bytes are not copied: `data` is then a view of `bytes`.
 *
 * @throws DataError naming the file when the magic number or the file's length is not what it has to be
 * @see Format: http://yann.lecun.com/exdb/mnist/
 */
export function parseIdx(bytes: Uint8Array, options: ParseIdxOptions): { data: NumericArray; shape: number[] } {
  const { name } = checkOptions(options, 'parseIdx', ['name', 'magic']);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { type, rank } = readMagic(view, options);
  const header = 4 + 4 * rank;
  if (bytes.length < header) throw fault(name, `a header of ${header} bytes`, `a file of ${bytes.length} bytes`);
  const shape = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  const count = sizeOf(shape);
  const length = header + count * type.bytes;
  if (bytes.length !== length)
    throw fault(name, `${length} bytes for ${shape.join(' × ')} values of type ${type.name}`, `${bytes.length} bytes`);
  return { data: type.read(new DataView(bytes.buffer, bytes.byteOffset + header), count), shape };
}
