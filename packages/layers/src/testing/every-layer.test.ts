import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as exported from '../index.ts';

/** Bases without a call of their own, and the layer that only stands for data. */
const withoutCall: readonly unknown[] = [exported.Layer, exported.Wrapper, exported.InputLayer];

const layerClasses = Object.values<unknown>(exported).filter(
  (value): value is typeof exported.Layer =>
    typeof value === 'function' && value.prototype instanceof exported.Layer && !withoutCall.includes(value),
);

describe('every exported layer', () => {
  const sources = join(import.meta.dirname, '..');
  const tested = new Set(
    readdirSync(sources, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.test.ts'))
      .flatMap((file) => [...readFileSync(join(sources, file), 'utf8').matchAll(/\brunLayerTest\(\s*(\w+)/g)])
      .map(([, name]) => name),
  );

  it('is found', () => {
    expect(new Set(layerClasses).size).toBeGreaterThan(130);
  });

  it('goes through runLayerTest', () => {
    expect(layerClasses.map(({ className }) => className).filter((name) => !tested.has(name))).toEqual([]);
  });
});
