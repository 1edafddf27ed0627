import fc from 'fast-check';
import { expect, it } from 'vitest';
import { scaleBar } from '../../../src/core/view/scaleBar';

it('is of a round length, in millimetres', () => {
  const pixelSpacing = [0.5, 1] as const;
  expect(scaleBar({ pixelSpacing }, { scaleX: 1 }, 1)).toEqual({ length: 100, text: '50 mm' });
  expect(scaleBar({ pixelSpacing }, { scaleX: -2, turned: true }, 1)).toEqual({ length: 100, text: '50 mm' });
});

it('of a slide is in micrometres, with the magnification that it is seen at', () => {
  const slide = { pixelSpacing: [0.0005, 0.0005], magnification: 20 } as const;
  expect(scaleBar(slide, { scaleX: 1 }, 1)).toEqual({ length: 100, text: '50 µm · 20×' });
  expect(scaleBar(slide, { scaleX: 1 }, 2)).toEqual({ length: 100, text: '50 µm · 40×' });
  expect(scaleBar(slide, { scaleX: 1 / 64 }, 1)!.text).toBe('2 mm · 0.3×');
  // A smaller version in a file of its own, of a scanner whose pixels are not quite half a micrometre apart.
  expect(scaleBar({ pixelSpacing: [0.0148, 0.0148], magnification: 20 }, { scaleX: 2 }, 1)!.text).toBe('500 µm · 1.3×');
});

it('is not there where the spacing is unknown', () => {
  expect(scaleBar({}, { scaleX: 1 }, 1)).toBeUndefined();
  expect(scaleBar({ pixelSpacing: [0, 0] }, { scaleX: 1 }, 1)).toBeUndefined();
});

it('takes up as much of the screen as its text says, and neither too much nor too little', () => {
  const positive = (min: number, max: number) => fc.double({ min, max, noNaN: true });
  fc.assert(
    fc.property(positive(1e-5, 10), positive(1e-3, 64), (spacing, scale) => {
      const { length, text } = scaleBar({ pixelSpacing: [spacing, spacing] }, { scaleX: scale }, 1)!;
      const [, amount, unit] = /^([\d.e-]+) (mm|µm)$/.exec(text)!;
      const mm = Number(amount) / (unit === 'µm' ? 1000 : 1);
      expect(mm / ((length * spacing) / scale)).toBeCloseTo(1, 9);
      expect(length).toBeGreaterThan(40);
      expect(length).toBeLessThanOrEqual(110.001);
    }),
  );
});
