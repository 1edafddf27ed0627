import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { Adamw, average, clipNorm, cosineRate } from '../../../src/core/teach/adamw';

/** Steps of PyTorch's AdamW with clipping: `step.py` beside the file. */
const { adamw } = JSON.parse(readFileSync(path.join(import.meta.dirname, '../../golden/teach/step.json'), 'utf8')) as {
  adamw: { steps: number[][]; path: number[][] };
};

const one = (...values: number[]) => new Map([['a', Float32Array.from(values)]]);

describe('AdamW', () => {
  it('takes the steps that PyTorch takes, with clipped gradients', () => {
    const parameters = one(0.5, -1, 2, 0.25);
    const optimiser = new Adamw(parameters, { betas: [0.9, 0.999], epsilon: 1e-8, weightDecay: 0.1 });
    adamw.steps.forEach((slopes, i) => {
      const gradients = one(...slopes);
      clipNorm(gradients, 1);
      optimiser.step(gradients, 0.02);
      [...parameters.get('a')!].forEach((value, j) => {
        expect(value).toBeCloseTo(adamw.path[i]![j]!, 5);
      });
    });
  });
});

describe('clipping', () => {
  it('leaves gradients with a small norm as they are', () => {
    const gradients = one(0.3, 0.4);
    clipNorm(gradients, 1);
    expect([...gradients.get('a')!]).toEqual([...Float32Array.of(0.3, 0.4)]);
  });

  it('scales the tensors together', () => {
    const gradients = new Map([
      ['a', Float32Array.of(3)],
      ['b', Float32Array.of(4)],
    ]);
    clipNorm(gradients, 1);
    expect(gradients.get('a')![0]).toBeCloseTo(0.6, 5);
    expect(gradients.get('b')![0]).toBeCloseTo(0.8, 5);
  });
});

describe('the average', () => {
  it('keeps a part of what it was', () => {
    const mean = one(1, 0);
    average(mean, one(0, 2), 0.75);
    expect([...mean.get('a')!]).toEqual([0.75, 0.5]);
  });
});

describe('the learning rate', () => {
  it('rises, then falls as half a cosine', () => {
    expect(cosineRate(1, 0, 0.1)).toBe(0);
    expect(cosineRate(1, 0.05, 0.1)).toBeCloseTo(0.5);
    expect(cosineRate(1, 0.1, 0.1)).toBe(1);
    expect(cosineRate(1, 0.55, 0.1)).toBeCloseTo(0.5);
    expect(cosineRate(1, 1, 0.1)).toBeCloseTo(0);
  });
});
