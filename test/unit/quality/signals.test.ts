import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { english } from '../../../src/core/text/message';
import { Mask } from '../../../src/core/mask/mask';
import { measureSignals, signalNames } from '../../../src/core/quality/signals';
import { certainty } from '../../../src/core/quality/signals/certainty';
import { contrast } from '../../../src/core/quality/signals/contrast';
import { fit } from '../../../src/core/quality/signals/fit';
import { holes } from '../../../src/core/quality/signals/holes';
import { jitter } from '../../../src/core/quality/signals/jitter';
import { parts } from '../../../src/core/quality/signals/parts';
import { roundness } from '../../../src/core/quality/signals/roundness';
import { sides } from '../../../src/core/quality/signals/sides';
import { size } from '../../../src/core/quality/signals/size';
import { stability } from '../../../src/core/quality/signals/stability';
import { inscribedEllipse } from '../../../src/core/metrics/inscribedEllipse';
import { mean } from '../../../src/core/statistics/mean';
import { drawnMask } from '../../support/drawnMask';
import { evidenceOf } from '../../support/evidence';

const deviation = (values: readonly number[]): number =>
  Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2)));
const block = drawnMask('......', '.####.', '.####.', '......');

describe('the signals', () => {
  it('lie between 0 and 1 for any mask', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 1 }), { minLength: 48, maxLength: 48 }),
        fc.array(fc.double({ min: -20, max: 20, noNaN: true }), { minLength: 16, maxLength: 16 }),
        fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 48, maxLength: 48 }),
        (pixels, values, grey) => {
          fc.pre(pixels.includes(1));
          const logits = Float32Array.from(values);
          const signals = measureSignals(
            evidenceOf(new Mask(8, 6, Uint8Array.from(pixels)), {
              image: { width: 8, height: 6, channels: 1, data: Uint8Array.from(grey) },
              logits,
              head: 0.5,
              jittered: [logits.map((value) => value - 1)],
            }),
          );
          for (const value of Object.values(signals)) {
            expect(value).toBeGreaterThanOrEqual(0);
            expect(value).toBeLessThanOrEqual(1);
          }
        },
      ),
    );
  });

  it('leave out what was not requested', () => {
    const known = Object.keys(measureSignals(evidenceOf(block, { prompt: { points: [] } })));
    expect(signalNames.filter((name) => !known.includes(name))).toEqual(['head', 'jitter', 'fit', 'sides']);
  });

  it('jitter tells answers that differ', () => {
    const same = evidenceOf(block);
    const other = same.logits.map((value) => -value);
    expect(jitter.measure({ ...same, jittered: [same.logits, same.logits] })).toBeCloseTo(1, 5);
    expect(jitter.measure({ ...same, jittered: [same.logits, other] })).toBeCloseTo(1 / 3, 2);
  });

  it('fit and sides tell a mask that leaves its box empty', () => {
    const wide = { box: { x0: 1, y0: 1, x1: 9, y1: 3 }, points: [] };
    expect(fit.measure(evidenceOf(block))).toBe(1);
    expect(fit.measure(evidenceOf(block, { prompt: wide }))).toBeCloseTo(0.5);
    expect(sides.measure(evidenceOf(block))).toBe(1);
    expect(sides.measure(evidenceOf(block, { prompt: wide }))).toBe(0.75);
    expect(english(sides.reason(0.5))).toBe('touches only two sides of its box');
  });

  it('contrast compares all that lies within three pixels of the border', () => {
    const pixels = fc.array(fc.constantFrom(0, 0, 1, 1, 1), { minLength: 120, maxLength: 120 });
    const greys = fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 120, maxLength: 120 });
    fc.assert(
      fc.property(pixels, greys, (drawn, grey) => {
        fc.pre(drawn.includes(0) && drawn.includes(1));
        const closeUp = { mask: new Mask(12, 10, Uint8Array.from(drawn)), grey: Uint8Array.from(grey) };
        const near = (i: number): boolean =>
          drawn.some((value, j) => value !== drawn[i] && ((i % 12) - (j % 12)) ** 2 + (row(i) - row(j)) ** 2 <= 9);
        const row = (i: number): number => Math.floor(i / 12);
        const [inside, outside] = [1, 0].map((side) => grey.filter((_, i) => drawn[i] === side && near(i)));
        const d = Math.abs(mean(inside!) - mean(outside!)) / (deviation(inside!) + deviation(outside!) + 1);
        const whole = { bounds: { x0: 0, y0: 0, x1: 12, y1: 10 }, share: 1 };
        expect(contrast.measure({ ...evidenceOf(block), closeUp: { ...closeUp, ...whole } })).toBeCloseTo(
          d / (1 + d),
          6,
        );
      }),
    );
  });

  it('stability and certainty tell soft logits', () => {
    const soft = evidenceOf(block, { logits: Float32Array.of(0.5, -0.5, 8, -8) });
    expect(stability.measure(evidenceOf(block))).toBe(1);
    expect(stability.measure(soft)).toBeCloseTo(1 / 3);
    expect(certainty.measure(evidenceOf(block))).toBeGreaterThan(0.99);
    expect(certainty.measure(soft)).toBeLessThan(0.5);
    expect(stability.measure({ ...soft, logits: Float32Array.of(-9) })).toBe(0);
  });

  it('parts, holes and roundness tell shapes', () => {
    const torn = drawnMask('##..', '##..', '...#');
    const ring = drawnMask('###', '#.#', '###');
    expect(parts.measure(evidenceOf(block))).toBe(1);
    expect(parts.measure(evidenceOf(torn))).toBeCloseTo(4 / 5);
    expect(holes.measure(evidenceOf(block))).toBe(1);
    expect(holes.measure(evidenceOf(ring))).toBeCloseTo(8 / 9);
    const disc = inscribedEllipse({ width: 80, height: 80 }, { x0: 10, y0: 10, x1: 70, y1: 70 });
    const line = inscribedEllipse({ width: 80, height: 80 }, { x0: 5, y0: 38, x1: 75, y1: 41 });
    expect(roundness.measure(evidenceOf(disc))).toBeGreaterThan(0.9);
    expect(roundness.measure(evidenceOf(line))).toBeLessThan(0.3);
  });

  it('size shows what training data leaves out', () => {
    const small = inscribedEllipse({ width: 500, height: 500 }, { x0: 10, y0: 10, x1: 20, y1: 20 });
    const whole = new Mask(4, 4, new Uint8Array(16).fill(1));
    expect(size.measure(evidenceOf(small))).toBe(0);
    expect(size.measure(evidenceOf(whole))).toBe(1);
  });

  it('contrast distinguishes a border from none', () => {
    const flat = { width: 6, height: 4, channels: 1, data: new Uint8Array(24).fill(90) } as const;
    expect(contrast.measure(evidenceOf(block))).toBeGreaterThan(0.9);
    expect(contrast.measure(evidenceOf(block, { image: flat }))).toBe(0);
  });

  it('are the same in colour, and hardly change in large images', () => {
    const box = { x0: 100, y0: 80, x1: 700, y1: 560 };
    const large = inscribedEllipse({ width: 900, height: 700 }, box);
    const small = inscribedEllipse({ width: 90, height: 70 }, { x0: 10, y0: 8, x1: 70, y1: 56 });
    const [one, other] = [large, small].map((mask) => measureSignals(evidenceOf(mask)));
    for (const name of ['fit', 'parts', 'holes', 'size', 'contrast'] as const) {
      expect(one![name]).toBeCloseTo(other![name]!, 1);
    }
    const rgb = { width: 6, height: 4, channels: 3, data: Uint8Array.from(block.data, (v) => 50 + 150 * v) } as const;
    const colour = { ...rgb, data: Uint8Array.from([...rgb.data].flatMap((v) => [v, v, v])) };
    expect(contrast.measure(evidenceOf(block, { image: colour }))).toBeCloseTo(contrast.measure(evidenceOf(block))!);
  });
});
