import { digitsAsSvg, digitsAsText } from './draw-digits.ts';

/** A digit of 28 × 28 pixels with ink at the places given as [row, column]. */
function digit(caption: string, ...ink: [number, number][]): { pixels: Float32Array; caption: string } {
  const pixels = new Float32Array(28 * 28);
  for (const [row, column] of ink) pixels[row * 28 + column] = 1;
  return { pixels, caption };
}

it('draws two rows of pixels in a line of text', () => {
  const lines = digitsAsText([digit('seven', [0, 0], [1, 1], [2, 2], [3, 2])]).split('\n');
  expect(lines.slice(0, 3)).toEqual(['▀▄', '  █', '']);
  expect(lines).toHaveLength(16);
  expect(lines[14]).toBe('seven');
});

it('draws digits side by side', () => {
  const lines = digitsAsText([digit('a', [0, 0]), digit('b', [1, 27]), digit('c', [0, 0])], 2).split('\n');
  expect(lines[0]).toBe(`▀${' '.repeat(27 + 2 + 27)}▄`);
  expect(lines[14]).toBe(`a${' '.repeat(29)}b`);
  expect(lines[16]).toBe('▀');
  expect(lines[30]).toBe('c');
});

it('draws an SVG with one square for each pixel with ink', () => {
  const svg = digitsAsSvg([digit('7, not 1', [0, 0], [3, 5]), digit('2, not 3')]);
  expect(svg.match(/<rect x=/g)).toHaveLength(2);
  expect(svg).toContain('<rect x="5" y="3" width="1" height="1" opacity="1.00"/>');
  expect(svg).toContain('<text x="14" y="32">7, not 1</text>');
  expect(svg).toContain('viewBox="0 0 64 37"');
  expect(svg.match(/<g /g)).toHaveLength(2);
});
