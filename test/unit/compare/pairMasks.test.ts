import { describe, expect, it } from 'vitest';
import { masksInSlice, masksOf } from '../../../src/core/compare/namedMasks';
import { pairMasks, type NamedMask } from '../../../src/core/compare/pairMasks';
import type { Slice } from '../../../src/core/image/slice';
import { rectMask, liver, rectObject } from '../../support/sidecars';

const size = { width: 10, height: 10 };
const options = { tolerance: 2 };
const named = (x0: number, x1: number, label?: string, slice = 0): NamedMask => ({
  slice,
  mask: rectMask(size, { x0, y0: 0, x1, y1: 10 }),
  ...(label === undefined ? {} : { label }),
});

describe('pairMasks', () => {
  it('pairs each mask with the one it overlaps most, and scores what is left against nothing', () => {
    const [a, b] = [named(0, 4, 'liver'), named(4, 8, 'liver')];
    const [c, d, e] = [named(5, 8, 'liver'), named(3, 5, 'liver'), named(9, 10, 'spleen')];
    const pairs = pairMasks([a, b], [c, d, e], options);
    expect(pairs.map(({ label, one, other }) => [label, one, other])).toEqual([
      ['liver', a.mask, d.mask],
      ['liver', b.mask, c.mask],
      ['spleen', undefined, e.mask],
    ]);
    expect(pairs[1]!.score.dice).toBeCloseTo(6 / 7, 6);
    expect(pairs[2]!.score).toMatchObject({ nsd: 0 });
    expect(pairs[2]!.score.dice).toBeCloseTo(0, 6);
  });

  it('pairs no masks of different labels or slices, and takes the label that is known', () => {
    expect(pairMasks([named(0, 4, 'liver')], [named(0, 4, 'spleen')], options)).toHaveLength(2);
    expect(pairMasks([named(0, 4, 'liver', 1)], [named(0, 4, 'liver', 2)], options)).toHaveLength(2);
    const [pair, ...rest] = pairMasks([named(0, 4, 'liver')], [named(0, 4)], options);
    expect(rest).toEqual([]);
    expect(pair).toMatchObject({ label: 'liver', score: { dice: 1, nsd: 1, hd95: 0 } });
  });

  it('pairs nothing that does not touch', () => {
    expect(pairMasks([named(0, 2)], [named(5, 9)], options)).toHaveLength(2);
  });
});

describe('masksOf', () => {
  it('leaves out what was rejected', () => {
    const objects = [
      rectObject(size, { x0: 0, y0: 0, x1: 2, y1: 2 }),
      rectObject(size, { x0: 0, y0: 0, x1: 2, y1: 2 }),
    ];
    expect(masksOf([objects[0]!, { ...objects[1]!, status: 'rejected' }])).toHaveLength(1);
  });
});

describe('masksInSlice', () => {
  const slice = (channels: 1 | 3, data: readonly number[]): Slice => ({
    width: 2,
    height: 2,
    channels,
    data: Uint8Array.from(data),
    slope: 1,
    intercept: 0,
    invert: false,
    windows: [],
  });

  it('gives a mask for each value, with the name of the label it is', () => {
    const masks = masksInSlice(slice(1, [0, 1, 7, 7]), { slice: 3 }, [liver]);
    expect(masks.map(({ label, slice: index, mask }) => [label, index, [...mask.data]])).toEqual([
      ['liver', 3, [0, 1, 0, 0]],
      [undefined, 3, [0, 0, 1, 1]],
    ]);
  });

  it('knows labels by their colours, and says nothing of a single grey value', () => {
    const orange = [0xe6, 0x9f, 0];
    expect(masksInSlice(slice(3, [0, 0, 0, ...orange, ...orange, 0, 0, 0]), { slice: 0 }, [liver])[0]).toMatchObject({
      label: 'liver',
    });
    expect(masksInSlice(slice(1, [0, 1, 1, 0]), { slice: 0 }, [liver])[0]).not.toHaveProperty('label');
  });

  it('refuses a picture', () => {
    const picture = { ...slice(1, []), width: 10, height: 10, data: Uint8Array.from({ length: 100 }, (_, i) => i) };
    expect(() => masksInSlice(picture, { slice: 0 }, [])).toThrow(/a picture, not masks/);
  });
});
