import { tallyFolder } from './tally.ts';

/** Before a jest run: its processes are told where to leave their counts. */
export default function startTally(): void {
  process.env['CONFORMANCE_TALLY'] = tallyFolder();
}
