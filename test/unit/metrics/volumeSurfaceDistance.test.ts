import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { MaskVolume } from '../../../src/core/mask/maskVolume';
import { overlap } from '../../../src/core/metrics/overlap';
import { volumeSurfaceDistance } from '../../../src/core/metrics/volumeSurfaceDistance';
import { drawnVolume } from '../../support/drawnVolume';

interface Pair {
  readonly predicted: readonly (readonly string[])[];
  readonly reference: readonly (readonly string[])[];
  readonly spacing: readonly [number, number, number];
  readonly tolerance: number;
  readonly nsd: number;
  readonly hd95: number;
  readonly dice: number;
}

const file = path.join(import.meta.dirname, '../../golden/metrics/volumes.json');
const { pairs } = JSON.parse(readFileSync(file, 'utf8')) as { pairs: Pair[] };

describe.each(pairs.map((pair, index) => ({ ...pair, index })))('pair $index of SciPy in three dimensions', (pair) => {
  const predicted = drawnVolume(...pair.predicted);
  const reference = drawnVolume(...pair.reference);

  it('has the same NSD and HD95, whichever mask comes first', () => {
    for (const [a, b] of [
      [predicted, reference],
      [reference, predicted],
    ] as const) {
      const measured = volumeSurfaceDistance(a, b, pair);
      expect(measured.nsd).toBeCloseTo(pair.nsd, 9);
      expect(measured.hd95).toBeCloseTo(pair.hd95, 9);
    }
  });

  it('has the same Dice', () => {
    expect(overlap(predicted, reference).dice).toBeCloseTo(pair.dice, 6);
  });
});

describe('the surfaces of empty masks', () => {
  const empty = new MaskVolume({ width: 3, height: 4 }, 12);
  const full = new MaskVolume({ width: 3, height: 4 }, 12, new Uint8Array(144).fill(1));

  it('agree with each other, and are as far as the volume is long from others', () => {
    expect(volumeSurfaceDistance(empty, empty, { tolerance: 2 })).toEqual({ nsd: 1, hd95: 0 });
    expect(volumeSurfaceDistance(full, empty, { tolerance: 2 })).toEqual({ nsd: 0, hd95: 13 });
    expect(() => overlap(full, new MaskVolume({ width: 3, height: 4 }, 11))).toThrow('3×4×12 and 3×4×11');
  });
});
