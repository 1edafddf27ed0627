import { describe, expect, it } from 'vitest';
import { brushRadius, defaultBrush, stepDiameter } from '../../../src/core/view/brush';
import { strokeBegun, strokeMoved } from '../../../src/core/view/strokeGesture';

describe('the size of the brush', () => {
  it('goes by single pixels, then by larger steps, and there and back the same way', () => {
    const up = [1];
    while (stepDiameter(up.at(-1)!, 1) !== up.at(-1)) up.push(stepDiameter(up.at(-1)!, 1));
    expect(up.slice(0, 16)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 16, 18, 20, 24]);
    expect(up.at(-1)).toBe(1024);
    const down = [up.at(-1)!];
    while (down.at(-1)! > 1) down.push(stepDiameter(down.at(-1)!, -1));
    expect(down.toReversed()).toEqual(up);
    expect(stepDiameter(1, -1)).toBe(1);
    expect(stepDiameter(21, 1)).toBe(24);
  });

  it('follows the pressure of a pen', () => {
    const radii = [0, 0.5, 1].map((pressure) => brushRadius({ ...defaultBrush, diameter: 16 }, pressure));
    expect(radii).toEqual([2, 5, 8]);
  });
});

describe('a press', () => {
  const at = { x: 3, y: 4 };
  const press = { tool: 'brush', at, alt: false, selected: undefined, hit: undefined } as const;

  it('paints the selected object, else begins a new one, whatever lies there', () => {
    expect(strokeBegun({ ...press, selected: 'a', hit: 'b' })).toMatchObject({ objectId: 'a', erases: false });
    expect(strokeBegun({ ...press, hit: 'b' })).toMatchObject({ objectId: null, erases: false, straight: false });
  });

  it('erases from the selected object, else from the one that lies there, else nothing', () => {
    const erase = { ...press, tool: 'eraser' } as const;
    expect(strokeBegun({ ...erase, selected: 'a', hit: 'b' })).toMatchObject({ objectId: 'a', erases: true });
    expect(strokeBegun({ ...erase, hit: 'b' })).toMatchObject({ objectId: 'b', erases: true });
    expect(strokeBegun(erase)).toBeUndefined();
  });

  it('does with Alt what the other tool does, and with Shift draws a line', () => {
    expect(strokeBegun({ ...press, selected: 'a', alt: true })).toMatchObject({ erases: true });
    expect(strokeBegun({ ...press, tool: 'eraser', alt: true })).toMatchObject({ erases: false, objectId: null });
    expect(strokeBegun({ ...press, shift: true, pressure: 0.4 })).toMatchObject({ straight: true, pressure: 0.4 });
  });

  it('ends where a mouse is released, and where a pen was before it was lifted', () => {
    expect(strokeMoved('up', at, undefined).map(({ phase }) => phase)).toEqual(['move', 'end']);
    expect(strokeMoved('up', at, 0).map(({ phase }) => phase)).toEqual(['end']);
  });
});
