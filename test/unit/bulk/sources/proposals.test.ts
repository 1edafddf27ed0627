import { expect, it } from 'vitest';
import { openSource } from '../../../../src/core/bulk/sources';
import { intersectRect, isEmptyRect, roundOutward, type Rect } from '../../../../src/core/geometry/rect';
import { encodeRunLength } from '../../../../src/core/mask/runLength';
import { imageAtHand, sourceFolder } from '../../../support/sourceFolder';
import { rectMask } from '../../../support/sidecars';

const size = { width: 80, height: 60 };
const things: readonly Rect[] = [
  { x0: 8, y0: 8, x1: 20, y1: 20 },
  { x0: 50, y0: 30, x1: 66, y1: 46 },
];

it('finds what stays the same when its box changes, each thing once, the most stable first', async () => {
  const source = await openSource({ kind: 'proposals', count: 2 }, sourceFolder({ 'a.png': '' }));
  const objects = await source.objectsIn(
    imageAtHand('a.png', {
      info: { ...size, slices: 1 },
      // A box that holds a thing gives the thing; any other gives the box itself.
      ask: (_, prompts) =>
        Promise.resolve(
          prompts.map(({ box }) => {
            const thing = things.find((each) => {
              const part = intersectRect(each, box!);
              return (
                !isEmptyRect(part) &&
                part.x0 === each.x0 &&
                part.x1 === each.x1 &&
                part.y0 === each.y0 &&
                part.y1 === each.y1
              );
            });
            return { mask: encodeRunLength(rectMask(size, thing ?? roundOutward(box!))) };
          }),
        ),
    }),
  );
  expect(objects.map(({ label }) => label)).toEqual(['proposal', 'proposal']);
  expect(objects.map(({ prompt }) => prompt.box)).toEqual(expect.arrayContaining([...things]));
});
