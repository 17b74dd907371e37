import { checkOptions } from '@argali/core';
import { lineChart } from './line-chart.ts';
import { suggestLearningRates, type LearningRateSuggestions } from './learning-rate-suggestions.ts';
import { formatNumber, textTable } from './text-table.ts';

export interface LearningRatePlotOptions {
  /** Of the picture, in pixels. Default: 640. */
  width?: number;
  /** Default: 400. */
  height?: number;
  /** Default: `Learning rate range test`. */
  title?: string;
}

/** What `findLearningRate` finds; as a string it is a table of the suggestions. */
export interface LearningRateSearch {
  /** The learning rate of each step that was taken. */
  learningRates: number[];
  /** The smoothed loss of each step, before its update. */
  losses: number[];
  /** The loss of each step's batch. */
  batchLosses: number[];
  suggestions: LearningRateSuggestions;
  /** The smoothed loss over the learning rate, with the suggestions marked, as the text of an SVG picture. */
  plot(options?: LearningRatePlotOptions): string;
  toString(): string;
}

/** @param options how many steps were planned, and how the learning rate grew */
export function searchResult(
  found: Pick<LearningRateSearch, 'learningRates' | 'losses' | 'batchLosses'>,
  { steps, schedule }: { steps: number; schedule: 'exponential' | 'linear' },
): LearningRateSearch {
  const { learningRates, losses } = found;
  const suggestions = suggestLearningRates(learningRates, losses, steps);
  const named = Object.entries(suggestions) as [keyof LearningRateSuggestions, number | null][];
  const lossAt = (rate: number): number => losses[learningRates.findLastIndex((other) => other <= rate)] ?? Number.NaN;
  return {
    ...found,
    suggestions,
    plot: (options = {}) => {
      const {
        width = 640,
        height = 400,
        title = 'Learning rate range test',
      } = checkOptions(options, 'plot', ['width', 'height', 'title']);
      return lineChart({
        points: learningRates.map((x, i) => ({ x, y: losses[i] ?? Number.NaN })),
        marks: named.flatMap(([name, x]) =>
          x === null ? [] : [{ x, y: lossAt(x), label: `${name} ${formatNumber(x)}` }],
        ),
        xScale: schedule === 'linear' ? 'linear' : 'logarithmic',
        xLabel: 'learning rate',
        yLabel: 'loss',
        title,
        width,
        height,
      });
    },
    toString: () => textTable(['suggestion', 'learning rate'], named),
  };
}
