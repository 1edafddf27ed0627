import { describe, expect, it } from 'vitest';
import { writtenText } from '../../../src/core/lint/writtenText';
import type { Slice } from '../../../src/core/image/slice';
import { writeLetters } from '../../support/letters';
import { noise, organsOf, pixelsOf, side } from '../../support/lintCorpus';

const size = { width: 160, height: 120 };

/** A dark, noisy picture. */
function ground(): Uint8Array {
  const next = noise(1);
  return Uint8Array.from({ length: size.width * size.height }, () => 10 + 30 * next());
}

function sliceOf(data: Uint8Array, more: Partial<Slice> = {}): Slice {
  return { ...size, channels: 1, data, slope: 1, intercept: 0, invert: false, windows: [], ...more };
}

describe('text in the pixels', () => {
  it.each([1, 2])('is found where it is, in letters of %i × 7 pixels', (scale) => {
    const data = ground();
    writeLetters(data, size.width, 'DOE JANE', { x: 6, y: 4, scale });
    const [line, ...others] = writtenText(sliceOf(data));
    expect(others).toEqual([]);
    expect(line).toEqual({ x0: 6, y0: 4, x1: 6 + 47 * scale, y1: 4 + 7 * scale });
  });

  it('is found in yellow, and where small values are white', () => {
    const grey = ground();
    writeLetters(grey, size.width, 'DOE JANE', { x: 6, y: 4, scale: 2 });
    const rgb = Uint8Array.from({ length: 3 * grey.length }, (_, i) => (i % 3 === 2 ? 20 : grey[Math.floor(i / 3)]!));
    expect(writtenText(sliceOf(rgb, { channels: 3 }))).toHaveLength(1);
    const inverted = sliceOf(
      grey.map((value) => 255 - value),
      { invert: true },
    );
    expect(writtenText(inverted)).toHaveLength(1);
  });

  it('is not seen in single letters, ticks of a scale, organs and a picture of one value', () => {
    const data = ground();
    writeLetters(data, size.width, 'ANE', { x: 6, y: 4, scale: 2 });
    expect(writtenText(sliceOf(data))).toEqual([]);
    const ticks = ground();
    writeLetters(ticks, size.width, 'IIIIIIII', { x: 6, y: 4, scale: 2 });
    expect(writtenText(sliceOf(ticks))).toEqual([]);
    for (let i = 0; i < 10; i++) {
      const organs = { width: side, height: side };
      expect(writtenText(sliceOf(pixelsOf(i, organsOf(i)), organs))).toEqual([]);
    }
    expect(writtenText(sliceOf(new Uint8Array(size.width * size.height)))).toEqual([]);
  });
});
