import { formatCounts, takeCounts } from './tally.ts';

/** After a jest run: prints the counts of all conformance tests in it, if there were any. */
export default function printTally(): void {
  const counts = takeCounts();
  if (counts.length > 0)
    process.stdout.write(`\nConformance with Keras, cases by class\n\n${formatCounts(counts)}\n\n`);
}
