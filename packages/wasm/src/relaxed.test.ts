import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Node 20 needs a flag for relaxed SIMD, so its kernels are tested in a process of their own. */
it('the relaxed SIMD build passes the tests of the kernels', () => {
  if (process.env['KERNEL_BUILD'] !== undefined) return;
  const jest = join(dirname(createRequire(__filename).resolve('jest/package.json')), 'bin/jest.js');
  const [major = 0] = process.versions.node.split('.').map(Number);
  const flags = major < 22 ? ['--experimental-wasm-relaxed-simd'] : [];
  const run = (): Buffer =>
    execFileSync(process.execPath, [...flags, jest, '--runInBand', '--silent', 'packages/wasm/src/kernels'], {
      env: { ...process.env, KERNEL_BUILD: 'relaxed' },
      stdio: 'pipe',
    });
  expect(run).not.toThrow();
}, 300_000);
