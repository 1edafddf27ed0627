import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanUpVolume, type SliceMask, type VolumeCleanUp } from '../../../src/core/mask/cleanUp/volume/operation';
import { Mask } from '../../../src/core/mask/mask';
import { MaskVolume } from '../../../src/core/mask/maskVolume';
import { decodeRunLength, encodeRunLength } from '../../../src/core/mask/runLength';
import { drawnVolume } from '../../support/drawnVolume';

interface Case {
  readonly mask: string;
  readonly results: Readonly<Record<string, string>>;
}

// From SciPy: test/golden/masks/cleanUpVolume.py.
const file = path.join(import.meta.dirname, '../../golden/masks/cleanUpVolume.json');
const cases = JSON.parse(readFileSync(file, 'utf8')) as readonly Case[];

const operations: Readonly<Record<string, VolumeCleanUp>> = {
  fillHoles: { kind: 'fillHoles' },
  keepLargest: { kind: 'keepLargest' },
  removeIslands: { kind: 'removeIslands', least: 6 },
  smooth: { kind: 'smooth', distance: 1.2, size: [1, 1, 1] },
  'smooth mm': { kind: 'smooth', distance: 1.4, size: [0.7, 0.9, 3] },
};

const drawn = (text: string): MaskVolume => drawnVolume(...text.split('|').map((plane) => plane.split('/')));

function masksOf(volume: MaskVolume): SliceMask[] {
  return Array.from({ length: volume.slices }, (_, slice) => ({ slice, mask: encodeRunLength(volume.slice(slice)) }));
}

function cleaned(volume: MaskVolume, operation: VolumeCleanUp): MaskVolume {
  const result = new MaskVolume(volume, volume.slices);
  for (const { slice, mask } of cleanUpVolume(masksOf(volume), volume, operation)) {
    result.slice(slice).data.set(decodeRunLength(mask).data);
  }
  return result;
}

const textOf = ({ data }: MaskVolume): string => Array.from(data, (value) => '.#'[value]).join('');

const volumes = fc
  .tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 }))
  .chain(([width, height, slices]) =>
    fc
      .array(fc.integer({ min: 0, max: 1 }), {
        minLength: width * height * slices,
        maxLength: width * height * slices,
      })
      .map((values) => new MaskVolume({ width, height }, slices, Uint8Array.from(values))),
  );

describe.each(cases.map((each, i) => [i, each] as const))('volume %i as SciPy cleans it up', (_, { mask, results }) => {
  it.each(Object.keys(results))('%s', (name) => {
    expect(textOf(cleaned(drawn(mask), operations[name]!))).toBe(textOf(drawn(results[name]!)));
  });
});

describe('clean-up in three dimensions', () => {
  const every = fc.constantFrom(...Object.values(operations));

  it('only adds or only removes, and twice changes no more than once, but for smoothing', () => {
    fc.assert(
      fc.property(volumes, every, (volume, operation) => {
        if (operation.kind === 'smooth') return;
        const once = cleaned(volume, operation);
        const isAdded = operation.kind === 'fillHoles';
        for (const [i, value] of volume.data.entries()) {
          if (isAdded) expect(once.data[i]!).toBeGreaterThanOrEqual(value);
          else expect(once.data[i]!).toBeLessThanOrEqual(value);
        }
        expect(textOf(cleaned(once, operation))).toBe(textOf(once));
      }),
    );
  });

  it('does the same whichever way the slices are counted', () => {
    const turned = (volume: MaskVolume): MaskVolume =>
      MaskVolume.of(Array.from({ length: volume.slices }, (_, i) => volume.slice(volume.slices - 1 - i)));
    fc.assert(
      fc.property(volumes, every, (volume, operation) => {
        // Of equally large parts the first stays.
        if (operation.kind === 'keepLargest') return;
        expect(textOf(turned(cleaned(turned(volume), operation)))).toBe(textOf(cleaned(volume, operation)));
      }),
    );
  });

  it('works on a part of a volume as on all of it', () => {
    fc.assert(
      fc.property(volumes, every, (volume, operation) => {
        // What the border cuts off is treated otherwise than what ends there.
        const padded = (by: number): MaskVolume => {
          const size = { width: volume.width + 2 * by, height: volume.height + 2 * by };
          const whole = new MaskVolume(size, volume.slices + 2 * by);
          for (let slice = 0; slice < volume.slices; slice++) {
            const [from, to] = [volume.slice(slice), whole.slice(slice + by)];
            for (let y = 0; y < volume.height; y++) {
              const row = from.data.subarray(y * volume.width, (y + 1) * volume.width);
              to.data.set(row, (y + by) * size.width + by);
            }
          }
          return whole;
        };
        const count = ({ data }: MaskVolume): number => data.reduce((sum, value) => sum + value, 0);
        expect(count(cleaned(padded(12), operation))).toBe(count(cleaned(padded(17), operation)));
      }),
      { numRuns: 20 },
    );
  });

  it('gives only the slices that hold something, and takes several masks of a slice together', () => {
    const half = (from: number): SliceMask => {
      const mask = new Mask(6, 4);
      for (let y = 0; y < 4; y++) mask.data.fill(1, y * 6 + from, y * 6 + from + 3);
      return { slice: 2, mask: encodeRunLength(mask) };
    };
    const size = { width: 6, height: 4, slices: 5 };
    const whole = cleanUpVolume([half(0), half(3)], size, { kind: 'keepLargest' });
    expect(whole).toEqual([{ slice: 2, mask: { size: [6, 4], counts: [0, 24] } }]);
    expect(cleanUpVolume([half(0)], size, { kind: 'removeIslands', least: 13 })).toEqual([]);
    expect(cleanUpVolume([], size, { kind: 'fillHoles' })).toEqual([]);
  });
});
