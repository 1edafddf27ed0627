import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { auditedImage, AuditSample, auditText, type AuditedImage } from '../../../src/core/review/audit';
import { orderItems } from '../../../src/core/review/reviewOrder';
import { faultBound } from '../../../src/core/statistics/faultBound';
import { logGamma } from '../../../src/core/statistics/logGamma';
import { english } from '../../../src/core/text/message';
import { simulateReviews } from '../../support/simulateReviews';
import { rectObject } from '../../support/sidecars';

const file = path.join(import.meta.dirname, '../../golden/review/bounds.json');
const golden = JSON.parse(readFileSync(file, 'utf8')) as {
  readonly bounds: readonly {
    readonly population: number;
    readonly drawn: number;
    readonly faults: number;
    readonly alpha: number;
    readonly most: number;
  }[];
  readonly gammas: readonly (readonly [number, number])[];
};

it('bounds faults as SciPy’s distributions do', () => {
  for (const { alpha, most, ...sample } of golden.bounds) expect(faultBound(sample, alpha)).toBe(most);
  for (const [x, expected] of golden.gammas) expect(logGamma(x)).toBeCloseTo(expected, 8);
});

describe('10,000 reviews', () => {
  it.each([
    { population: 60, share: 0.3, trust: 0, every: 1 },
    { population: 400, share: 0.1, trust: 0, every: 10 },
    { population: 200, share: 0.04, trust: 0.5, every: 1 },
    { population: 400, share: 0.02, trust: 0, every: 10 },
  ])('keep the promise at every moment: $population images, $share faulty, one in $every at random', (setting) => {
    const { broken } = simulateReviews({ ...setting, reviews: 2500 });
    expect(broken / 2500).toBeLessThanOrEqual(0.05);
  });
});

function audited(count: number, of: (i: number) => Partial<AuditedImage> = () => ({})): AuditedImage[] {
  return Array.from({ length: count }, (_, i) => ({
    ...{ image: `${i}.png`, model: 'm', isReviewed: false, isFaulty: false },
    ...of(i),
  }));
}

describe('AuditSample', () => {
  it('counts the reviewed images from its start without a gap', () => {
    const sample = new AuditSample(audited(100));
    const { order } = sample;
    expect(sample.state).toMatchObject({ images: 100, reviewed: 0, sampled: 0 });
    expect(auditText(sample.state)).toBeUndefined();
    for (const image of [...order.slice(0, 5), order[8]!]) sample.record(image, { isReviewed: true, isFaulty: false });
    expect(sample.state).toMatchObject({ reviewed: 6, sampled: 5 });
    sample.record(order[2]!, { isReviewed: false, isFaulty: false });
    expect(sample.state).toMatchObject({ reviewed: 5, sampled: 2 });
  });

  it('says when nothing can be claimed yet', () => {
    const sample = new AuditSample(audited(100));
    sample.record(sample.order[0]!, { isReviewed: true, isFaulty: true });
    expect(english(auditText(sample.state)!)).toMatch(
      /^The random checks do not say yet .* \d+ more without a fault would make it at most \d+ %/,
    );
  });

  it('says what can be claimed, and what the next claim takes', () => {
    const sample = new AuditSample(audited(1000));
    for (const image of sample.order.slice(0, 100)) sample.record(image, { isReviewed: true, isFaulty: false });
    const { most, next } = sample.state;
    expect(most).toBeGreaterThan(0.02);
    expect(most).toBeLessThan(0.05);
    for (const image of sample.order.slice(100, 100 + next!.more - 1)) {
      sample.record(image, { isReviewed: true, isFaulty: false });
    }
    expect(sample.state.most).toBeGreaterThan(next!.share);
    sample.record(sample.order[100 + next!.more - 1]!, { isReviewed: true, isFaulty: false });
    expect(sample.state.most).toBeLessThanOrEqual(next!.share);
    expect(english(auditText(sample.state)!)).toMatch(
      /^With 95 % confidence, at most [\d.]+ % of the unreviewed images have a mask below Dice 0\.8\. \d+ more random checks/,
    );
  });

  it('takes the images of the model that most unreviewed masks are of', () => {
    const images = audited(30, (i) => (i < 12 ? { model: 'old', isReviewed: true } : {}));
    expect(new AuditSample(images).state.images).toBe(18);
  });

  it('is the same for the same images in another order', () => {
    const images = audited(50);
    expect(new AuditSample(images.toReversed()).order).toEqual(new AuditSample(images).order);
  });
});

describe('auditedImage', () => {
  const size = { width: 20, height: 20 };
  const box = { x0: 2, y0: 2, x1: 12, y1: 12 };
  const object = rectObject(size, box);
  const proposal = { mask: object.mask };

  it.each([
    ['unreviewed', [object], false, false],
    ['accepted', [{ ...object, status: 'accepted' }], true, false],
    ['rejected', [{ ...object, status: 'rejected' }], true, true],
    ['corrected a little', [{ ...rectObject(size, { ...box, x1: 13 }), status: 'corrected', proposal }], true, false],
    ['corrected a lot', [{ ...rectObject(size, { ...box, x1: 19 }), status: 'corrected', proposal }], true, true],
    [
      'one of two left',
      [
        { ...object, status: 'rejected' },
        { ...object, id: '2' },
      ],
      false,
      false,
    ],
  ] as const)('knows masks that are %s', (_, objects, isReviewed, isFaulty) => {
    expect(auditedImage('a', objects)).toEqual({ image: 'a', model: 'ab', isReviewed, isFaulty });
  });

  it('knows no image without masks of a model', () => {
    const { model: _, ...drawn } = object;
    expect(auditedImage('a', [drawn])).toBeUndefined();
  });
});

it('puts the next of the sample at every tenth place, worst first otherwise', () => {
  const items = Array.from({ length: 40 }, (_, i) => ({ image: `${i}`, slice: 0, masks: 1, quality: i / 40 }));
  const ordered = orderItems(items, 'worst', ['30', '5', '39', '35', '1']);
  expect(new Set(ordered.map(({ image }) => image)).size).toBe(40);
  expect(ordered.flatMap(({ image, isAudit }, place) => (isAudit === true ? [[place + 1, image]] : []))).toEqual([
    [10, '30'],
    [20, '39'],
    [30, '35'],
  ]);
  const rest = ordered.filter(({ isAudit }) => isAudit === undefined).map(({ quality }) => quality);
  expect(rest).toEqual(rest.toSorted((a, b) => (a ?? 0) - (b ?? 0)));
  expect(
    orderItems(items, 'random', ['30', '5'])
      .map(({ image }) => image)
      .slice(0, 3),
  ).toEqual(['30', '5', '0']);
});
