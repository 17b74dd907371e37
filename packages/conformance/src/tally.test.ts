import { formatCounts, takeCounts, writeCounts, type Count } from './tally.ts';

const counts: Count[] = [
  { kind: 'losses', className: 'Huber', backend: 'cpu', passed: 0, failed: 0, notApplicable: 17 },
  { kind: 'layers', className: 'Dense', backend: 'cpu', passed: 14, failed: 0, notApplicable: 0 },
  { kind: 'layers', className: 'Conv2D', backend: 'cpu', passed: 1, failed: 2, notApplicable: 0 },
  { kind: 'layers', className: 'Dense', backend: 'wasm', passed: 13, failed: 1, notApplicable: 0 },
];

it('prints an aligned table by class', () => {
  expect(formatCounts(counts)).toBe(
    [
      '                              cpu                     wasm',
      '          passed  failed  not yet  passed  failed  not yet',
      'layers        15       2        ·      13       1        ·',
      '  Conv2D       1       2        ·       ·       ·        ·',
      '  Dense       14       ·        ·      13       1        ·',
      'losses         ·       ·       17       ·       ·        ·',
      '  Huber        ·       ·       17       ·       ·        ·',
      'total         15       2       17      13       1        ·',
    ].join('\n'),
  );
});

it('collects what several test files have counted, once', () => {
  const own = process.env['CONFORMANCE_TALLY'];
  process.env['CONFORMANCE_TALLY'] = `${own ?? ''}-test`;
  try {
    expect(takeCounts()).toEqual([]);
    writeCounts('layers', counts.slice(0, 1));
    writeCounts('losses', counts.slice(1));
    expect(takeCounts()).toEqual(counts);
    expect(takeCounts()).toEqual([]);
  } finally {
    process.env['CONFORMANCE_TALLY'] = own;
  }
});
