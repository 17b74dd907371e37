import { DataError } from '@argali/core';
import { parseIdx } from './idx.ts';

/** The bytes of an idx file. */
function idx(type: number, shape: number[], body: number[]): Uint8Array {
  const header = shape.flatMap((size) => [size >>> 24, (size >>> 16) & 255, (size >>> 8) & 255, size & 255]);
  return Uint8Array.from([0, 0, type, shape.length, ...header, ...body]);
}

const name = 'digits-idx';

describe('parseIdx reads', () => {
  it('bytes, without a copy', () => {
    const bytes = idx(0x08, [2, 3], [1, 2, 3, 253, 254, 255]);
    const { data, shape } = parseIdx(bytes, { name });
    expect(shape).toEqual([2, 3]);
    expect(data).toEqual(Uint8Array.of(1, 2, 3, 253, 254, 255));
    expect(data.buffer).toBe(bytes.buffer);
  });

  it('bytes that begin somewhere within a larger buffer', () => {
    const file = idx(0x08, [2], [5, 6]);
    const larger = new Uint8Array(file.length + 7);
    larger.set(file, 3);
    expect(parseIdx(larger.subarray(3, 3 + file.length), { name }).data).toEqual(Uint8Array.of(5, 6));
  });

  it.each<[string, { type: number; body: number[]; data: unknown }]>([
    ['int8', { type: 0x09, body: [0xff, 0x7f], data: Int32Array.of(-1, 127) }],
    ['int16', { type: 0x0b, body: [0xff, 0xfe, 1, 2], data: Int32Array.of(-2, 258) }],
    ['int32', { type: 0x0c, body: [0xff, 0xff, 0xff, 0xfd, 0, 1, 0, 0], data: Int32Array.of(-3, 65536) }],
    ['float32', { type: 0x0d, body: [0x3f, 0x80, 0, 0, 0xc0, 0x20, 0, 0], data: Float32Array.of(1, -2.5) }],
    [
      'float64',
      { type: 0x0e, body: [0x3f, 0xf0, 0, 0, 0, 0, 0, 0, 0xc0, 4, 0, 0, 0, 0, 0, 0], data: Float64Array.of(1, -2.5) },
    ],
  ])('%s, big-endian', (_, { type, body, data }) => {
    expect(parseIdx(idx(type, [2], body), { name })).toEqual({ data, shape: [2] });
  });
});

describe('parseIdx refuses', () => {
  const good = idx(0x08, [2, 2], [1, 2, 3, 4]);

  it.each<[string, Uint8Array, string]>([
    [
      'an empty file',
      new Uint8Array(0),
      'digits-idx: expected an idx file, which begins with 4 bytes. Received: 0 bytes',
    ],
    ['a header cut off', good.subarray(0, 9), 'digits-idx: expected a header of 12 bytes. Received: a file of 9 bytes'],
    [
      'a truncated file',
      good.subarray(0, 15),
      'digits-idx: expected 16 bytes for 2 × 2 values of type uint8. Received: 15 bytes',
    ],
    [
      'trailing bytes',
      Uint8Array.of(...good, 0),
      'digits-idx: expected 16 bytes for 2 × 2 values of type uint8. Received: 17 bytes',
    ],
    [
      'another magic number',
      Uint8Array.of(1, ...good.subarray(1)),
      'digits-idx: expected magic number 0x00000802. Received: 0x01000802',
    ],
    [
      'another element type',
      idx(0x0d, [1, 1], [0, 0, 0, 0]),
      'digits-idx: expected magic number 0x00000802. Received: 0x00000d02',
    ],
    [
      'a file that is still packed',
      Uint8Array.of(0x1f, 0x8b, 8, 0, 0),
      'digits-idx: expected an idx file. Received: a gzip archive, which has to be unpacked first',
    ],
  ])('%s', (_, bytes, message) => {
    expect(() => parseIdx(bytes, { name, magic: 0x00000802 })).toThrow(new DataError(message));
  });

  it.each([
    ['an unknown type', idx(0x07, [1], [0])],
    ['no axis', idx(0x08, [], [0])],
    ['text', Uint8Array.from(Buffer.from('label,pixel\n'))],
  ])('%s', (_, bytes) => {
    expect(() => parseIdx(bytes, { name })).toThrow('digits-idx: expected the magic number of an idx file');
  });

  it('sizes that no file could hold', () => {
    const huge = Uint8Array.from([0, 0, 8, 3, ...new Array<number>(12).fill(255)]);
    expect(() => parseIdx(huge, { name })).toThrow(DataError);
  });
});
