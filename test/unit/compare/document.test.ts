import { expect, it } from 'vitest';
import { comparisonBody } from '../../../src/core/compare/document';
import { english } from '../../../src/core/text/message';
import { pairMasks } from '../../../src/core/compare/pairMasks';
import { drawnMask } from '../../support/drawnMask';

const pairs = pairMasks(
  [{ slice: 0, label: 'liver', mask: drawnMask('##..', '##..', '....') }],
  [{ slice: 0, label: 'liver', mask: drawnMask('.##.', '.##.', '....') }],
  { tolerance: 2 },
);
const page = { say: english };
const names = { image: 'a.dcm', one: 'now', other: 'last commit' };

it('reports the figures of each object', () => {
  const body = comparisonBody(pairs, [], names, page);
  expect(body).toContain('<td class="text">liver</td><td>4</td><td>4</td><td>0.500</td><td>0.333</td>');
  expect(body).not.toContain('<th>Slice</th>');
  expect(body).not.toContain('<th>Volume</th>');
  expect(
    comparisonBody(
      pairs.map((pair) => ({ ...pair, slice: 4 })),
      [],
      names,
      page,
    ),
  ).toContain('<td>5</td>');
  const later = pairs.map((pair) => ({ ...pair, volume: 7 }));
  expect(comparisonBody(later, [], names, page)).toContain('<td class="text">liver</td><td>8</td><td>4</td>');
});

it('draws what only one side has, and what both have, apart', () => {
  const body = comparisonBody(pairs, [{ slice: 0, picture: { source: 'data:image/png;base64,AAAA' } }], names, page);
  expect(body.match(/<image href="data:image\/png;base64,AAAA" width="4" height="3"/g)).toHaveLength(3);
  expect(body).toContain('<path d="M2,0L2,2L1,2L1,0Z" fill-rule="evenodd" class="fill-both"/>');
  expect(body).toContain('<path d="M1,0L1,2L0,2L0,0Z" fill-rule="evenodd" fill="url(#one-0)"/>');
  expect(body).toContain('<path d="M3,0L3,2L2,2L2,0Z" fill-rule="evenodd" fill="url(#other-0)"/>');
});

it('is safe whatever files and labels are called', () => {
  const hostile = '"><script>alert(1)</script>';
  const body = comparisonBody(
    pairs.map((pair) => ({ ...pair, label: hostile })),
    [],
    { image: hostile, one: hostile, other: hostile },
    page,
  );
  expect(body).not.toContain('<script');
});
