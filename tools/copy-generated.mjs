/** Puts the generated JavaScript of core, which the TypeScript compiler does not copy, beside its compiled modules. */
import { cpSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const core = new URL('../packages/core/', import.meta.url);
cpSync(fileURLToPath(new URL('src/generated', core)), fileURLToPath(new URL('dist/generated', core)), {
  recursive: true,
});
