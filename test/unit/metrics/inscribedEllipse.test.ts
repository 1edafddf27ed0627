import { describe, expect, it } from 'vitest';
import { inscribedEllipse } from '../../../src/core/metrics/inscribedEllipse';

describe('inscribedEllipse', () => {
  it('fills the ellipse of a box', () => {
    const mask = inscribedEllipse({ width: 100, height: 80 }, { x0: 10, y0: 20, x1: 70, y1: 60 });
    expect(mask.bounds).toEqual({ x0: 10, y0: 20, x1: 70, y1: 60 });
    expect(mask.area / (Math.PI * 30 * 20)).toBeCloseTo(1, 2);
  });

  it('fills a box of one pixel', () => {
    const mask = inscribedEllipse({ width: 3, height: 3 }, { x0: 1, y0: 1, x1: 2, y1: 2 });
    expect([...mask.data]).toEqual([0, 0, 0, 0, 1, 0, 0, 0, 0]);
  });

  it('is cut at the border of the image', () => {
    const mask = inscribedEllipse({ width: 4, height: 4 }, { x0: -4, y0: -4, x1: 8, y1: 8 });
    expect(mask.area).toBe(16);
  });
});
