import { argaliProgram, bundle } from './bundle-size.ts';

it('the bundle of a CNN holds the layers that it names, and of others nothing', async () => {
  const { chunks, modules } = await bundle(argaliProgram, ['@argali/source']);
  const layers = modules.flatMap((path) => /layers\/src\/([\w-]+\/[\w-]+)\.ts$/.exec(path)?.[1] ?? []);
  expect(layers).toEqual(
    expect.arrayContaining(['convolution/conv2d', 'pooling/max-pooling2d', 'reshaping/flatten', 'core/dense']),
  );
  const others = /^(attention|merging|normalization|preprocessing|recurrent|regularization)\/|lstm|embedding/;
  expect(layers.filter((path) => others.test(path))).toEqual([]);
  expect(modules.filter((path) => path.includes('/generated/kernels-'))).toHaveLength(1);
  const text = chunks.map((chunk) => Buffer.from(chunk).toString()).join('\n');
  expect(text).toContain('sparseCategoricalCrossentropy');
  // Operations of tfjs that only other layers use.
  expect(modules.filter((path) => /tfjs-core\/dist\/ops\/(signal|image)\//.test(path))).toEqual([]);
});
