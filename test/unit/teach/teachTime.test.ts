import { describe, expect, test } from 'vitest';
import { teachTime, teachTimeText } from '../../../src/core/teach/teachTime';
import { english } from '../../../src/core/text/message';

const ten = { examples: 10, steps: 80 };

describe('teachTime', () => {
  test('follows the speed of encoding', () => {
    const at = (encodeMs: number) => teachTime(ten, { encodeMs })!;
    expect(at(108).least).toBeCloseTo(2 * at(54).least);
    // Measured: ten examples took 244 s, with two sizes of regions, where an image was encoded in 54 ms.
    expect(at(54).least).toBeGreaterThan(100);
    expect(at(54).most).toBeGreaterThan(200);
    expect(at(54).most).toBeLessThan(300);
  });

  test('twenty examples are split once instead of three times', () => {
    const most = (examples: number): number => teachTime({ examples, steps: 80 }, { encodeMs: 54 })!.most;
    expect(most(20)).toBeLessThan(most(19) / 2);
    expect(most(200)).toBeGreaterThan(most(20));
  });

  test('the last teaching counts more than the speed of encoding', () => {
    const last = { ...ten, seconds: 300 };
    expect(teachTime(ten, { encodeMs: 54, last })).toEqual({ least: 300, most: 300 });
    expect(teachTime({ ...ten, steps: 160 }, { last })!.most).toBeGreaterThan(500);
    expect(teachTime({ ...ten, steps: 160 }, { last })!.most).toBeLessThan(600);
  });

  test('is unknown where nothing was measured', () => {
    expect(teachTime(ten, {})).toBeUndefined();
  });
});

describe('teachTimeText', () => {
  test.each([
    [{ least: 131, most: 248 }, 'Takes about 2 min to 4 min on this machine.'],
    [{ least: 31, most: 80 }, 'Takes about 40 s to 80 s on this machine.'],
    [{ least: 244, most: 244 }, 'Takes about 4 min on this machine.'],
    [{ least: 2, most: 7 }, 'Takes about 10 s on this machine.'],
    [undefined, 'Takes some minutes.'],
  ])('%j', (time, text) => {
    expect(english(teachTimeText(time))).toBe(text);
  });
});
