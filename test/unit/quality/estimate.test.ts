import { describe, expect, it } from 'vitest';
import { cappedEstimate, estimateOf, estimateQuality } from '../../../src/core/quality/estimate';
import type { Fits } from '../../../src/core/quality/fits';
import { shippedFits } from '../../../src/core/quality/shippedFits';
import { signalNames, type Signals } from '../../../src/core/quality/signals';

const good: Signals = Object.fromEntries(signalNames.map((name) => [name, 0.99]));

describe('estimateQuality', () => {
  it('rises with every signal', () => {
    for (const name of signalNames) {
      const [low, high] = [0.2, 0.9].map((value) => estimateQuality({ ...good, [name]: value })!.quality);
      expect(low).toBeLessThanOrEqual(high!);
    }
    expect(estimateQuality(good)!.quality).toBeGreaterThan(0.85);
    expect(estimateQuality(Object.fromEntries(signalNames.map((name) => [name, 0.1])))!.quality).toBeLessThan(0.5);
  });

  it('does with what is known: without a head, a box or a further answer', () => {
    const { head: _head, ...headless } = good;
    const { jitter: _jitter, ...unasked } = good;
    const { fit: _fit, sides: _sides, ...boxless } = unasked;
    for (const signals of [headless, unasked, boxless]) expect(estimateQuality(signals)).toBeDefined();
    expect(estimateQuality({ head: 0.9 })).toBeUndefined();
  });

  it('says what speaks against a mask, the gravest first', () => {
    expect(estimateQuality(good)!.reasons).toEqual([]);
    const unstable = estimateQuality({ ...good, jitter: 0.4 })!;
    expect(unstable.reasons).toEqual(['changes when the box moves a little']);
    expect(estimateQuality({ ...good, sides: 0.5, jitter: 0.4 })!.reasons).toEqual([
      'changes when the box moves a little',
      'touches only two sides of its box',
    ]);
  });

  it('estimates no more than the slices beside a mask make expected, and says so', () => {
    const alone = estimateQuality(good)!;
    expect(estimateQuality({ ...good, neighbours: 1 })).toEqual(alone);
    const odd = estimateQuality({ ...good, jitter: 0.4, neighbours: 0.3 })!;
    expect(odd.quality).toBe(0.3);
    expect(odd.reasons).toEqual(['differs from the slices beside it', 'changes when the box moves a little']);
    expect(estimateQuality({ ...good, neighbours: alone.quality - 0.001 })!.reasons).toEqual([]);
  });

  it('has a fit of the same length everywhere', () => {
    for (const { signals, weights, means } of shippedFits) {
      expect([weights.length, means.length]).toEqual([signals.length, signals.length]);
      expect(weights.every((weight) => weight >= 0)).toBe(true);
    }
  });
});

describe('estimateOf', () => {
  it('estimates again where it can, and takes what the file says where not', () => {
    const fits: Fits = [{ signals: ['head'], intercept: 0, weights: [1], means: [0] }];
    expect(estimateOf({ signals: { head: 0.3 }, quality: 0.9 }, fits).quality).toBeCloseTo(0.3);
    expect(estimateOf({ quality: 0.9, reasons: ['has holes'] }, fits)).toEqual({
      quality: 0.9,
      reasons: ['has holes'],
    });
  });
});

describe('the estimate of a mask without other signals', () => {
  it('is the model’s own, capped by what the slices beside it make expected, with that reason', () => {
    expect(cappedEstimate(0.9, {})).toEqual({ quality: 0.9, reasons: [] });
    expect(cappedEstimate(0.9, { neighbours: 0.95 })).toEqual({ quality: 0.9, reasons: [] });
    expect(cappedEstimate(0.9, { neighbours: 0.4 })).toEqual({
      quality: 0.4,
      reasons: ['differs from the slices beside it'],
    });
  });
});
