import { tallyFolder } from './tally.ts';

/** Before a jest run: its processes are told where to leave their counts. */
export default function startTally(): void {
  // A run that a test of another run starts counts for itself.
  delete process.env['CONFORMANCE_TALLY'];
  process.env['CONFORMANCE_TALLY'] = tallyFolder();
}
