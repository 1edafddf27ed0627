import { describe, expect, it } from 'vitest';
import { fitLogistic, predict, type Example } from '../../../src/core/statistics/logistic';
import { seededRandom } from '../../../src/core/statistics/random';

const none = { prior: { intercept: 0, weights: [0, 0] }, strength: 1e-6 };

function examples(count: number): Example[] {
  const random = seededRandom('logistic');
  return Array.from({ length: count }, () => {
    const features = [random() * 4 - 2, random() * 4 - 2];
    return { features, target: predict({ intercept: 0.5, weights: [1.5, 0.25] }, features) };
  });
}

describe('fitLogistic', () => {
  it('finds what the targets were made with', () => {
    const { intercept, weights } = fitLogistic(examples(200), none);
    expect(intercept).toBeCloseTo(0.5, 3);
    expect(weights[0]).toBeCloseTo(1.5, 3);
    expect(weights[1]).toBeCloseTo(0.25, 3);
  });

  it('never lets more of a feature lower the prediction', () => {
    const turned = examples(200).map(({ features, target }) => ({ features: [-features[0]!, features[1]!], target }));
    expect(fitLogistic(turned, none).weights[0]).toBe(0);
  });

  it('stays at the prior without examples, and near it with few', () => {
    const prior = { intercept: 0, weights: [3, 1] };
    expect(fitLogistic([], { prior, strength: 1 }).weights).toEqual([3, 1]);
    const few = fitLogistic(examples(5), { prior, strength: 100 }).weights;
    expect(few[0]).toBeCloseTo(3, 1);
  });

  it('counts an example as often as its weight says', () => {
    const [a, b] = [
      { features: [1, 0], target: 1 },
      { features: [1, 0], target: 0 },
    ];
    const twice = fitLogistic([a, a, b], none);
    const weighted = fitLogistic([{ ...a, weight: 2 }, b], none);
    expect(weighted.intercept).toBeCloseTo(twice.intercept, 6);
    expect(predict(twice, [1, 0])).toBeCloseTo(2 / 3, 3);
  });
});
