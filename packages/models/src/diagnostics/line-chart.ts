export interface ChartPoint {
  x: number;
  y: number;
}

export interface LineChartOptions {
  /** In the order of the line. */
  points: readonly ChartPoint[];
  /** Points with a label, listed in a legend. */
  marks: readonly (ChartPoint & { label: string })[];
  xScale: 'linear' | 'logarithmic';
  title: string;
  xLabel: string;
  yLabel: string;
  /** Size of the picture in pixels. */
  width: number;
  height: number;
}

const margin = { left: 64, right: 20, top: 40, bottom: 48 };
const colours = ['#d95f02', '#1b9e77', '#7570b3', '#e7298a'];

/** A line with axes and marked points, as the text of an SVG picture. */
export function lineChart(options: LineChartOptions): string {
  const { points, marks, xScale, width, height } = options;
  const isLogarithmic = xScale === 'logarithmic';
  const xAxis = axis({ values: points.map(({ x }) => x), from: margin.left, to: width - margin.right, isLogarithmic });
  const yAxis = axis({
    values: points.map(({ y }) => y),
    from: height - margin.bottom,
    to: margin.top,
    isLogarithmic: false,
  });
  const place = ({ x, y }: ChartPoint): string => `${fixed(xAxis.place(x))},${fixed(yAxis.place(y))}`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12" fill="#333">`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    text(options.title, { x: width / 2, y: 22, anchor: 'middle', extra: ' font-size="15"' }),
    ...xAxis.ticks.flatMap((tick) => xTick(tick, xAxis.place(tick), height)),
    ...yAxis.ticks.flatMap((tick) => yTick(tick, yAxis.place(tick), width)),
    text(options.xLabel, { x: (margin.left + width - margin.right) / 2, y: height - 10, anchor: 'middle' }),
    text(options.yLabel, { x: 14, y: margin.top - 12, anchor: 'start' }),
    `<polyline fill="none" stroke="#2b6cb0" stroke-width="2" points="${points.map(place).join(' ')}"/>`,
    ...marks.flatMap((mark, i) => {
      const colour = colours[i % colours.length] ?? '';
      const [x, y] = [margin.left + 12, margin.top + 14 + 18 * i];
      return [
        dot(xAxis.place(mark.x), yAxis.place(mark.y), colour),
        dot(x, y - 4, colour),
        text(mark.label, { x: x + 10, y, anchor: 'start' }),
      ];
    }),
    '</svg>',
  ].join('\n');
}

interface Axis {
  ticks: readonly number[];
  place: (value: number) => number;
}

/** Maps the range of `values` to the pixels between `from` and `to`. */
function axis(options: { values: readonly number[]; from: number; to: number; isLogarithmic: boolean }): Axis {
  const { values, from, to, isLogarithmic } = options;
  const scale = isLogarithmic ? Math.log10 : (value: number): number => value;
  const low = values.reduce((least, value) => Math.min(least, value), Infinity);
  const high = values.reduce((most, value) => Math.max(most, value), -Infinity);
  const [start, span] = [scale(low), scale(high) - scale(low) || 1];
  return {
    ticks: isLogarithmic ? decades(low, high) : steps(low, high),
    place: (value) => from + ((scale(value) - start) / span) * (to - from),
  };
}

/** The powers of ten in the range; a range of few shows its ends. */
function decades(low: number, high: number): number[] {
  const [first, last] = [Math.ceil(Math.log10(low) - 1e-9), Math.floor(Math.log10(high) + 1e-9)];
  if (last - first < 1) return [low, high];
  return Array.from({ length: last - first + 1 }, (_, i) => Number(`1e${first + i}`));
}

/** About five round numbers in the range. */
function steps(low: number, high: number): number[] {
  if (high === low) return [low];
  const power = 10 ** Math.floor(Math.log10((high - low) / 5));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => (high - low) / size <= 6) ?? power;
  const first = Math.ceil(low / step);
  return Array.from({ length: Math.floor(high / step) - first + 1 }, (_, i) => (first + i) * step);
}

function xTick(value: number, x: number, height: number): string[] {
  const [top, bottom] = [margin.top, height - margin.bottom];
  return [
    `<line x1="${fixed(x)}" x2="${fixed(x)}" y1="${top}" y2="${bottom}" stroke="#ddd"/>`,
    text(tickLabel(value), { x, y: bottom + 16, anchor: 'middle' }),
  ];
}

function yTick(value: number, y: number, width: number): string[] {
  const [left, right] = [margin.left, width - margin.right];
  return [
    `<line x1="${left}" x2="${right}" y1="${fixed(y)}" y2="${fixed(y)}" stroke="#ddd"/>`,
    text(tickLabel(value), { x: left - 8, y: y + 4, anchor: 'end' }),
  ];
}

function tickLabel(value: number): string {
  const size = Math.abs(value);
  const rounded = Number(value.toPrecision(3));
  return size !== 0 && (size < 1e-3 || size >= 1e5) ? rounded.toExponential() : String(rounded);
}

function dot(x: number, y: number, colour: string): string {
  return `<circle cx="${fixed(x)}" cy="${fixed(y)}" r="4" fill="${colour}"/>`;
}

interface TextOptions {
  x: number;
  y: number;
  anchor: 'start' | 'middle' | 'end';
  extra?: string;
}

function text(content: string, { x, y, anchor, extra = '' }: TextOptions): string {
  return `<text x="${fixed(x)}" y="${fixed(y)}" text-anchor="${anchor}"${extra}>${escape(content)}</text>`;
}

function escape(content: string): string {
  return content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function fixed(value: number): string {
  return value.toFixed(1);
}
