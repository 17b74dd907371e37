import { through, writeChunks } from './png-chunks.ts';
import { checkImage, type RgbaImage } from './rgba-image.ts';

/** Eight bits a channel, red, green, blue and alpha. */
const RGBA = [8, 6, 0, 0, 0];

/**
 * The picture as the bytes of a PNG file.
 *
 * @throws ArgumentError if the sizes are not those of the data
 */
export async function encodePng(image: RgbaImage): Promise<Uint8Array> {
  checkImage(image, 'encodePng');
  const { data, width, height } = image;
  const header = new Uint8Array(13);
  new DataView(header.buffer).setUint32(0, width);
  new DataView(header.buffer).setUint32(4, height);
  header.set(RGBA, 8);
  const stride = 4 * width;
  // Before each row stands its filter, 0 for none.
  const rows = new Uint8Array(height * (stride + 1));
  for (let y = 0; y < height; y++) rows.set(data.subarray(y * stride, (y + 1) * stride), y * (stride + 1) + 1);
  return writeChunks([
    { type: 'IHDR', bytes: header },
    { type: 'IDAT', bytes: await through(rows, new CompressionStream('deflate')) },
    { type: 'IEND', bytes: new Uint8Array(0) },
  ]);
}
