import { describe, expect, it, vi } from 'vitest';
import { openSource } from '../../../src/core/bulk/sources';
import { foundObjects } from '../../../src/core/document/foundObjects';
import { encodeRunLength } from '../../../src/core/mask/runLength';
import { Mask } from '../../../src/core/mask/mask';
import type { SlicePlace } from '../../../src/core/image/slicePlace';
import { imageAtHand, sourceFolder } from '../../support/sourceFolder';

const info = { width: 4, height: 3, slices: 3 };
const empty = encodeRunLength(new Mask(4, 3));
const filled = encodeRunLength(new Mask(4, 3, new Uint8Array(12).fill(1)));
const spec = { kind: 'taught', labels: ['liver', 'spleen'] } as const;

async function open() {
  return openSource({ ...spec, labels: [...spec.labels] }, sourceFolder({ 'a.png': '', 'b.nii.gz': '', 'c.txt': '' }));
}

describe('taught labels as a source', () => {
  it('speak of every image', async () => {
    expect([...(await open()).images]).toEqual(['a.png', 'b.nii.gz']);
  });

  it('find each label on every slice of a volume, and nothing where it is not found', async () => {
    const find = vi.fn(({ slice }: SlicePlace) =>
      Promise.resolve([foundObjects({ mask: slice === 1 ? empty : filled, quality: 0.9 }, undefined), []]),
    );
    const objects = await (await open()).objectsIn(imageAtHand('b.nii.gz', { info, isWhole: true, find }));
    expect(objects.map(({ label, slice }) => [label, slice])).toEqual([
      ['liver', 0],
      ['liver', 2],
    ]);
    expect(objects[0]).toMatchObject({
      prompt: { box: { x0: 0, y0: 0, x1: 4, y1: 3 }, points: [] },
      answer: { mask: filled, quality: 0.9 },
    });
    expect(find).toHaveBeenCalledTimes(3);
    expect(find).toHaveBeenCalledWith({ slice: 0 }, ['liver', 'spleen']);
  });

  it('ask about the slice alone that a file of a series holds', async () => {
    const find = vi.fn(() =>
      Promise.resolve([foundObjects({ mask: filled }, undefined), foundObjects({ mask: filled }, undefined)]),
    );
    const objects = await (await open()).objectsIn(imageAtHand('a.png', { info, slice: 2, from: 2, find }));
    expect(objects.map(({ label, slice }) => [label, slice])).toEqual([
      ['liver', 2],
      ['spleen', 2],
    ]);
  });
});
