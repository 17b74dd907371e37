/**
 * Installs the packed packages into an empty app outside the repository, type-checks it there under `strict` without
 * `skipLibCheck`, and trains, by `import` and by `require`.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { packAll, root, run } from './packages.ts';

const app = mkdtempSync(path.join(tmpdir(), 'argali-app-'));
try {
  cpSync(path.join(root, 'tools/consumer'), app, { recursive: true });
  writeFileSync(path.join(app, 'package.json'), JSON.stringify({ name: 'app', private: true, type: 'module' }));
  const tools = ['typescript', '@types/node'].map((name) => `${name}@${rootVersionOf(name)}`);
  run('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', ...packAll(), ...tools], app);
  compile();
  run('node', ['out/by-import.js'], app);
  run('node', ['out/by-require.cjs'], app);
} finally {
  rmSync(app, { recursive: true, force: true });
}

function rootVersionOf(name: string): string {
  const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
    devDependencies: Record<string, string>;
  };
  return manifest.devDependencies[name] ?? '*';
}

/** Compiles the app. The declarations of tfjs and of what it depends on have errors of their own, which are not ours to mend. */
function compile(): void {
  const { stdout } = spawnSync('npx', ['tsc', '--pretty', 'false'], { cwd: app, encoding: 'utf8' });
  const ours = stdout
    .split('\n')
    .filter((line) => line.includes('error TS') && !/^node_modules\/(?!@?argali\/)/.test(line));
  if (ours.length > 0) throw new Error(`The app does not type-check:\n${ours.join('\n')}`);
}
