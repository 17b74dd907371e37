import { checkBetween, checkConfig, checkPositiveInteger, type OptionsOf } from '@argali/core';
import type { Logs } from '../callbacks/callback.ts';
import { isTerminal, print } from './print.ts';

export interface ProgressBarConfig {
  /** How many steps there will be; `null` if unknown. */
  target: number | null;
  /** 1 draws a bar that moves, 2 one line at the end. */
  verbose: 1 | 2;
  /** Length of the bar in letters. Default: 20. */
  width?: number;
  /** Least time between two drawings, in seconds. Default: 0.05. */
  interval?: number;
  /** What is counted. Default: `'step'`. */
  unitName?: string;
}

/**
 * One line of progress, as Keras prints it: `938/938 ━━━━━━━━━━━━━━━━━━━━ 4s 2ms/step - accuracy: 0.9123 - loss: 0.2934`.
 *
 * @see https://keras.io/api/utils/python_utils/#progbar-class
 */
export class ProgressBar {
  static readonly options: readonly string[] = [
    'target',
    'verbose',
    'width',
    'interval',
    'unitName',
  ] satisfies OptionsOf<ProgressBarConfig>;

  readonly #config: Required<ProgressBarConfig>;
  readonly #start = now();
  #afterFirst: number | null = null;
  #lastDrawn = 0;
  #lastWidth = 0;

  /** @throws ArgumentError if `width` is not a positive integer or `interval` negative */
  constructor(config: ProgressBarConfig) {
    const { target, verbose, width = 20, interval = 0.05, unitName = 'step' } = checkConfig(config, new.target);
    const owner = 'ProgressBar';
    checkPositiveInteger(width, { owner, name: 'width' });
    checkBetween(interval, { owner, name: 'interval', low: 0, high: Infinity });
    this.#config = { target, verbose, width, interval, unitName };
  }

  /** Notes that `step` steps are done, and tells whether it is time to draw. */
  isDue(step: number): boolean {
    if (step === 1) this.#afterFirst = now();
    return this.#config.verbose === 1 && isTerminal() && now() - this.#lastDrawn >= this.#config.interval;
  }

  /** Draws the line for `step` steps done; `final` ends it. */
  draw(step: number, logs: Logs, final: boolean): void {
    this.#lastDrawn = now();
    const { target, verbose } = this.#config;
    if (verbose === 2 && !final) return;
    const done = final ? step : target;
    const line = verbose === 1 ? this.#barLine(step, logs, { target: done, final }) : this.#plainLine(step, logs, done);
    const width = visibleLength(line);
    const rewind = verbose === 1 && isTerminal() ? '\r' : '';
    print(rewind + line + ' '.repeat(Math.max(0, this.#lastWidth - width)) + (final ? '\n' : ''));
    this.#lastWidth = width;
  }

  #barLine(step: number, logs: Logs, { target, final }: { target: number | null; final: boolean }): string {
    const elapsed = now() - this.#start;
    const perStep = this.#secondsPerStep(step);
    const count =
      target === null
        ? `${String(step).padStart(7)}/Unknown`
        : `${String(step).padStart(String(target).length)}/${target}`;
    const bar = target === null ? '' : ` ${drawBar(step / Math.max(target, 1), this.#config.width)}`;
    const seconds = final || target === null ? elapsed : perStep * (target - step);
    return `${bold(count)}${bar} ${bold(`${formatDuration(seconds)} ${this.#perUnit(perStep)}`)}${formatLogs(logs)}`;
  }

  #plainLine(step: number, logs: Logs, target: number | null): string {
    const elapsed = now() - this.#start;
    return `${step}/${target ?? 'Unknown'} - ${formatDuration(elapsed)} - ${this.#perUnit(this.#secondsPerStep(step))}${formatLogs(logs)}`;
  }

  #perUnit(seconds: number): string {
    return `${formatSeconds(seconds)}/${this.#config.unitName}`;
  }

  /** The first step is left out: it builds the model and warms up. */
  #secondsPerStep(step: number): number {
    const from = this.#afterFirst;
    if (from !== null && step > 1) return (now() - from) / (step - 1);
    return (now() - this.#start) / Math.max(step, 1);
  }
}

function now(): number {
  return performance.now() / 1000;
}

function bold(text: string): string {
  return isTerminal() ? `\x1b[1m${text}\x1b[0m` : text;
}

function drawBar(fraction: number, width: number): string {
  const filled = Math.min(width, Math.floor(fraction * width));
  const [done, left] = ['━'.repeat(filled), '━'.repeat(width - filled)];
  return isTerminal() ? `\x1b[32m${done}\x1b[0m\x1b[37m${left}\x1b[0m` : done + left;
}

const colourCode = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');

function visibleLength(line: string): number {
  return line.replaceAll(colourCode, '').length;
}

/** `3s`, `1:05`, `2:01:05`. */
function formatDuration(seconds: number): string {
  const whole = Math.floor(seconds);
  const two = (value: number): string => String(value).padStart(2, '0');
  if (whole >= 3600) return `${Math.floor(whole / 3600)}:${two(Math.floor((whole % 3600) / 60))}:${two(whole % 60)}`;
  return whole >= 60 ? `${Math.floor(whole / 60)}:${two(whole % 60)}` : `${whole}s`;
}

function formatSeconds(seconds: number): string {
  if (seconds >= 1) return `${Math.round(seconds)}s`;
  return seconds >= 1e-3 ? `${Math.round(seconds * 1e3)}ms` : `${Math.round(seconds * 1e6)}us`;
}

/** ` - accuracy: 0.9123 - loss: 2.9340e-04`, in the order given. */
export function formatLogs(logs: Logs): string {
  return Object.entries(logs)
    .map(([key, value]) => ` - ${key}: ${Math.abs(value) > 1e-3 ? value.toFixed(4) : formatExponent(value)}`)
    .join('');
}

/** `2.9340e-04`: two digits of exponent, as C prints it. */
function formatExponent(value: number): string {
  return value.toExponential(4).replace(/e([+-])(\d)$/, 'e$10$2');
}
