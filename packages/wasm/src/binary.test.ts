import { bytesOf, compileKernels, hasRelaxedSimd } from './binary.ts';

it('reads hexadecimal digits: every byte', () => {
  const bytes = Array.from({ length: 256 }, (_, byte) => byte);
  const hex = bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('');
  expect([...bytesOf(hex)]).toEqual(bytes);
  expect(bytesOf('')).toHaveLength(0);
});

it('compiles the build that is asked for, with the same functions in each', async () => {
  const namesOf = (module: WebAssembly.Module): string[] => WebAssembly.Module.exports(module).map(({ name }) => name);
  const simd = namesOf(await compileKernels('simd'));
  expect(simd).toEqual(expect.arrayContaining(['gemm', 'convForward', 'maxPool']));
  expect(namesOf(await compileKernels())).toEqual(simd);
  const relaxed = compileKernels('relaxed').then(namesOf, (error: unknown) => error);
  expect(await relaxed).toEqual(hasRelaxedSimd() ? simd : expect.any(WebAssembly.CompileError));
});
