import { describe, expect, it, vi } from 'vitest';
import { openSource } from '../../../src/core/bulk/sources';
import { foundObjects, type AskBoxes } from '../../../src/core/document/foundObjects';
import { encodeRunLength } from '../../../src/core/mask/runLength';
import { Mask } from '../../../src/core/mask/mask';
import type { SlicePlace } from '../../../src/core/image/slicePlace';
import { imageAtHand, sourceFolder } from '../../support/sourceFolder';

const info = { width: 4, height: 3, slices: 3 };
const empty = encodeRunLength(new Mask(4, 3));
const filled = encodeRunLength(new Mask(4, 3, new Uint8Array(12).fill(1)));
const neverAsked: AskBoxes = () => Promise.reject(new Error('The model was asked.'));
const spec = { kind: 'taught', labels: ['liver', 'spleen'] } as const;

async function open() {
  return openSource({ ...spec, labels: [...spec.labels] }, sourceFolder({ 'a.png': '', 'b.nii.gz': '', 'c.txt': '' }));
}

describe('taught labels as a source', () => {
  it('speak of every image', async () => {
    expect([...(await open()).images]).toEqual(['a.png', 'b.nii.gz']);
  });

  it('find each label on every slice of a volume, and nothing where it is not found', async () => {
    const find = vi.fn(async ({ slice }: SlicePlace) => [
      await foundObjects({ mask: slice === 1 ? empty : filled, quality: 0.9 }, undefined, neverAsked),
      [],
    ]);
    const ask = vi.fn(() => Promise.resolve([{ mask: empty }]));
    const objects = await (await open()).objectsIn(imageAtHand('b.nii.gz', { info, isWhole: true, find, ask }));
    expect(objects.map(({ label, slice }) => [label, slice])).toEqual([
      ['liver', 0],
      ['liver', 2],
    ]);
    expect(objects[0]).toMatchObject({
      prompt: { box: { x0: 0, y0: 0, x1: 4, y1: 3 }, points: [] },
      answer: { mask: filled, quality: 0.9 },
    });
    // Both neighbours of the slice have the liver.
    expect(ask).toHaveBeenCalledExactlyOnceWith({ slice: 1 }, [objects[0]!.prompt], 'assessed');
    expect(find).toHaveBeenCalledTimes(3);
    expect(find).toHaveBeenCalledWith({ slice: 0 }, ['liver', 'spleen']);
  });

  it('ask about the slice alone that a file of a series holds', async () => {
    const found = await foundObjects({ mask: filled }, undefined, neverAsked);
    const find = vi.fn(() => Promise.resolve([found, found]));
    const objects = await (await open()).objectsIn(imageAtHand('a.png', { info, slice: 2, from: 2, find }));
    expect(objects.map(({ label, slice }) => [label, slice])).toEqual([
      ['liver', 2],
      ['spleen', 2],
    ]);
  });
});
