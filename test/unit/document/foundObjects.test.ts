import { describe, expect, it } from 'vitest';
import { foundObjects } from '../../../src/core/document/foundObjects';
import { decodeRunLength, encodeRunLength } from '../../../src/core/mask/runLength';
import { Mask } from '../../../src/core/mask/mask';
import { rectMask } from '../../support/sidecars';

const size = { width: 10, height: 10 };
const rects = [
  { x0: 0, y0: 0, x1: 3, y1: 2 },
  { x0: 5, y0: 5, x1: 9, y1: 9 },
  { x0: 9, y0: 0, x1: 10, y1: 1 },
];
const mask = new Mask(size.width, size.height);
for (const rect of rects) {
  const { data } = rectMask(size, rect);
  for (let i = 0; i < data.length; i++) mask.data[i]! |= data[i]!;
}
const answer = { mask: encodeRunLength(mask), quality: 0.8 };

describe('the objects of a taught label on a slice', () => {
  it('are one, prompted by the whole slice, where the examples show one', () => {
    expect(foundObjects(answer, undefined)).toEqual([
      { prompt: { box: { x0: 0, y0: 0, x1: 10, y1: 10 }, points: [] }, answer },
    ]);
  });

  it('are its components, each in its box, where the examples show several; smaller ones are noise', () => {
    const found = foundObjects(answer, { smallest: 0.06 });
    expect(found.map(({ prompt }) => prompt.box)).toEqual([rects[0], rects[1]]);
    expect(found.map(({ answer: { mask: part } }) => decodeRunLength(part).area)).toEqual([6, 16]);
    expect(found[0]!.answer.quality).toBe(0.8);
  });

  it('are none where it was not found', () => {
    expect(foundObjects({ mask: encodeRunLength(new Mask(4, 4)) }, undefined)).toEqual([]);
    expect(foundObjects({ mask: encodeRunLength(new Mask(4, 4)) }, { smallest: 0.1 })).toEqual([]);
  });
});
