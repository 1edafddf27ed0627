import { describe, expect, it } from 'vitest';
import { checkExamples } from '../../../src/core/teach/checkExamples';
import { judge } from '../../../src/core/teach/outcome';
import { english } from '../../../src/core/text/message';
import type { HeldOut } from '../../../src/core/teach/lab';

const held = (scores: readonly Omit<HeldOut, 'example'>[]): HeldOut[] =>
  scores.map((each, example) => ({ example, ...each }));
const names = (count: number): string[] => Array.from({ length: count }, (_, i) => String(i));

describe('a taught label', () => {
  it('is kept when it does better on held-out examples than the base model', () => {
    const scores = [0.8, 0.9, 0.85, 0.8, 0.9].map((after) => ({ base: 0.2, after, quality: after - 0.1 }));
    const { kept, before, after, interval, qualityOffset } = judge(held(scores), names(5), 'x');
    expect({ kept, before }).toEqual({ kept: true, before: 0.2 });
    expect(after).toBeCloseTo(0.85);
    expect(interval![0]).toBeLessThan(0.85);
    expect(interval![1]).toBeGreaterThan(0.85);
    expect(qualityOffset).toBeCloseTo(0.1);
  });

  it('claims no interval of fewer than five held-out images, or of slices of fewer patients', () => {
    const scores = [0.8, 0.9, 0.85, 0.8].map((after) => ({ base: 0.2, after }));
    expect(judge(held(scores), names(4), 'x').interval).toBeNull();
    expect(judge(held([...scores, ...scores]), ['a', 'a', 'b', 'b', 'c', 'c', 'd', 'd'], 'x').interval).toBeNull();
  });

  it('is not kept when it is no better, or finds almost nothing', () => {
    expect(judge(held([{ base: 0.7, after: 0.6 }]), names(1), 'x')).toMatchObject({ kept: false });
    const lost = judge(held([{ base: 0.01, after: 0.05 }]), names(1), 'x');
    expect(lost.kept).toBe(false);
    expect(english(lost.reason!)).toContain('different structures');
  });

  it('is compared with the label as it was on examples alone that had not taught that', () => {
    const scores = [
      { base: 0.2, after: 0.8 },
      { base: 0.2, after: 0.7, former: 0.75 },
    ];
    expect(judge(held(scores), names(2), 'x')).toMatchObject({ kept: false, before: 0.75 });
    scores[1] = { base: 0.2, after: 0.78, former: 0.75 };
    expect(judge(held(scores), names(2), 'x').kept).toBe(true);
  });
});

describe('examples', () => {
  const ok = { group: 'a', share: 0.1 };
  const refused = {
    'fewer than three': [[ok, { ...ok, group: 'b' }], 'at least 3'],
    'of one image alone': [[ok, ok, ok], 'one image or patient'],
    'that are empty': [[ok, ok, { group: 'b', share: 0 }], 'empty'],
    'of wildly different sizes': [[ok, ok, { group: 'b', share: 0.00005 }], 'probably show different structures'],
  } as const;
  for (const [name, [examples, words]] of Object.entries(refused)) {
    it(`${name} are refused in a sentence`, () => {
      expect(() => {
        checkExamples('liver', examples);
      }).toThrow(words);
    });
  }

  it('that fit are taken', () => {
    expect(() => {
      checkExamples('liver', [ok, ok, { group: 'b', share: 0.01 }]);
    }).not.toThrow();
  });
});
