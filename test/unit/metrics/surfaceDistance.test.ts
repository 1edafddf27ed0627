import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { squaredDistances } from '../../../src/core/mask/distanceTransform';
import { Mask } from '../../../src/core/mask/mask';
import { surfaceDistance } from '../../../src/core/metrics/surfaceDistance';
import { drawnMask } from '../../support/drawnMask';

interface Pair {
  readonly predicted: readonly string[];
  readonly reference: readonly string[];
  readonly spacing: readonly [number, number];
  readonly tolerance: number;
  readonly squaredDistances: readonly number[];
  readonly nsd: number;
  readonly hd95: number;
}

const file = path.join(import.meta.dirname, '../../golden/metrics/metrics.json');
const { pairs } = JSON.parse(readFileSync(file, 'utf8')) as { pairs: Pair[] };

describe.each(pairs.map((pair, index) => ({ ...pair, index })))('pair $index of SciPy', (pair) => {
  const predicted = drawnMask(...pair.predicted);
  const reference = drawnMask(...pair.reference);

  it('has the same distances', () => {
    const squared = squaredDistances(predicted, pair.spacing);
    pair.squaredDistances.forEach((expected, i) => {
      expect(squared[i]).toBeCloseTo(expected, 5);
    });
  });

  it('has the same NSD and HD95, whichever mask comes first', () => {
    for (const measured of [surfaceDistance(predicted, reference, pair), surfaceDistance(reference, predicted, pair)]) {
      expect(measured.nsd).toBeCloseTo(pair.nsd, 9);
      expect(measured.hd95).toBeCloseTo(pair.hd95, 9);
    }
  });
});

describe('squaredDistances', () => {
  it('is infinite where there is no object', () => {
    expect([...squaredDistances(new Mask(2, 2))]).toEqual([Infinity, Infinity, Infinity, Infinity]);
  });
});

describe('surfaceDistance', () => {
  const empty = new Mask(4, 3);
  const full = drawnMask('####', '####', '####');

  it('is defined for empty masks', () => {
    expect(surfaceDistance(empty, empty, { tolerance: 2 })).toEqual({ nsd: 1, hd95: 0 });
    expect(surfaceDistance(empty, full, { tolerance: 2 })).toEqual({ nsd: 0, hd95: 5 });
    expect(surfaceDistance(full, empty, { tolerance: 2, spacing: [3, 3] })).toEqual({ nsd: 0, hd95: 15 });
  });

  it('counts a distance equal to the tolerance as within', () => {
    const near = drawnMask('#...');
    const far = drawnMask('..#.');
    expect(surfaceDistance(near, far, { tolerance: 2 })).toEqual({ nsd: 1, hd95: 2 });
    expect(surfaceDistance(near, far, { tolerance: 1.99 })).toEqual({ nsd: 0, hd95: 2 });
  });

  it('takes the border of the image for a surface', () => {
    const inner = drawnMask('....', '.##.', '....');
    // Of the ten surface pixels of the full mask, six lie beside the two of the inner one.
    expect(surfaceDistance(inner, full, { tolerance: 1 }).nsd).toBeCloseTo((2 + 6) / (2 + 10), 9);
  });
});
