import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Mask } from '../../../src/core/mask/mask';
import { regionFrom, touchesEdge } from '../../../src/core/mask/regionFrom';

const size = { width: 7, height: 5 };
const masks = fc
  .array(fc.boolean(), { minLength: 35, maxLength: 35 })
  .map((pixels) => new Mask(size.width, size.height, Uint8Array.from(pixels, Number)));

/** The same by growing until nothing changes any more. */
function grown(mask: Mask, start: number, connectivity: 4 | 8): Mask {
  const region = new Mask(mask.width, mask.height);
  if (mask.data[start] === 1) region.data[start] = 1;
  for (let before = -1; before !== region.area;) {
    before = region.area;
    for (let a = 0; a < mask.data.length; a++) {
      if (region.data[a] === 0) continue;
      for (let b = 0; b < mask.data.length; b++) {
        const dx = Math.abs((a % 7) - (b % 7));
        const dy = Math.abs(Math.floor(a / 7) - Math.floor(b / 7));
        const isNear = connectivity === 8 ? Math.max(dx, dy) === 1 : dx + dy === 1;
        if (isNear && mask.data[b] === 1) region.data[b] = 1;
      }
    }
  }
  return region;
}

it('is what growing pixel by pixel ends with', () => {
  fc.assert(
    fc.property(masks, fc.nat(34), fc.constantFrom(4 as const, 8 as const), (mask, start, connectivity) => {
      const region = regionFrom(size, start, (at) => mask.data[at] === 1, connectivity);
      expect(region.data).toEqual(grown(mask, start, connectivity).data);
    }),
  );
});

it('touches the edge where one of its outer pixels is set', () => {
  fc.assert(
    fc.property(masks, (mask) => {
      const isOuter = (at: number): boolean => at % 7 === 0 || at % 7 === 6 || at < 7 || at >= 28;
      expect(touchesEdge(mask)).toBe(mask.data.some((value, at) => value === 1 && isOuter(at)));
    }),
  );
});
