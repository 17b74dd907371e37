import { DataError } from '@argali/core';
import { node } from '../datasets/read-file.ts';

/**
 * Writes a file beside its place and then moves it there, so that it is never half a file (Node only).
 *
 * @throws DataError naming the file where that fails
 */
export async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  const { open, rename, rm } = node().getBuiltinModule('node:fs/promises');
  const beside = `${path}.${process.pid}.part`;
  try {
    const file = await open(beside, 'w');
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(beside, path);
  } catch (cause) {
    // Where there is no folder, there is nothing to take away.
    await rm(beside, { force: true }).catch(() => undefined);
    throw new DataError(`${path}: expected a place that can be written to.`, { cause });
  }
}
