import { describe, expect, test } from 'vitest';
import { palette } from '../../../src/core/labels/palette';
import { textColorOn } from '../../../webview/render/colors';
import { fillPixels } from '../../../webview/render/canvasPainter';
import { cursorOf } from '../../../webview/tools/cursor';

describe('pixels', () => {
  test('grey becomes three equal opaque channels', () => {
    const rgba = new Uint8ClampedArray(8);
    fillPixels(rgba, Uint8Array.of(0, 200), 1);
    expect([...rgba]).toEqual([0, 0, 0, 255, 200, 200, 200, 255]);
  });

  test('colour keeps its channels', () => {
    const rgba = new Uint8ClampedArray(8);
    fillPixels(rgba, Uint8Array.of(1, 2, 3, 250, 251, 252), 3);
    expect([...rgba]).toEqual([1, 2, 3, 255, 250, 251, 252, 255]);
  });
});

describe('text on label colours', () => {
  function luminance(color: string): number {
    const [r, g, b] = [1, 3, 5].map((at) => {
      const value = Number.parseInt(color.slice(at, at + 2), 16) / 255;
      return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
  }

  test.each(palette)('has a contrast of 4.5 : 1 on %s', (color) => {
    const [dark, light] = [luminance(color), luminance(textColorOn(color))].toSorted((a, b) => a - b);
    expect((light! + 0.05) / (dark! + 0.05)).toBeGreaterThan(4.5);
  });
});

describe('cursor', () => {
  const nothing = {
    tool: 'box',
    image: { width: 1, height: 1 },
    selected: undefined,
    grip: undefined,
    hit: undefined,
  } as const;
  const idle = { kind: 'idle' } as const;

  test.each([
    ['crosshair', idle, nothing, false],
    ['crosshair', idle, undefined, false],
    ['grab', idle, nothing, true],
    ['grabbing', { kind: 'pan', last: { x: 0, y: 0 } } as const, nothing, true],
    ['pointer', idle, { ...nothing, hit: 'a' }, false],
    ['nwse-resize', idle, { ...nothing, grip: { kind: 'handle', handle: 'se' } as const }, false],
    ['move', idle, { ...nothing, grip: { kind: 'point', index: 0 } as const }, false],
  ])('is %s', (cursor, gesture, hover, panKey) => {
    expect(cursorOf(gesture, hover, { panKey, mirrored: false })).toBe(cursor);
  });

  test('follows the handles of a mirrored image', () => {
    const hover = { ...nothing, grip: { kind: 'handle', handle: 'se' } as const };
    expect(cursorOf(idle, hover, { panKey: false, mirrored: true })).toBe('nesw-resize');
  });
});
