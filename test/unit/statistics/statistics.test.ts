import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { bootstrapMean } from '../../../src/core/statistics/bootstrap';
import { quantile } from '../../../src/core/statistics/quantile';
import { seededRandom, uniform } from '../../../src/core/statistics/random';
import { auroc, ranks, riskCoverage, spearman } from '../../../src/core/statistics/ranking';

interface Golden {
  readonly x: number[];
  readonly y: number[];
  readonly positive: boolean[];
  readonly ranks: number[];
  readonly spearman: number;
  readonly auroc: number;
  readonly quantiles: Record<string, number>;
}

const file = path.join(import.meta.dirname, '../../golden/metrics/metrics.json');
const { statistics: golden } = JSON.parse(readFileSync(file, 'utf8')) as { statistics: Golden };

describe('ranking', () => {
  it('ranks, correlates and detects as SciPy', () => {
    expect(ranks(golden.x)).toEqual(golden.ranks);
    expect(spearman(golden.x, golden.y)).toBeCloseTo(golden.spearman, 12);
    expect(auroc(golden.x, golden.positive)).toBeCloseTo(golden.auroc, 12);
  });

  it('leaves out unknown values', () => {
    expect(spearman([1, 1, 1], [1, 2, 3])).toBeUndefined();
    expect(spearman([], [])).toBeUndefined();
    expect(auroc([1, 2], [true, true])).toBeUndefined();
  });

  it('keeps the most confident first, and shares the risk of ties', () => {
    expect(riskCoverage([0.1, 0.9], [1, 0])).toEqual([0, 0.5]);
    expect(riskCoverage([0.5, 0.5], [1, 0])).toEqual([0.5, 0.5]);
    expect(riskCoverage([], [])).toEqual([]);
  });
});

describe('quantile', () => {
  it.each(Object.entries(golden.quantiles))('%s is that of NumPy', (q, expected) => {
    expect(quantile(golden.y, Number(q))).toBeCloseTo(expected, 12);
  });

  it('has none for no values', () => {
    expect(quantile([], 0.5)).toBeNaN();
  });
});

describe('seededRandom', () => {
  it('repeats itself for equal seeds only', () => {
    const draw = (seed: string): number[] => Array.from({ length: 5 }, seededRandom(seed));
    expect(draw('a')).toEqual(draw('a'));
    expect(draw('a')).not.toEqual(draw('b'));
  });

  it('is uniform', () => {
    const random = seededRandom('uniform');
    const values = Array.from({ length: 20_000 }, () => uniform(random, 2, 4));
    expect(Math.min(...values)).toBeGreaterThanOrEqual(2);
    expect(Math.max(...values)).toBeLessThan(4);
    for (const q of [0.1, 0.5, 0.9]) expect(quantile(values, q)).toBeCloseTo(2 + 2 * q, 1);
  });
});

describe('bootstrapMean', () => {
  it('is as wide as the normal approximation, for independent values', () => {
    const random = seededRandom('values');
    const values = Array.from({ length: 200 }, random);
    const mean = values.reduce((a, b) => a + b) / 200;
    const error = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0)) / 200;
    const [low, high] = bootstrapMean([values.map((value) => [value])], 'seed');
    expect((mean - low) / (1.96 * error)).toBeCloseTo(1, 0);
    expect((high - mean) / (1.96 * error)).toBeCloseTo(1, 0);
    expect(bootstrapMean([values.map((value) => [value])], 'seed')).toEqual([low, high]);
  });

  it('draws clusters, not their values', () => {
    expect(bootstrapMean([[[0, 1]]], 'seed')).toEqual([0.5, 0.5]);
    expect(
      bootstrapMean(
        [
          [
            [0, 0],
            [1, 1],
          ],
        ],
        'seed',
      ),
    ).toEqual([0, 1]);
  });

  it('weighs strata equally', () => {
    const [low, high] = bootstrapMean([[[0]], [[1, 1, 1]]], 'seed');
    expect([low, high]).toEqual([0.5, 0.5]);
  });
});
