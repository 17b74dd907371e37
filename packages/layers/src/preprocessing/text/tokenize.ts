/** Ways to make texts alike. As in Keras, letters beyond ASCII keep their case. */
export const standardizers = {
  lower: (text: string): string => text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()),
  stripPunctuation: (text: string): string => text.replace(/[!"#$%&()*+,\-./:;<=>?@[\\\]^_`{|}~']/g, ''),
  lowerAndStripPunctuation: (text: string): string => standardizers.stripPunctuation(standardizers.lower(text)),
} as const;

/** Ways to cut a text into tokens. */
export const splitters = {
  whitespace: (text: string): string[] => text.split(/[ \t\n\v\f\r]+/).filter((word) => word !== ''),
  character: (text: string): string[] => Array.from(text),
} as const;

/** Runs of neighbouring tokens, for each width one after another, joined by spaces. */
export function ngrams(tokens: readonly string[], widths: readonly number[]): string[] {
  return widths.flatMap((width) =>
    Array.from({ length: Math.max(0, tokens.length - width + 1) }, (_, i) => tokens.slice(i, i + width).join(' ')),
  );
}
