import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';

/** A number as the data store it: those that are not finite are strings. */
export type GoldenNumber = number | 'NaN' | 'Infinity' | '-Infinity';

/** A tensor as the data store it: flat values, row-major; those of `bool` are 0 and 1. */
export interface GoldenTensor {
  shape: number[];
  dtype: 'float32' | 'int32' | 'bool' | 'string';
  data: (number | string)[];
}

/** An object's class and configuration, in Keras's names. */
export interface GoldenObject {
  class_name: string;
  config: Record<string, unknown>;
}

/** What all cases have in common. */
export interface GoldenCase {
  id: string;
}

/** The project's own copy of the data. */
export const ownFolder: string = join(import.meta.dirname, '../golden');

/** Where the data are: the folder in the environment variable `GOLDEN_DIR`, or the project's own copy. */
export function goldenFolder(): string {
  const folder = process.env['GOLDEN_DIR'] ?? ownFolder;
  if (!existsSync(folder)) throw new Error(`GOLDEN_DIR: there is no folder ${folder}`);
  return folder;
}

/** The cases of one file; none if the folder has no such file. */
export function readCases<Case extends GoldenCase>(file: string, folder: string = goldenFolder()): Case[] {
  const path = join(folder, file);
  if (!existsSync(path)) return [];
  const { cases } = JSON.parse(readFileSync(path, 'utf8')) as { cases: Case[] };
  return cases;
}

/** Every JSON file of a subfolder, parsed, in the order of their names. */
export function readFolder<Content>(folder: string): Content[] {
  const path = join(goldenFolder(), folder);
  if (!existsSync(path)) return [];
  return readdirSync(path)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => JSON.parse(readFileSync(join(path, file), 'utf8')) as Content);
}

export function isGoldenTensor(value: unknown): value is GoldenTensor {
  return typeof value === 'object' && value !== null && 'shape' in value && 'dtype' in value && 'data' in value;
}

/** A new tensor with the stored values. */
export function toTensor({ shape, dtype, data }: GoldenTensor): tf.Tensor {
  if (dtype === 'string') return tf.tensor(data.map(String), shape, 'string');
  return tf.tensor(data.map(Number), shape, dtype);
}

/** `value` with every stored tensor inside it as a tensor. */
export function withTensors(value: unknown): unknown {
  if (isGoldenTensor(value)) return toTensor(value);
  if (Array.isArray(value)) return value.map(withTensors);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withTensors(item)]));
}
