import { describe, expect, it } from 'vitest';
import { parseBox, parsePoint, whole } from '../../../src/cli/options';

describe('prompt options', () => {
  it('adds boxes to those before', () => {
    const first = parseBox('1,2,3.5,4');
    expect(parseBox(' 5, 6, 7, 8 ', first)).toEqual([
      { x0: 1, y0: 2, x1: 3.5, y1: 4 },
      { x0: 5, y0: 6, x1: 7, y1: 8 },
    ]);
  });

  it('adds points on and off the object', () => {
    const first = parsePoint('1,2,+');
    expect(parsePoint('3,4.5,-', first)).toEqual([
      { x: 1, y: 2, positive: true },
      { x: 3, y: 4.5, positive: false },
    ]);
  });

  it.each(['', '1,2,3', '1,2,3,4,5', '1,2,3,x', '1,,3,4', '1,2,3,Infinity'])('refuses the box “%s”', (text) => {
    expect(() => parseBox(text)).toThrow('x0,y0,x1,y1');
  });

  it.each(['', '1,2', '1,2,3', '1,2,+,-', 'x,2,+', ',2,+'])('refuses the point “%s”', (text) => {
    expect(() => parsePoint(text)).toThrow('x,y,+');
  });

  it('takes whole numbers of at least the least', () => {
    expect(whole('3', 1)).toBe(3);
    for (const text of ['0', '-1', '1.5', '', 'x']) expect(() => whole(text, 1)).toThrow('at least 1');
  });
});
