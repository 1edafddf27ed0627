import { describe, expect, it } from 'vitest';
import { maskFacts } from '../../../src/core/dataset/datasetImage';
import { statusOf } from '../../../src/core/dataset/status';
import { rectObject } from '../../support/sidecars';

const size = { width: 8, height: 8 };
const rect = { x0: 1, y0: 1, x1: 5, y1: 5 };
const machine = rectObject(size, rect);
const prompted = rectObject(size, rect, { origin: 'human' });
const accepted = rectObject(size, rect, { origin: 'human', status: 'accepted' });
const corrected = rectObject(size, rect, { origin: 'human', status: 'corrected' });
const rejected = rectObject(size, rect, { origin: 'human', status: 'rejected' });

describe('the status of an image', () => {
  it.each([
    ['none', []],
    ['machine', [machine]],
    ['machine', [accepted, machine, rejected]],
    ['machine', [prompted]],
    ['machine', [accepted, prompted]],
    ['accepted', [rejected, accepted]],
    ['corrected', [accepted, corrected]],
    ['rejected', [rejected, rejected]],
  ] as const)('is %s', (status, objects) => {
    expect(statusOf({ objects: [...objects] })).toBe(status);
  });

  it('is empty once a person has said so, even where masks were rejected before', () => {
    const empty = { by: 'Anna', at: '2026-11-29T20:00:00.000Z' };
    expect(statusOf({ objects: [], empty })).toBe('empty');
    expect(statusOf({ objects: [rejected], empty })).toBe('empty');
  });

  it('comes with counts, labels and the lowest estimate of what is not rejected', () => {
    const image = { file: 'a.png', width: 4, height: 4, slices: 1 };
    const worst = { ...rejected, quality: 0.1, label: 'cyst' };
    expect(maskFacts({ image, objects: [machine, worst, { ...machine, quality: 0.6 }] })).toEqual({
      status: 'machine',
      objects: 3,
      unreviewed: 2,
      labels: ['liver', 'cyst'],
      quality: 0.6,
      verdicts: [
        { label: 'liver', images: 0, slices: 0, judged: 0, untouched: 0, verdicts: 0 },
        { label: 'cyst', images: 0, slices: 0, judged: 0, untouched: 0, verdicts: 1 },
      ],
    });
    const { quality: _, ...unrated } = machine;
    expect(maskFacts({ image, objects: [unrated] })).not.toHaveProperty('quality');
    const ofSeries = { ...image, slices: 2, instances: ['1', '2'] };
    expect(maskFacts({ image: ofSeries, objects: [] })).toMatchObject({ ofSeries: true });
  });
});
