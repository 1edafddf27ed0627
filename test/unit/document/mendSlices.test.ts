import { describe, expect, it, vi } from 'vitest';
import type { FoundObject } from '../../../src/core/document/foundObjects';
import { Mask } from '../../../src/core/mask/mask';
import { decodeRunLength, encodeRunLength } from '../../../src/core/mask/runLength';
import { inscribedEllipse } from '../../../src/core/metrics/inscribedEllipse';
import { overlap } from '../../../src/core/metrics/overlap';
import { mendSlices } from '../../../src/core/document/mendSlices';

const size = { width: 64, height: 48 };
const disc = (x: number, radius = 12): Mask =>
  inscribedEllipse(size, { x0: x - radius, y0: 24 - radius, x1: x + radius, y1: 24 + radius });
const objectOf = (mask: Mask): FoundObject => ({
  prompt: { box: { x0: 0, y0: 0, x1: 64, y1: 48 }, points: [] },
  answer: { mask: encodeRunLength(mask), quality: 0.5 },
});
const found = (...masks: readonly (Mask | undefined)[]): FoundObject[][] =>
  masks.map((mask) => (mask === undefined ? [] : [objectOf(mask)]));
const answering = (mask: Mask) => vi.fn(() => Promise.resolve([{ mask: encodeRunLength(mask), quality: 0.9 }]));

describe('a taught label on the slices of a volume', () => {
  it('is asked about where a slice between two that agree has nothing, or something else', async () => {
    const slices = found(disc(20), undefined, disc(22), disc(50, 8), disc(24));
    const ask = answering(disc(22));
    const mended = await mendSlices(slices, ask);
    expect(ask.mock.calls.map(([slice]: unknown[]) => slice)).toEqual([1, 3]);
    for (const slice of [1, 3]) {
      const [{ prompt, answer }] = mended[slice] as [FoundObject];
      expect(overlap(decodeRunLength(answer.mask), disc(22)).dice).toBe(1);
      expect(answer.quality).toBe(0.9);
      expect(prompt.box!.x0).toBeGreaterThan(5);
    }
    expect([0, 2, 4].map((slice) => mended[slice])).toEqual([0, 2, 4].map((slice) => slices[slice]));
  });

  it('keeps what was found where the second answer is no nearer to its neighbours', async () => {
    const slices = found(disc(20), disc(50, 8), disc(22));
    expect(await mendSlices(slices, answering(disc(52, 8)))).toEqual(slices);
    expect(await mendSlices(slices, answering(new Mask(64, 48)))).toEqual(slices);
  });

  it('is not asked about at the ends, where neighbours differ, or with several objects on a slice', async () => {
    const ask = answering(disc(20));
    const ends = found(undefined, disc(20), disc(21), undefined);
    expect(await mendSlices(ends, ask)).toEqual(ends);
    const apart = found(disc(14), undefined, disc(50));
    expect(await mendSlices(apart, ask)).toEqual(apart);
    const several = [...found(disc(20), undefined, disc(20)), [objectOf(disc(10, 4)), objectOf(disc(50, 4))]];
    expect(await mendSlices(several, ask)).toBe(several);
    expect(ask).not.toHaveBeenCalled();
  });
});
