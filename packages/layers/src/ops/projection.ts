import type { Projection } from './sample-images.ts';

export type Point = readonly [x: number, y: number];

/** The projection that takes four points to four others; `null` if there is none, as three of them lie on a line. */
export function projectionBetween(from: readonly Point[], to: readonly Point[]): Projection | null {
  const rows = from.flatMap(([x, y], i) => {
    const [u, v] = to[i] ?? [0, 0];
    return [
      [x, y, 1, 0, 0, 0, -u * x, -u * y, u],
      [0, 0, 0, x, y, 1, -v * x, -v * y, v],
    ];
  });
  return solve(rows);
}

/** Solves linear equations, each the coefficients and then the right side, by elimination. */
function solve(equations: readonly (readonly number[])[]): number[] | null {
  const rows = equations.map((row) => [...row]);
  const size = rows.length;
  for (let column = 0; column < size; column++) {
    const rest = rows.slice(column).map((row) => Math.abs(row[column] ?? 0));
    const pivotAt = column + rest.indexOf(Math.max(...rest));
    const pivot = rows[pivotAt] ?? [];
    if (Math.abs(pivot[column] ?? 0) < 1e-9) return null;
    rows[pivotAt] = rows[column] ?? [];
    rows[column] = pivot.map((value) => value / (pivot[column] ?? 1));
    const scaled = rows[column] ?? [];
    rows.forEach((row, i) => {
      const factor = row[column] ?? 0;
      if (i !== column) rows[i] = row.map((value, at) => value - factor * (scaled[at] ?? 0));
    });
  }
  return rows.map((row) => row[size] ?? 0);
}
