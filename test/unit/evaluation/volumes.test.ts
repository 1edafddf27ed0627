import { describe, expect, it } from 'vitest';
import { boxedSlices, slicesWith, worstSlice } from '../../../src/core/evaluation/volumeUser';
import { MaskVolume } from '../../../src/core/mask/maskVolume';
import { overlap } from '../../../src/core/metrics/overlap';
import type { Followed } from '../../../src/core/propagation/followObjects';
import { boxEverySlice, simulateUser } from '../../../src/node/evaluation/simulateUser';
import { bodyModel, type Body } from '../../support/bodyModel';
import { rectMask } from '../../support/sidecars';

const size = { width: 60, height: 40, slices: 20 };
const model = { name: 'tiny', sha256: 'ab' };
const nothing = { x0: 0, y0: 0, x1: 0, y1: 0 };

function volumeOf(body: Body): MaskVolume {
  return MaskVolume.of(Array.from({ length: size.slices }, (_, slice) => rectMask(size, body(slice) ?? nothing)));
}

/** From slice 3 to 16, and drifting. */
const body: Body = (slice) =>
  slice < 3 || slice > 16 ? undefined : { x0: 10 + slice, y0: 10, x1: 30 + slice, y1: 30 };

describe('a user of a volume', () => {
  const reference = volumeOf(body);

  it('boxes a third and two thirds of the way through the object', () => {
    expect(boxedSlices(slicesWith(reference))).toEqual([7, 12]);
    expect(boxedSlices([4, 5, 6, 7, 8])).toEqual([5, 7]);
  });

  it('corrects the slice with the most wrong pixels, in either direction', () => {
    const answer = volumeOf((slice) => (slice === 5 ? undefined : slice === 18 ? body(16) : body(slice)));
    expect(worstSlice(answer, reference)).toBe(5);
    expect(worstSlice(answer, reference, new Set([5]))).toBe(18);
    expect(worstSlice(reference, reference)).toBeUndefined();
  });
});

describe('the simulated user', () => {
  it('needs two boxes for an object that the model follows', async () => {
    const reference = volumeOf(body);
    const stages = await simulateUser(reference, bodyModel(body, size), model, 3);
    for (const { masks } of stages) expect(overlap(masks, reference).dice).toBeGreaterThan(0.9);
    expect([...stages[0]!.boxes.keys()]).toEqual([7, 12]);
  });

  it('improves with each correction, and asks only between the slices that were touched', async () => {
    // The model takes a neighbour for the object on some slices.
    const seen: Body = (slice) =>
      slice >= 13 && slice <= 15 ? { x0: 10 + slice, y0: 10, x1: 24 + slice, y1: 22 } : body(slice);
    const reference = volumeOf(body);
    const volume = bodyModel(seen, size);
    const stages = await simulateUser(reference, volume, model, 2);
    const [first, second] = stages.map(({ masks }) => overlap(masks, reference).dice);
    expect(second!).toBeGreaterThan(first!);
    // The slices before the first box have no more to do with it.
    expect(volume.asked.filter((slice) => slice < 7)).toEqual([6, 5, 4, 3, 2]);
  });

  it('deletes what lies beyond the end of the object in one step', async () => {
    const reference = volumeOf((slice) => (slice > 14 ? undefined : body(slice)));
    const stages = await simulateUser(reference, bodyModel(body, size), model, 1);
    const areaFrom = (masks: MaskVolume, slice: number): number =>
      masks.data.subarray(slice * size.width * size.height).reduce((sum, value) => sum + value, 0);
    expect(areaFrom(stages[0]!.masks, 15)).toBeGreaterThan(0);
    expect(areaFrom(stages[1]!.masks, 15)).toBe(0);
    expect(areaFrom(stages[1]!.masks, 14)).toBeGreaterThan(0);
  });

  it('ends when nothing helps', async () => {
    const blind: Followed = {
      ...bodyModel(body, size),
      ask: (_at, prompts) =>
        Promise.resolve(prompts.map(() => ({ mask: { size: [size.width, size.height], counts: [2400] } }))),
    };
    const stages = await simulateUser(volumeOf(body), blind, model, 20);
    expect(stages.length).toBe(15);
    expect(stages.at(-1)!.masks.data.includes(1)).toBe(false);
  });

  it('boxes every slice where that is the protocol', async () => {
    const reference = volumeOf(body);
    const { masks, boxes } = await boxEverySlice(reference, bodyModel(body, size), model);
    expect(overlap(masks, reference).dice).toBe(1);
    expect([...boxes.keys()]).toEqual(slicesWith(reference));
  });
});
