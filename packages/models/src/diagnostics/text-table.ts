/** Rows as aligned text under a heading: the first column to the left, numbers to the right. */
export function textTable(heading: readonly string[], rows: readonly (readonly (string | number | null)[])[]): string {
  const cells = [heading, ...rows.map((row) => row.map(cell))];
  const widths = heading.map((_, column) => cells.reduce((width, row) => Math.max(width, row[column]?.length ?? 0), 0));
  const lines = cells.map((row) =>
    row
      .map((text, column) => (column === 0 ? text.padEnd(widths[0] ?? 0) : text.padStart(widths[column] ?? 0)))
      .join('  '),
  );
  const [first = '', ...others] = lines;
  return [first, '-'.repeat(first.length), ...others].join('\n');
}

function cell(value: string | number | null): string {
  if (value === null) return '-';
  return typeof value === 'string' ? value : formatNumber(value);
}

/** Four digits that count. */
export function formatNumber(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e6) return String(value);
  const size = Math.abs(value);
  return size >= 1e-3 && size < 1e5 ? String(Number(value.toPrecision(4))) : value.toExponential(2);
}
