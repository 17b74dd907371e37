/** A picture in shades from 0 (paper) to 1 (ink), row by row, with what is written below it. */
export interface Digit {
  pixels: ArrayLike<number>;
  caption: string;
}

const side = 28;

/** Two rows of pixels as one line of half blocks. */
function textLine(pixels: ArrayLike<number>, row: number): string {
  const blocks = [' ', '▀', '▄', '█'];
  const isInk = (y: number, x: number): number => ((pixels[y * side + x] ?? 0) > 0.4 ? 1 : 0);
  return Array.from({ length: side }, (_, x) => blocks[isInk(row, x) + 2 * isInk(row + 1, x)]).join('');
}

/** The digits as text for a terminal, `perRow` of them side by side. */
export function digitsAsText(digits: readonly Digit[], perRow = 3): string {
  const lines: string[] = [];
  for (let first = 0; first < digits.length; first += perRow) {
    const row = digits.slice(first, first + perRow);
    for (let y = 0; y < side; y += 2) lines.push(row.map(({ pixels }) => textLine(pixels, y)).join('  '));
    lines.push(row.map(({ caption }) => caption.padEnd(side)).join('  '), '');
  }
  return lines.map((line) => line.trimEnd()).join('\n');
}

/** The digits as an SVG picture, `perRow` of them side by side. */
export function digitsAsSvg(digits: readonly Digit[], perRow = 6): string {
  const cell = { width: side + 4, height: side + 9 };
  const groups = digits.map(({ pixels, caption }, i) => {
    const dots = Array.from(pixels, (ink, at) => dot(at, ink)).join('');
    const [x, y] = [(i % perRow) * cell.width + 2, Math.floor(i / perRow) * cell.height + 2];
    return `<g transform="translate(${x} ${y})">${dots}<text x="${side / 2}" y="${side + 4}">${caption}</text></g>`;
  });
  const width = Math.min(digits.length, perRow) * cell.width;
  const height = Math.ceil(digits.length / perRow) * cell.height;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${4 * width}" height="${4 * height}">`,
    '<style>text { font: 4px sans-serif; text-anchor: middle }</style>',
    '<rect width="100%" height="100%" fill="white"/>',
    ...groups,
    '</svg>',
    '',
  ].join('\n');
}

function dot(at: number, ink: number): string {
  if (ink === 0) return '';
  return `<rect x="${at % side}" y="${Math.floor(at / side)}" width="1" height="1" opacity="${ink.toFixed(2)}"/>`;
}
