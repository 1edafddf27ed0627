import { describe, expect, it } from 'vitest';
import { estimateQuality } from '../../../src/core/quality/estimate';
import type { Fits } from '../../../src/core/quality/fits';
import { leastVerdicts, recalibrate, verdictOn } from '../../../src/core/review/recalibrate';
import type { SidecarObject } from '../../../src/core/sidecar/sidecar';
import { seededRandom } from '../../../src/core/statistics/random';
import { spearman } from '../../../src/core/statistics/ranking';
import { rectObject } from '../../support/sidecars';

const size = { width: 8, height: 8 };
const half = rectObject(size, { x0: 0, y0: 0, x1: 4, y1: 4 }).mask;
const object = (fields: Partial<SidecarObject>): SidecarObject =>
  rectObject(size, { x0: 0, y0: 0, x1: 4, y1: 8 }, { signals: { head: 0.5 }, ...fields });

describe('verdictOn', () => {
  it('is 1 for what was accepted, 0 for what was rejected', () => {
    expect(verdictOn(object({ status: 'accepted' }))).toEqual({ signals: { head: 0.5 }, target: 1 });
    expect(verdictOn(object({ status: 'rejected' }))?.target).toBe(0);
  });

  it('is the agreement with what a person made of it, and takes the signals of the machine’s mask', () => {
    const corrected = object({ status: 'corrected', proposal: { mask: half, signals: { head: 0.2 } } });
    expect(verdictOn(corrected)?.signals).toEqual({ head: 0.2 });
    expect(verdictOn(corrected)?.target).toBeCloseTo(2 / 3, 6);
  });

  it('is nothing without a verdict, or where nothing is known of the machine’s mask', () => {
    expect(verdictOn(object({ status: 'draft' }))).toBeUndefined();
    expect(verdictOn(object({ status: 'accepted', signals: undefined }))).toBeUndefined();
    expect(verdictOn(object({ status: 'corrected' }))).toBeUndefined();
  });
});

describe('recalibrate', () => {
  // Trusts the head alone, where only the contrast is worth anything.
  const fits: Fits = [{ signals: ['head', 'contrast'], intercept: 0, weights: [1, 0], means: [0, 0] }];
  const random = seededRandom('verdicts');
  const masks = Array.from({ length: 200 }, () => ({ head: random(), contrast: random() }));
  const verdicts = masks.map((signals) => ({ signals, target: signals.contrast > 0.5 ? 1 : 0 }));
  const order = (by: Fits): number =>
    spearman(
      masks.map((signals) => estimateQuality(signals, by)!.quality),
      masks.map(({ contrast }) => contrast),
    )!;

  it('learns what matters in these images', () => {
    expect(order(fits)).toBeLessThan(0.3);
    expect(order(recalibrate(verdicts.slice(0, leastVerdicts), fits))).toBeGreaterThan(0.8);
  });

  it('waits for enough verdicts', () => {
    expect(recalibrate(verdicts.slice(0, leastVerdicts - 1), fits)).toEqual(fits);
  });

  it('counts verdicts only for the fit that they would be estimated with', () => {
    const [richer] = fits;
    const both: Fits = [richer!, { signals: ['head'], intercept: 0, weights: [1], means: [0] }];
    const [first, second] = recalibrate(verdicts, both);
    expect(first).not.toEqual(richer);
    expect(second).toEqual(both[1]);
  });
});
