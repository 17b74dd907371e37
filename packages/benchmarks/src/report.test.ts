import type { Outcome } from './race.ts';
import { asMarkdown, asText, figure, measurements, withResults, type Result } from './report.ts';
import { amountOf, speedup } from './works/work.ts';
import { xor } from './works/xor.ts';

function outcome(name: string, values: number[], cannot?: string): Outcome {
  const base = { entrant: { name, description: name }, values, peakMemory: 50 * 2 ** 20, versions: {} };
  return cannot === undefined ? base : { ...base, cannot };
}

describe('report', () => {
  const result: Result = {
    work: xor,
    outcomes: [
      outcome('argali-simd', [9000, 10000, 8000]),
      outcome('keras', [30, 20, 10]),
      outcome('tfjs-cpu', [], 'it has no kernel'),
    ],
  };

  it('writes a measurement for each contender that did the work', () =>
    expect(measurements(result)).toEqual([
      { work: 'xor', contender: 'argali-simd', unit: 'samples/s', median: 9000, min: 8000, max: 10000 },
      { work: 'xor', contender: 'keras', unit: 'samples/s', median: 20, min: 10, max: 30 },
    ]));

  it('compares with argali, tells what a contender cannot do, and whether a goal is reached', () => {
    const page = asMarkdown(result);
    expect(page).toContain('| keras | 20.0 samples/s | 10.0 – 30.0 | 450× | 50 MB |');
    expect(page).toContain('| tfjs-cpu | cannot: it has no kernel |');
    expect(page).toContain('- reached: argali-simd is 450× keras, the goal is 250');
    expect(page).not.toContain('tfjs-wasm');
    expect(asText(result)).toContain('450×');
  });

  it('knows goals that are amounts', () => {
    const product: Result = {
      work: { name: 'gemm', kind: 'product', size: 4, goals: [{ atLeast: 40, contender: 'argali-simd' }] },
      outcomes: [outcome('argali-relaxed', [50]), outcome('argali-simd', [39])],
    };
    expect(asMarkdown(product)).toContain('- missed: argali-simd makes 39.0 GFLOPS, the goal is 40');
  });

  it('replaces the results of a page and keeps its text', () => {
    const page = withResults('# Title\n\n', 'old');
    expect(withResults(page, 'new')).toBe(withResults('# Title\n\n', 'new'));
  });

  it('shows three digits', () =>
    expect([12345.6, 123.4, 12.34, 1.234, 0.1234].map(figure)).toEqual(['12,346', '123', '12.3', '1.23', '0.123']));

  it('turns times into figures', () => {
    expect(amountOf(xor, 10, 2)).toBe(20);
    expect(amountOf({ name: 'gemm', kind: 'product', size: 1000 }, 1, 2)).toBe(1);
    expect(amountOf({ name: 'kernel', kind: 'kernel', kernel: 'relu' }, 4, 2)).toBe(500);
  });

  it('knows where less is better', () => {
    expect(speedup('ms', 2, 6)).toBe(3);
    expect(speedup('GFLOPS', 6, 2)).toBe(3);
  });
});
