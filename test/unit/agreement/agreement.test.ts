import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { agreementOf } from '../../../src/core/agreement/agreement';
import { compareReadings } from '../../../src/core/agreement/compareReadings';
import type { Reading } from '../../../src/core/agreement/drawnLabels';
import { casePerformances, readerPerformances } from '../../../src/core/agreement/performance';
import { consensusDrafts } from '../../../src/core/agreement/consensusDrafts';
import { agreementBody, agreementFile, type ShownCase } from '../../../src/core/agreement/report/document';
import { agreementJson, textReport } from '../../../src/core/agreement/report/text';
import { Mask } from '../../../src/core/mask/mask';
import { MaskVolume } from '../../../src/core/mask/maskVolume';
import { decodeRunLength, encodeRunLength } from '../../../src/core/mask/runLength';
import { overlap } from '../../../src/core/metrics/overlap';
import { surfaceDistance } from '../../../src/core/metrics/surfaceDistance';
import { volumeSurfaceDistance } from '../../../src/core/metrics/volumeSurfaceDistance';
import type { SidecarObject } from '../../../src/core/sidecar/sidecar';
import { english } from '../../../src/core/text/message';
import { rectObject } from '../../support/sidecars';

const size = { width: 9, height: 7 };
const image = { image: 'a.png', ...size, slices: 1 };
const box = { x0: 1, y0: 1, x1: 5, y1: 5 };
const shifted = { x0: 3, y0: 1, x1: 7, y1: 5 };
const pixels = fc.uint8Array({ min: 0, max: 1, minLength: 63, maxLength: 63 }).filter((data) => data.includes(1));

function objectOf(data: Uint8Array, slice = 0): SidecarObject {
  const { size: stored, counts } = encodeRunLength(new Mask(size.width, size.height, data));
  return rectObject(size, box, { slice, mask: { size: [...stored], counts: [...counts] } });
}

describe('two readings of an image', () => {
  it('are compared as whole masks would be', () => {
    fc.assert(
      fc.property(pixels, pixels, (a, b) => {
        const spacing = [0.5, 0.8, 1] as const;
        const [found] = compareReadings({ ...image, spacing }, [[objectOf(a)], [objectOf(b)]]);
        const [one, other] = [new Mask(9, 7, a), new Mask(9, 7, b)];
        expect(found?.dice).toBe(overlap(one, other).dice);
        expect(found?.hd95).toBe(surfaceDistance(one, other, { tolerance: 0, spacing: [0.5, 0.8] }).hd95);
      }),
    );
  });

  it('are compared in three dimensions in volumes', () => {
    fc.assert(
      fc.property(
        fc.array(pixels, { minLength: 3, maxLength: 3 }),
        fc.array(pixels, { minLength: 3, maxLength: 3 }),
        (a, b) => {
          const spacing = [1, 1, 4] as const;
          const readings = [a, b].map((planes) => planes.map((data, slice) => objectOf(data, slice + 1)));
          const [found] = compareReadings({ ...image, slices: 5, spacing }, readings);
          const [one, other] = [a, b].map((planes) =>
            MaskVolume.of([new Mask(9, 7), ...planes.map((data) => new Mask(9, 7, data)), new Mask(9, 7)]),
          ) as [MaskVolume, MaskVolume];
          expect(found?.dice).toBe(overlap(one, other).dice);
          expect(found?.hd95).toBe(volumeSurfaceDistance(one, other, { tolerance: 0, spacing }).hd95);
        },
      ),
    );
  });

  it('join the masks of a label, and name the slice where they differ most', () => {
    const left = [rectObject(size, { ...box, x1: 3 }), rectObject(size, { ...box, x0: 3 }, { id: '2' })];
    const volume = { ...image, slices: 4 };
    const same = compareReadings(volume, [left, [rectObject(size, box)]]);
    expect(same).toMatchObject([{ dice: 1, hd95: 0, slice: 0 }]);
    const other = [rectObject(size, box), rectObject(size, shifted, { id: '2', slice: 3 })];
    const more = [rectObject(size, box), rectObject(size, box, { id: '2', slice: 3 })];
    expect(compareReadings(volume, [other, more])).toMatchObject([{ slice: 3 }]);
  });

  it('count a label that one has not drawn, without a distance', () => {
    expect(compareReadings(image, [[rectObject(size, box)], []])).toEqual([
      { image: 'a.png', label: 'liver', readers: [0, 1], drawn: [true, false], slice: 0, dice: 0 },
    ]);
    expect(compareReadings(image, [[rectObject(size, box)], undefined])).toEqual([]);
    expect(compareReadings(image, [[], []])).toEqual([]);
  });

  it('are compared volume by volume, and pair by pair', () => {
    const first = rectObject(size, box);
    const second = rectObject(size, box, { id: '2', volume: 1 });
    const found = compareReadings({ ...image, volumes: 2 }, [[first, second], [first], [first, second]]);
    expect(found.map(({ readers, volume = 0, dice }) => [...readers, volume, dice])).toEqual([
      [0, 1, 0, 1],
      [0, 2, 0, 1],
      [1, 2, 0, 1],
      [0, 1, 1, 0],
      [0, 2, 1, 1],
      [1, 2, 1, 0],
    ]);
  });
});

/** Four images: both have drawn the liver in two of them, one alone in the third, nobody in the fourth. */
function example() {
  const read = ['a', 'b', 'c', 'd'].map((name) => ({ image: name, volumes: 1, readers: [0, 1] }));
  const readings: readonly (readonly [string, Reading[]])[] = [
    ['a', [[rectObject(size, box)], [rectObject(size, box)]]],
    ['b', [[rectObject(size, box)], [rectObject(size, shifted)]]],
    ['c', [[], [rectObject(size, box)]]],
  ];
  const cases = readings.flatMap(([name, each]) => compareReadings({ ...image, image: name }, each));
  const performances = readings.flatMap(([name, each]) => casePerformances({ ...image, image: name }, each));
  const head = { readers: ['anna', 'ben'], unit: 'px', failures: 1 } as const;
  return agreementOf(head, [...read, { image: 'e', volumes: 1, readers: [1] }], cases, performances);
}

describe('the readers', () => {
  // Two of three have drawn the same, so that STAPLE takes theirs as the object.
  const three = [[rectObject(size, box)], [rectObject(size, box)], [rectObject(size, shifted)]];

  it('are as good as STAPLE finds them, and those who have not read an image are left out', () => {
    const found = casePerformances(image, [...three, undefined]);
    expect(found.map(({ label, reader }) => [label, reader])).toEqual([0, 1, 2].map((reader) => ['liver', reader]));
    for (const { sensitivity, specificity } of found.slice(0, 2)) {
      expect(sensitivity).toBeCloseTo(1, 4);
      expect(specificity).toBeCloseTo(1, 4);
    }
    // Half of the object is missing, and 8 of the other 47 pixels are too many.
    expect(found[2]?.sensitivity).toBeCloseTo(0.5, 4);
    expect(found[2]?.specificity).toBeCloseTo(39 / 47, 4);
    expect(casePerformances(image, [three[0], undefined])).toEqual([]);
  });

  it('have the means of their images', () => {
    const [one, other] = [casePerformances(image, three), casePerformances({ ...image, image: 'b.png' }, three)];
    const worse = other.map((each) => ({ ...each, sensitivity: each.sensitivity - 0.2 }));
    const means = readerPerformances(['liver'], 4, [...one, ...worse]);
    expect(means.map(({ reader, images }) => [reader, images])).toEqual([0, 1, 2].map((reader) => [reader, 2]));
    expect(means[2]?.sensitivity).toBeCloseTo(0.4, 4);
  });
});

describe('an agreement', () => {
  it('has kappa of presence over all images, and Dice and distance over those both have drawn in', () => {
    const { images, single, labels, cases } = example();
    expect([images, single]).toEqual([4, ['e']]);
    expect(labels).toHaveLength(1);
    expect(labels[0]).toMatchObject({ label: 'liver', both: 2, onlyOne: 0, onlyOther: 1, neither: 1, hd95: 1 });
    expect(labels[0]?.kappa).toBeCloseTo(0.5, 12);
    expect(labels[0]?.dice).toBeCloseTo(0.75, 6);
    expect(cases.map((each) => each.image)).toEqual(['c', 'b', 'a']);
  });

  it('is printed as a table, as JSON, and as a page whose rows open their cases', () => {
    const agreement = example();
    expect(textReport(agreement)).toContain('anna, ben: 4 images compared. 1 image read by one reader alone.');
    expect(textReport(agreement)).toMatch(/^liver +2 +0 +1 +1 +0\.50 +0\.750 /m);
    const json = JSON.parse(agreementJson(agreement)) as { labels: object[]; performance: object[]; cases: object[] };
    expect(json.labels[0]).toMatchObject({ readers: ['anna', 'ben'], both: 2 });
    expect(json.performance[0]).toMatchObject({ label: 'liver', reader: 'anna', images: 3 });
    expect(json.cases[0]).toMatchObject({ image: 'c', drawn: [false, true] });
    expect(textReport(agreement)).toMatch(/^Label +Reader +Images +Sensitivity +Specificity\nliver +anna +3 /m);
    const body = agreementBody(agreement, [], { say: english, opens: true });
    expect(body).toContain('<th>Sensitivity</th>');
    expect([...body.matchAll(/<tr data-place="(\d)">/g)].map(([, place]) => place)).toEqual(['0', '1']);
    expect(body).toContain('<td class="text">ben</td>');
    expect(agreementFile(agreement, [])).not.toContain('data-place="');
  });

  it('shows the worst cases as pictures, safe whatever files and readers are called', () => {
    const hostile = '"><script>alert(1)</script>';
    const runs = encodeRunLength(decodeRunLength(rectObject(size, box).mask));
    const score = { dice: 0, iou: 0, nsd: 0, hd95: 1 };
    const shown: ShownCase = { one: runs, other: runs, score, picture: { source: 'data:image/png;base64,AAAA' } };
    const agreement = example();
    const cases = agreement.cases.map((each) => ({ ...each, image: hostile, label: hostile }));
    const body = agreementBody({ ...agreement, readers: [hostile, 'ben'], cases }, [shown, undefined], {
      say: english,
    });
    expect(body).not.toContain('<script');
    expect(body.match(/<image href="data:image\/png;base64,AAAA"/g)).toHaveLength(3);
  });

  it('of readers with no image in common says so', () => {
    const nothing = agreementOf({ readers: ['anna', 'ben'], unit: 'px', failures: 0 }, [], [], []);
    expect(textReport(nothing)).toBe('anna, ben: 0 images compared.');
    expect(agreementBody(nothing, [], { say: english })).toContain('There is no mask to compare.');
  });
});

describe('drafts of a consensus', () => {
  const options = { method: 'majority', disputed: false } as const;

  it('hold what the readers agree on, with their Dice as quality and the reason for doubt', () => {
    const [draft, ...rest] = consensusDrafts(image, [[rectObject(size, box)], [rectObject(size, shifted)]], options);
    expect(rest).toEqual([]);
    expect(draft).toMatchObject({ label: 'liver', slice: 0, reasons: ['is drawn differently by the readers'] });
    expect(draft?.quality).toBeCloseTo(0.5, 6);
    expect(draft?.mask).toEqual(rectObject(size, { ...box, x0: 3 }).mask);
    const [same] = consensusDrafts(image, [[rectObject(size, box)], [rectObject(size, box)]], options);
    expect(same).toMatchObject({ quality: 1, reasons: [] });
  });

  it('leave out what is disputed, unless it is asked for', () => {
    const readings = [[rectObject(size, box)], []];
    expect(consensusDrafts(image, readings, options)).toEqual([]);
    expect(consensusDrafts(image, readings, { ...options, disputed: true })).toEqual([
      {
        ...{ label: 'liver', slice: 0, reasons: ['was not drawn by every reader'] },
        quality: expect.closeTo(0, 6) as number,
        mask: rectObject(size, box).mask,
      },
    ]);
    expect(consensusDrafts(image, [[rectObject(size, box)], undefined], options)).toEqual([]);
  });

  it('lie on the slices and volumes of the masks', () => {
    const reading = [
      rectObject(size, box, { slice: 1 }),
      rectObject(size, box, { id: '2', slice: 2 }),
      rectObject(size, box, { id: '3', slice: 1, volume: 1 }),
    ];
    const drafts = consensusDrafts({ ...image, slices: 3, volumes: 2 }, [reading, reading], {
      ...options,
      method: 'staple',
    });
    expect(drafts.map(({ slice, volume = 0 }) => [volume, slice])).toEqual([
      [0, 1],
      [0, 2],
      [1, 1],
    ]);
  });
});
