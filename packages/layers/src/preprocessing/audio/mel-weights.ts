export interface MelBands {
  /** How many frequencies a spectrum has, from 0 to half of the sampling rate. */
  frequencies: number;
  samplingRate: number;
  bands: number;
  minFreq: number;
  maxFreq: number;
}

/** How much each frequency belongs to each band of the mel scale, triangles that overlap by half: `[frequencies][bands]`. */
export function melWeights({ frequencies, samplingRate, bands, minFreq, maxFreq }: MelBands): number[][] {
  const low = toMel(minFreq);
  const width = (toMel(maxFreq) - low) / (bands + 1);
  return Array.from({ length: frequencies }, (_, i) => {
    const mel = toMel((i * samplingRate) / 2 / (frequencies - 1));
    // What does not change at all belongs to no band.
    return Array.from({ length: bands }, (_, band) =>
      i === 0 ? 0 : Math.max(0, 1 - Math.abs((mel - low) / width - (band + 1))),
    );
  });
}

function toMel(hertz: number): number {
  return 1127 * Math.log(1 + hertz / 700);
}
