import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { useBackend } from './backends.ts';
import { goldenFolder, readCases, readFolder, toTensor, withTensors, type GoldenTensor } from './golden.ts';

beforeAll(() => useBackend('cpu'));

it.each<[GoldenTensor, unknown[]]>([
  [{ shape: [3], dtype: 'float32', data: [1.5, 'NaN', '-Infinity'] }, [1.5, NaN, -Infinity]],
  [{ shape: [1, 2], dtype: 'int32', data: [3, -4] }, [3, -4]],
  [{ shape: [2], dtype: 'bool', data: [1, 0] }, [1, 0]],
  [{ shape: [2], dtype: 'string', data: ['a', 'NaN'] }, ['a', 'NaN']],
  [{ shape: [], dtype: 'float32', data: [7] }, [7]],
])('reads %j', (stored, values) => {
  const tensor = toTensor(stored);
  expect({ shape: tensor.shape, dtype: tensor.dtype }).toEqual({ shape: stored.shape, dtype: stored.dtype });
  expect([...tensor.dataSync()]).toEqual(values);
  tensor.dispose();
});

it('finds tensors at any depth', () => {
  const stored = { shape: [], dtype: 'float32', data: [7] };
  const { states, mask, training } = withTensors({ states: [[stored], stored], mask: null, training: true }) as {
    states: [[tf.Tensor], tf.Tensor];
    mask: null;
    training: boolean;
  };
  expect([states[0][0].dataSync()[0], states[1].dataSync()[0], mask, training]).toEqual([7, 7, null, true]);
  tf.dispose(states);
});

describe('the folder', () => {
  const given = process.env['GOLDEN_DIR'];
  const restore = (): void => {
    if (given === undefined) delete process.env['GOLDEN_DIR'];
    else process.env['GOLDEN_DIR'] = given;
  };
  afterEach(restore);

  it('is the project’s own by default', () => {
    delete process.env['GOLDEN_DIR'];
    expect(goldenFolder()).toMatch(/packages[/\\]conformance[/\\]golden$/);
    expect(readCases('activations.json').length).toBeGreaterThan(100);
  });

  it('can be another', () => {
    const folder = mkdtempSync(join(tmpdir(), 'golden-'));
    process.env['GOLDEN_DIR'] = folder;
    writeFileSync(join(folder, 'losses.json'), '{"cases":[{"id":"a"}]}');
    mkdirSync(join(folder, 'layers'));
    writeFileSync(join(folder, 'layers', 'Dense.json'), '{"cases":[{"id":"b"}]}');
    writeFileSync(join(folder, 'layers', 'notes.txt'), 'not data');
    expect(readCases('losses.json')).toEqual([{ id: 'a' }]);
    expect(readFolder('layers')).toEqual([{ cases: [{ id: 'b' }] }]);
    expect([readCases('metrics.json'), readFolder('training')]).toEqual([[], []]);
    rmSync(folder, { recursive: true });
  });

  it('has to exist', () => {
    process.env['GOLDEN_DIR'] = '/no/such/folder';
    expect(goldenFolder).toThrow('GOLDEN_DIR: there is no folder /no/such/folder');
  });
});
