import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { consensusOf } from '../../../src/core/agreement/consensus';
import { staple } from '../../../src/core/agreement/staple';
import { Votes } from '../../../src/core/agreement/votes';
import { MaskVolume } from '../../../src/core/mask/maskVolume';
import { drawnVolume } from '../../support/drawnVolume';

interface Case {
  readonly masks: readonly (readonly (readonly string[])[])[];
  readonly probability: Readonly<Record<string, number>>;
  readonly sensitivity: readonly number[];
  readonly specificity: readonly number[];
}

const file = path.join(import.meta.dirname, '../../golden/agreement/staple.json');
const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { cases: Case[] };

function votesOf(masks: readonly MaskVolume[], more = 0): Votes {
  return new Votes(masks, masks[0]!.data.length + more);
}

/** Masks by two to five readers of a small image. */
const readings = fc.integer({ min: 2, max: 5 }).chain((readers) =>
  fc.array(fc.uint8Array({ min: 0, max: 1, minLength: 30, maxLength: 30 }), {
    minLength: readers,
    maxLength: readers,
  }),
);
const volumesOf = (all: readonly Uint8Array[]): MaskVolume[] =>
  all.map((data) => new MaskVolume({ width: 5, height: 3 }, 2, data));

describe.each(cases.map((each, index) => ({ ...each, index })))('STAPLE of SimpleITK, case $index', (each) => {
  const masks = each.masks.map((planes) => drawnVolume(...planes));
  const { probability, sensitivity, specificity } = staple(votesOf(masks));

  it('gives each voxel the same probability', () => {
    expect([...probability.keys()].map(String).sort()).toEqual(Object.keys(each.probability).sort());
    for (const [decisions, expected] of Object.entries(each.probability)) {
      expect(probability.get(Number(decisions)), decisions).toBeCloseTo(expected, 5);
    }
  });

  it('finds the readers as good', () => {
    for (const [reader, expected] of each.sensitivity.entries()) expect(sensitivity[reader]).toBeCloseTo(expected, 5);
    for (const [reader, expected] of each.specificity.entries()) expect(specificity[reader]).toBeCloseTo(expected, 5);
  });

  it('does not depend on the order of the readers', () => {
    const back = staple(votesOf(masks.toReversed()));
    for (const [reader, p] of sensitivity.entries()) expect(back.sensitivity.at(-1 - reader)).toBeCloseTo(p, 6);
    for (const [reader, q] of specificity.entries()) expect(back.specificity.at(-1 - reader)).toBeCloseTo(q, 6);
  });

  it('is the same for the part where anyone has drawn, and the number of voxels around it', () => {
    const framed = each.masks.map((planes) =>
      drawnVolume(...planes.map((rows) => [...rows, '.'.repeat(rows[0]!.length)])),
    );
    const margin = framed[0]!.data.length - masks[0]!.data.length;
    expect(staple(votesOf(masks, margin))).toEqual(staple(votesOf(framed)));
  });
});

describe('a consensus', () => {
  it('is what all readers agree on', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ min: 0, max: 1, minLength: 30, maxLength: 30 }),
        fc.integer({ min: 2, max: 5 }),
        (data, readers) => {
          const masks = volumesOf(Array.from({ length: readers }, () => data));
          expect(consensusOf(votesOf(masks), 'staple').data).toEqual(data);
          expect(consensusOf(votesOf(masks), 'majority').data).toEqual(data);
        },
      ),
    );
  });

  it('of the majority is where more than half have drawn', () => {
    fc.assert(
      fc.property(readings, (all) => {
        const expected = all[0]!.map((_, at) => Number(all.filter((data) => data[at] === 1).length * 2 > all.length));
        expect(consensusOf(votesOf(volumesOf(all)), 'majority').data).toEqual(expected);
      }),
    );
  });

  it('has probabilities and rates between 0 and 1 whatever was drawn', () => {
    fc.assert(
      fc.property(readings, (all) => {
        const { probability, sensitivity, specificity } = staple(votesOf(volumesOf(all)));
        for (const value of [...probability.values(), ...sensitivity, ...specificity]) {
          expect(value >= 0 && value <= 1).toBe(true);
        }
      }),
    );
  });

  it('is refused for no readers and for too many', () => {
    expect(() => new Votes([], 0)).toThrow(RangeError);
    const many = Array.from({ length: 31 }, () => new MaskVolume({ width: 1, height: 1 }, 1));
    expect(() => new Votes(many, 1)).toThrow(RangeError);
  });
});
