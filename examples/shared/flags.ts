import { Command, InvalidArgumentError, Option } from '@commander-js/extra-typings';

/** Reads a flag that counts something. */
export function count(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('Expected a whole number from 1.');
  return value;
}

/** Reads a flag that counts something of which there are not more than `most`. */
export function countUpTo(most: number): (text: string) => number {
  return (text) => {
    if (count(text) > most) throw new InvalidArgumentError(`There are ${most}.`);
    return count(text);
  };
}

/** Reads a flag that is any number from 0. */
export function amount(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < 0)
    throw new InvalidArgumentError('Expected a number from 0.');
  return value;
}

/** Reads a flag that is any number above 0. */
export function positive(text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0) throw new InvalidArgumentError('Expected a number above 0.');
  return value;
}

/** Reads a seed. */
export function seed(text: string): number {
  return text === '0' ? 0 : count(text);
}

/** A program with the two flags that every example has. */
export function program(name: string, description: string) {
  return new Command(name)
    .description(description)
    .addOption(
      new Option('--backend <name>', 'what computes').choices(['wasm', 'cpu'] as const).default('wasm' as const),
    )
    .option('--seed <number>', 'the same seed gives the same run', seed, 1);
}
