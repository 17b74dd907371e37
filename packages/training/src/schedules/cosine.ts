/** Half a cosine wave: 1 where nothing is `done`, 0 where all (1) is. */
export function cosine(done: number): number {
  return 0.5 * (1 + Math.cos(Math.PI * done));
}
