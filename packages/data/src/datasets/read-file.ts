import { DataError, StateError } from '@argali/core';

/** Gives the bytes of the file of that name. */
export type ReadFile = (name: string) => Promise<Uint8Array>;

/** Node's built-in modules, fetched when needed and by a call, so that bundlers for browsers see no import of them. */
export function node(): Pick<typeof process, 'argv' | 'cwd' | 'getBuiltinModule'> {
  const found = (globalThis as { process?: Partial<typeof process> }).process;
  if (typeof found?.getBuiltinModule !== 'function')
    throw new StateError(
      'Reading and writing files needs Node. In a browser pass `read`, a function that gives the bytes of a file.',
    );
  return found as typeof process;
}

/** Reads files of `folder`. */
export function folderReader(folder: string): ReadFile {
  const { readFile } = node().getBuiltinModule('node:fs/promises');
  const { join } = node().getBuiltinModule('node:path');
  return async (name) => {
    try {
      return await readFile(join(folder, name));
    } catch (cause) {
      throw new DataError(`${name}: expected a readable file in the folder ${folder}.`, { cause });
    }
  };
}

/** Reads files of a subfolder of an installed npm package, looked for from the app and then from here. */
export function packageReader(packageName: string, subfolder: string): ReadFile {
  const { argv, cwd, getBuiltinModule } = node();
  const { createRequire } = getBuiltinModule('node:module');
  const { dirname, join } = getBuiltinModule('node:path');
  for (const from of [join(cwd(), 'app.js'), argv[1], import.meta.url]) {
    if (!from) continue;
    try {
      const manifest = createRequire(from).resolve(`${packageName}/package.json`);
      return folderReader(join(dirname(manifest), subfolder));
    } catch {
      // The next place may know the package.
    }
  }
  throw new DataError(
    `Expected the npm package ${packageName}, which is not installed. Run: npm install ${packageName}`,
  );
}
