import { describe, expect, it } from 'vitest';
import { noVerdicts, sumVerdicts, untouchedShare, verdictsIn } from '../../../src/core/review/labelVerdicts';
import type { SidecarObject } from '../../../src/core/sidecar/sidecar';
import { rectMask, rectObject } from '../../support/sidecars';
import { encodeRunLength } from '../../../src/core/mask/runLength';

const size = { width: 4, height: 4 };
const rect = { x0: 0, y0: 0, x1: 2, y1: 2 };
const object = (id: string, fields: Partial<SidecarObject>): SidecarObject => rectObject(size, rect, { id, ...fields });

describe('the verdicts on masks of a label', () => {
  const { mask } = object('0', {});
  const proposal = { mask };
  const found = { source: 'taught' } as const;
  const objects = [
    object('1', { status: 'accepted', ...found }),
    object('2', { status: 'rejected', ...found, slice: 1 }),
    object('3', { status: 'corrected', proposal, slice: 2 }),
    object('4', { status: 'draft', ...found, slice: 3 }),
    object('5', { status: 'accepted' }),
    object('6', { status: 'draft', label: 'spleen' }),
  ];

  it('count examples by slice, and of the masks that a taught label has found, those accepted as they were', () => {
    expect(verdictsIn(objects)).toEqual([
      { label: 'liver', images: 1, slices: 2, verdicts: 4, judged: 3, untouched: 1 },
      { ...noVerdicts('spleen') },
    ]);
  });

  it('count no empty mask as an example', () => {
    const empty = encodeRunLength(rectMask(size, { x0: 0, y0: 0, x1: 0, y1: 0 }));
    const stored = { size: [...empty.size] as [number, number], counts: [...empty.counts] };
    expect(verdictsIn([object('1', { status: 'accepted', mask: stored })])[0]).toMatchObject({ images: 0, slices: 0 });
  });

  it('are summed over images, the label of most images first', () => {
    const one = { ...noVerdicts('a'), images: 1, verdicts: 2 };
    const two = { ...noVerdicts('b'), images: 1, verdicts: 1 };
    expect(sumVerdicts([one, two, two]).map(({ label, images, verdicts }) => [label, images, verdicts])).toEqual([
      ['b', 2, 2],
      ['a', 1, 2],
    ]);
  });

  it('give the share accepted untouched between two counts, where masks were judged', () => {
    expect(untouchedShare({ judged: 10, untouched: 4 }, { judged: 30, untouched: 19 })).toBe(0.75);
    expect(untouchedShare({ judged: 10, untouched: 4 }, { judged: 10, untouched: 4 })).toBeUndefined();
    expect(untouchedShare(undefined, { judged: 10, untouched: 4 })).toBeUndefined();
  });
});
