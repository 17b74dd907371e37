import { ArgumentError, checkNonNegativeInteger, checkOptions, type TensorLike } from '@argali/core';
import { countClasses, readBothClasses } from './class-labels.ts';
import { countPairs, sum } from './confusion-matrix.ts';

export interface ClassificationReportOptions {
  /** Names of all classes, from class 0 on. Default: the numbers of those that appear. */
  labels?: readonly string[];
  /** Digits behind the point in the table. Default: 2. */
  digits?: number;
}

export interface ClassScores {
  /** Of what was taken for the class, the share that belongs to it. */
  precision: number;
  /** Of what belongs to the class, the share that was found. */
  recall: number;
  /** Harmonic mean of precision and recall. */
  f1: number;
  /** How many samples belong to the class. */
  support: number;
}

/** What {@link classificationReport} finds; as a string it is the table that scikit-learn prints. */
export interface ClassificationReport {
  classes: (ClassScores & { label: string })[];
  /** Share of the samples whose class was found. */
  accuracy: number;
  /** Means over the classes. */
  macroAverage: ClassScores;
  /** Means over the classes, weighted by their support. */
  weightedAverage: ClassScores;
  toString(): string;
}

/**
 * Precision, recall, F1 score and support of each class, their averages, and the accuracy. Labels and predictions are class
 * numbers of shape `[n]`, one-hot rows or probabilities of shape `[n, classes]`, or probabilities of class 1 of shape `[n]` or
 * `[n, 1]`, as `model.predict` gives them. A score with nothing to divide by is 0.
 *
 * @throws DataError for different numbers of samples, and for a class that has no label
 * @see https://scikit-learn.org/stable/modules/generated/sklearn.metrics.classification_report.html
 */
export async function classificationReport(
  yTrue: TensorLike,
  yPred: TensorLike,
  options: ClassificationReportOptions = {},
): Promise<ClassificationReport> {
  const { labels, digits = 2 } = checkOptions(options, 'classificationReport', ['labels', 'digits']);
  checkNonNegativeInteger(digits, { owner: 'classificationReport', name: 'digits' });
  if (labels?.length === 0)
    throw new ArgumentError('classificationReport: expected `labels` to name the classes. Received: []');
  const { expected, predicted } = await readBothClasses(yTrue, yPred);
  const counts = countPairs({ expected, predicted, classes: labels?.length ?? countClasses(expected, predicted) });
  const all = counts.map((row, i) => {
    const taken = sum(counts.map((other) => other[i] ?? 0));
    return { label: labels?.[i] ?? String(i), taken, ...scores(row[i] ?? 0, taken, sum(row)) };
  });
  const classes = all
    .filter(({ support, taken }) => labels !== undefined || support + taken > 0)
    .map(({ label, precision, recall, f1, support }) => ({ label, precision, recall, f1, support }));
  const numbers = {
    classes,
    accuracy: sum(counts.map((row, i) => row[i] ?? 0)) / expected.length,
    macroAverage: average(classes, () => 1),
    weightedAverage: average(classes, ({ support }) => support),
  };
  return { ...numbers, toString: () => tableOf(numbers, digits) };
}

function scores(right: number, taken: number, support: number): ClassScores {
  return {
    precision: ratio(right, taken),
    recall: ratio(right, support),
    f1: ratio(2 * right, taken + support),
    support,
  };
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

function average(classes: readonly ClassScores[], weight: (scores: ClassScores) => number): ClassScores {
  const total = sum(classes.map(weight));
  const mean = (key: 'precision' | 'recall' | 'f1'): number =>
    ratio(sum(classes.map((scores) => weight(scores) * scores[key])), total);
  return {
    precision: mean('precision'),
    recall: mean('recall'),
    f1: mean('f1'),
    support: sum(classes.map(({ support }) => support)),
  };
}

function tableOf(report: Omit<ClassificationReport, 'toString'>, digits: number): string {
  const { classes, accuracy, macroAverage, weightedAverage } = report;
  const width = classes.reduce(
    (most, { label }) => Math.max(most, label.length),
    Math.max('weighted avg'.length, digits),
  );
  const line = (label: string, cells: readonly string[]): string =>
    `${label.padStart(width)} ${cells.map((cell) => ` ${cell.padStart(9)}`).join('')}`;
  const row = (label: string, { precision, recall, f1, support }: ClassScores): string =>
    line(label, [...[precision, recall, f1].map((score) => score.toFixed(digits)), String(support)]);
  return [
    line('', ['precision', 'recall', 'f1-score', 'support']),
    '',
    ...classes.map((scores) => row(scores.label, scores)),
    '',
    line('accuracy', ['', '', accuracy.toFixed(digits), String(macroAverage.support)]),
    row('macro avg', macroAverage),
    row('weighted avg', weightedAverage),
    '',
  ].join('\n');
}
