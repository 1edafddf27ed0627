import { expect, it } from 'vitest';
import { cohensKappa } from '../../../src/core/statistics/kappa';

it('is the agreement beyond chance', () => {
  // Readers who agree on 35 of 50; chance gives 25.
  expect(cohensKappa({ both: 20, onlyOne: 5, onlyOther: 10, neither: 15 })).toBeCloseTo(0.4, 12);
  // The same share of agreement, which chance explains differently well.
  expect(cohensKappa({ both: 45, onlyOne: 15, onlyOther: 25, neither: 15 })).toBeCloseTo(0.1304, 4);
  expect(cohensKappa({ both: 25, onlyOne: 35, onlyOther: 5, neither: 35 })).toBeCloseTo(0.2593, 4);
  expect(cohensKappa({ both: 3, onlyOne: 0, onlyOther: 0, neither: 4 })).toBe(1);
  expect(cohensKappa({ both: 0, onlyOne: 2, onlyOther: 2, neither: 0 })).toBe(-1);
});

it('is undefined where chance alone gives full agreement', () => {
  expect(cohensKappa({ both: 5, onlyOne: 0, onlyOther: 0, neither: 0 })).toBeUndefined();
  expect(cohensKappa({ both: 0, onlyOne: 0, onlyOther: 0, neither: 5 })).toBeUndefined();
  expect(cohensKappa({ both: 0, onlyOne: 0, onlyOther: 0, neither: 0 })).toBeUndefined();
});
