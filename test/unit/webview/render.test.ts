import { describe, expect, test } from 'vitest';
import { palette } from '../../../src/core/labels/palette';
import { outlineDashes } from '../../../src/core/view/outlineDash';
import { textColorOn } from '../../../webview/render/colors';
import { fillPixels } from '../../../webview/render/canvasPainter';
import { haloOpacity } from '../../../webview/render/halo';
import type { ViewTransform } from '../../../src/core/view/camera';
import { cursorOf } from '../../../webview/tools/cursor';
import { contrast } from '../../support/colorVision';

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
  test.each(palette)('has a contrast of 4.5 : 1 on %s', (color) => {
    expect(contrast(color, textColorOn(color))).toBeGreaterThan(4.5);
  });
});

describe('outlines', () => {
  const grey = (value: number): string => `#${Math.round(value).toString(16).padStart(2, '0').repeat(3)}`;

  test.each(palette)('of %s stand out 3 : 1 from every grey, by their line or by its rim', (color) => {
    for (let value = 0; value <= 255; value++) {
      const rim = grey(value * (1 - haloOpacity));
      const best = Math.max(contrast(rim, grey(value)), contrast(color, grey(value)), contrast(color, rim));
      expect(best, grey(value)).toBeGreaterThan(3);
    }
  });

  test('differ by their dashes where a colour repeats', () => {
    const [first, other, second, third] = outlineDashes(['#e69f00', '#56b4e9', '#e69f00', '#e69f00']);
    expect(first).toEqual([]);
    expect(other).toEqual([]);
    expect(second).not.toEqual([]);
    expect(third).not.toEqual(second);
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
  const upright: ViewTransform = { scaleX: 2, scaleY: 2, x: 0, y: 0 };

  test.each([
    ['crosshair', idle, nothing, false],
    ['crosshair', idle, undefined, false],
    ['grab', idle, nothing, true],
    ['grabbing', { kind: 'pan', last: { x: 0, y: 0 } } as const, nothing, true],
    ['pointer', idle, { ...nothing, hit: 'a' }, false],
    ['nwse-resize', idle, { ...nothing, grip: { kind: 'handle', handle: 'se' } as const }, false],
    ['move', idle, { ...nothing, grip: { kind: 'point', index: 0 } as const }, false],
  ])('is %s', (cursor, gesture, hover, panKey) => {
    expect(cursorOf(gesture, hover, { panKey, transform: upright })).toBe(cursor);
  });

  test.each([
    ['nesw-resize', 'se', { ...upright, scaleX: -2 }],
    ['nwse-resize', 'se', { ...upright, scaleX: -2, scaleY: -2 }],
    ['ew-resize', 'e', { ...upright, scaleX: -2 }],
    ['ns-resize', 'e', { ...upright, turned: true }],
    ['nesw-resize', 'ne', { ...upright, turned: true }],
  ] as const)('is %s on the handle %s of an image that is shown turned', (cursor, handle, transform) => {
    const hover = { ...nothing, grip: { kind: 'handle', handle } as const };
    expect(cursorOf(idle, hover, { panKey: false, transform })).toBe(cursor);
  });
});
