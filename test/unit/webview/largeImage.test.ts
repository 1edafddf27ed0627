import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ImageInfo } from '../../../src/core/image/medicalImage';
import { tileGapText } from '../../../src/core/image/tileGap';
import { encodePart } from '../../../src/core/mask/part';
import { Mask } from '../../../src/core/mask/mask';
import type { ViewSlice } from '../../../src/core/protocol/hostApi';
import type { ViewObject } from '../../../src/core/protocol/viewDocument';
import { openPage as openPageOf, settle } from '../../support/openPage';

const size = { width: 8000, height: 6000 };
const info: ImageInfo = {
  ...{ format: 'tiff', ...size, slices: 1, channels: 1, sampleType: 'int16', modality: '', unit: 'HU', encoding: '' },
  pixelSpacing: [0.0005, 0.0005],
  magnification: 20,
  levels: [{ ...size, chunk: [256, 256] }],
};
const window = { center: 10, width: 20 };
/** The overview, level 3, in which every value is 3; tiles have the number of their level. */
const overview: ViewSlice = {
  ...{ width: 1000, height: 750, channels: 1, data: new Int16Array(750_000).fill(3) },
  ...{ slope: 1, intercept: 0, invert: false, windows: [window], window },
};

const openPage = () => openPageOf({ info, slice: overview });
const object: ViewObject = {
  ...{ id: 'a', label: 'cell', color: '#e69f00', slice: 0, prompt: { points: [] } },
  mask: encodePart(
    new Mask(20, 20, new Uint8Array(400).fill(1)),
    { x0: 4000, y0: 3000, x1: 4020, y1: 3020 },
    [8000, 6000],
  ),
};
const stroke = { kind: 'stroke', phase: 'begin', pressure: 1, erases: false, straight: false, objectId: null } as const;

const area = { kind: 'area', erases: false, objectId: null } as const;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a large image', () => {
  test('shows its overview at once, and the tiles of the level of the screen when they come', async () => {
    const { page, calls } = await openPage();
    // 400 pixels of the screen for 8000 of the image: the overview suffices.
    expect(page.view.wanted.value).toMatchObject({ level: 3 });
    expect(page.view.picture.value?.slice.data).toHaveLength(750_000);
    expect(calls.tiles).toEqual([]);
    page.camera.value = { center: { x: 4000, y: 3000 }, scale: 1 };
    expect(page.view.seen.value).toEqual({ x0: 3792, y0: 2820, x1: 4208, y1: 3180 });
    expect([...new Set(page.view.picture.value!.slice.data)]).toEqual([3]);
    await settle();
    expect(calls.tiles.length).toBeGreaterThan(0);
    const { slice, transform } = page.view.picture.value!;
    expect([slice.width, slice.height, ...new Set(slice.data)]).toEqual([416, 360, 0]);
    expect([transform.scaleX, transform.x, transform.y]).toEqual([1, 0, 0]);
  });

  test('tells the value of a pixel from the finest tile that is there, and the place in micrometres', async () => {
    const { page } = await openPage();
    page.pointer.value = { viewport: { x: 0, y: 0 }, image: { x: 4000.5, y: 3000 } };
    expect(page.probed.value).toBe('x 4000 y 3000 · 3 HU · (2000.3, 1500.0) µm');
    page.camera.value = { center: { x: 4000, y: 3000 }, scale: 1 };
    await settle();
    expect(page.probed.value).toBe('x 4000 y 3000 · 0 HU · (2000.3, 1500.0) µm');
    page.pointer.value = { viewport: { x: 0, y: 0 }, image: { x: 8000, y: 3000 } };
    expect(page.probed.value).toBe('');
  });

  test('the model is asked about what is seen', async () => {
    const { page, session, calls } = await openPage();
    page.camera.value = { center: { x: 4000, y: 3000 }, scale: 2 };
    await vi.advanceTimersByTimeAsync(500);
    const region = { x0: 3896, y0: 2910, x1: 4104, y1: 3090 };
    expect(calls.encoded.at(-1)).toMatchObject({ slice: 0, region });
    const prompt = { box: { x0: 3990, y0: 2990, x1: 4030, y1: 3030 }, points: [] };
    await session.commit({ prompt, objectId: null }, null);
    expect(calls.committed).toMatchObject([{ slice: 0, prompt, region }]);
  });

  test('masks are drawn where they lie, from no more than their pixels', async () => {
    const { page, view } = await openPage();
    await view.showDocument({ ...page.document.value, objects: [object], order: ['a'] });
    const [shown] = page.objects.value;
    expect(shown!.part.data).toHaveLength(400);
    expect(shown!.rings![0]![0]).toEqual({ x: 4020, y: 3000 });
    expect(shown!.bounds).toEqual({ x0: 4000, y0: 3000, x1: 4020, y1: 3020 });
  });

  test('is painted in the part that is seen, which the host is told', async () => {
    const { page, session, view, calls } = await openPage();
    await view.showDocument({ ...page.document.value, objects: [object], order: ['a'], selected: 'a' });
    page.camera.value = { center: { x: 4000, y: 3000 }, scale: 2 };
    page.brush.value = { ...page.brush.value, diameter: 4 };
    session.strokes.carryOut({ ...stroke, at: { x: 4050, y: 3050 }, objectId: 'a' });
    const { mask } = page.painted.value[0]!.painting.value;
    expect([mask.width, mask.height]).toEqual([208, 180]);
    expect(mask.data[(3010 - 2910) * 208 + 4010 - 3896]).toBe(1);
    expect(mask.data[(3050 - 2910) * 208 + 4050 - 3896]).toBe(1);
    session.strokes.carryOut({ kind: 'stroke', phase: 'end' });
    await settle();
    const frame = { x0: 3896, y0: 2910, x1: 4104, y1: 3090 };
    expect(calls.painted).toMatchObject([{ objectId: 'a', dabs: [[4050, 3050, 2]], frame }]);
  });

  test('is not painted where too much of it is seen, nor by values that are not there', async () => {
    const { page, session } = await openPage();
    session.strokes.carryOut({ ...stroke, at: { x: 4050, y: 3050 } });
    expect(page.notice.value).toMatchObject({ problem: 'Too much of the image is in view to change it by hand.' });
    page.camera.value = { center: { x: 4000, y: 3000 }, scale: 0.5 };
    await settle();
    session.areas.carryOut({
      kind: 'area',
      phase: 'press',
      tool: 'wand',
      at: { x: 4000, y: 3000 },
      erases: false,
      objectId: null,
    });
    expect(page.notice.value).toMatchObject({ advice: 'Zoom in to actual size.' });
    expect(page.area.value).toBeUndefined();
  });

  test('a wand takes what is seen at full resolution', async () => {
    const { page, session, calls } = await openPage();
    page.camera.value = { center: { x: 4000, y: 3000 }, scale: 4 };
    await settle();
    const at = { x: 4000.5, y: 3000.5 };
    for (const phase of ['press', 'release'] as const) {
      session.areas.carryOut({ kind: 'area', phase, tool: 'wand', at, erases: false, objectId: null });
    }
    await settle();
    expect(calls.areas).toMatchObject([
      { area: { kind: 'region', at: [4000.5, 3000.5] }, frame: { x0: 3948, y0: 2955 } },
    ]);
  });

  test('a polygon that reaches beyond the view becomes pixels as a whole', async () => {
    const { page, session, calls } = await openPage();
    const corner = (x: number, y: number): void => {
      const at = { x, y };
      session.areas.carryOut({ ...area, phase: 'press', tool: 'polygon', at });
      session.areas.carryOut({ kind: 'area', phase: 'release', at });
    };
    page.camera.value = { center: { x: 4000, y: 3000 }, scale: 4 };
    corner(3960, 2960);
    corner(3960, 3040);
    page.camera.value = { center: { x: 4200, y: 3000 }, scale: 4 };
    corner(4240, 3000);
    expect(session.areas.confirm()).toBe(true);
    // Half of 80 × 280.
    expect(page.painted.value[0]!.painting.value.mask.area).toBeGreaterThan(11_100);
    await settle();
    expect(calls.areas).toMatchObject([{ frame: { x0: 3960, y0: 2955, x1: 4252, y1: 3045 } }]);
  });

  test('a threshold waits while its values are not there', async () => {
    const { page, session, calls } = await openPage();
    const look = async (x: number, scale: number): Promise<void> => {
      page.camera.value = { center: { x, y: 3000 }, scale };
      await settle();
    };
    await look(4000, 4);
    session.areas.carryOut({ ...area, phase: 'press', tool: 'threshold', at: { x: 3970, y: 2970 } });
    session.areas.carryOut({ kind: 'area', phase: 'release', at: { x: 4030, y: 3030 } });
    for (const [x, scale, advice] of [
      [4000, 0.5, 'Zoom in to actual size.'],
      [4100, 4, 'Move the whole area into view.'],
    ] as const) {
      await look(x, scale);
      session.areas.confirm();
      expect(page.notice.value).toMatchObject({ advice });
    }
    await look(4000, 4);
    expect(calls.areas).toEqual([]);
    session.areas.confirm();
    await settle();
    expect(calls.areas).toMatchObject([{ area: { kind: 'threshold', box: [3970, 2970, 4030, 3030] } }]);
    expect(page.notice.value).toBeNull();
  });

  test('says which tiles are black', async () => {
    const gap = { level: 0, column: 7, row: 5, why: 'It is broken.' };
    const { page } = await openPageOf(
      { info, slice: overview },
      {
        readTile: () => Promise.resolve({ ...overview, gaps: [gap] }),
      },
    );
    page.camera.value = { center: { x: 4000, y: 3000 }, scale: 1 };
    await settle();
    expect(page.view.tiles.value?.gaps.value[0]).toEqual(tileGapText(gap));
  });
});
