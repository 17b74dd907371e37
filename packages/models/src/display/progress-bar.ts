import type { Logs } from '../callbacks/callback.ts';
import { isTerminal, print } from './print.ts';

const WIDTH = 20;
/** Seconds between two drawings. */
const INTERVAL = 0.05;

export interface ProgressBarConfig {
  /** How many steps there will be; `null` if unknown. */
  target: number | null;
  /** 1 draws a bar that moves, 2 one line at the end. */
  verbose: 1 | 2;
}

/**
 * One line of progress, as Keras prints it: `938/938 ━━━━━━━━━━━━━━━━━━━━ 4s 2ms/step - accuracy: 0.9123 - loss: 0.2934`.
 *
 * @see https://keras.io/api/utils/python_utils/#progbar-class
 */
export class ProgressBar {
  readonly #config: ProgressBarConfig;
  readonly #start = now();
  #afterFirst: number | null = null;
  #lastDrawn = 0;
  #lastWidth = 0;

  constructor(config: ProgressBarConfig) {
    this.#config = config;
  }

  /** Notes that `step` steps are done, and tells whether it is time to draw. */
  isDue(step: number): boolean {
    if (step === 1) this.#afterFirst = now();
    return this.#config.verbose === 1 && isTerminal() && now() - this.#lastDrawn >= INTERVAL;
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
    const bar = target === null ? '' : ` ${drawBar(step / Math.max(target, 1))}`;
    const seconds = final || target === null ? elapsed : perStep * (target - step);
    return `${bold(count)}${bar} ${bold(`${formatDuration(seconds)} ${formatPerStep(perStep)}`)}${formatLogs(logs)}`;
  }

  #plainLine(step: number, logs: Logs, target: number | null): string {
    const elapsed = now() - this.#start;
    return `${step}/${target ?? 'Unknown'} - ${formatDuration(elapsed)} - ${formatPerStep(this.#secondsPerStep(step))}${formatLogs(logs)}`;
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

function drawBar(fraction: number): string {
  const filled = Math.min(WIDTH, Math.floor(fraction * WIDTH));
  const [done, left] = ['━'.repeat(filled), '━'.repeat(WIDTH - filled)];
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

function formatPerStep(seconds: number): string {
  if (seconds >= 1) return `${Math.round(seconds)}s/step`;
  return seconds >= 1e-3 ? `${Math.round(seconds * 1e3)}ms/step` : `${Math.round(seconds * 1e6)}us/step`;
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
