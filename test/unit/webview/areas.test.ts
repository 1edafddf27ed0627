import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ImageInfo } from '../../../src/core/image/medicalImage';
import { lineOf, stack } from '../../../src/core/image/plane';
import { encodeRunLength } from '../../../src/core/mask/runLength';
import type { AreaRequest, HostApi, ViewSlice } from '../../../src/core/protocol/hostApi';
import type { ViewObject } from '../../../src/core/protocol/viewDocument';
import type { AreaTool } from '../../../src/core/view/tool';
import { exactMs } from '../../../webview/store/areaPreview';
import { planeSurface } from '../../../webview/store/surface';
import { openPage as openPageOf, settle } from '../../support/openPage';
import { rectMask } from '../../support/sidecars';

const size = { width: 32, height: 24 };
const info: ImageInfo = {
  ...{ ...size, format: 'nifti', slices: 3, channels: 1, sampleType: 'int16' },
  ...{ modality: '', unit: '', encoding: '' },
};
/** A bright square on the dark. */
const slice: ViewSlice = {
  ...{ ...size, channels: 1, slope: 1, intercept: 0, invert: false, windows: [], window: null },
  data: Int16Array.from({ length: 32 * 24 }, (_, i) => {
    const [x, y] = [i % 32, Math.floor(i / 32)];
    return x >= 10 && x < 20 && y >= 8 && y < 16 ? 200 : 0;
  }),
};
const square = rectMask(size, { x0: 10, y0: 8, x1: 20, y1: 16 });
const object: ViewObject = {
  ...{ id: 'a', label: 'liver', color: '#e69f00', slice: 0, prompt: { points: [] } },
  mask: encodeRunLength(rectMask(size, { x0: 2, y0: 2, x1: 8, y1: 8 })),
};

async function open(tool: AreaTool, selected: string | null = null, change: Partial<HostApi> = {}) {
  const readPlane: HostApi['readPlane'] = ({ normal, index }) => {
    return Promise.resolve(stack(Array.from({ length: info.slices }, () => lineOf(slice, normal, index))));
  };
  const opened = await openPageOf({ info, slice }, { readPlane, ...change });
  const { view, page, session } = opened;
  await view.showDocument({ ...page.document.value, objects: [object], order: ['a'], selected });
  await view.perform({ kind: 'tool', tool });
  const press = (x: number, y: number, erases = false): void => {
    session.areas.carryOut({ kind: 'area', phase: 'press', tool, at: { x, y }, erases, objectId: selected });
  };
  const at = (phase: 'move' | 'release') => (x: number, y: number) => {
    session.areas.carryOut({ kind: 'area', phase, at: { x, y } });
  };
  return { ...opened, press, move: at('move'), release: at('release') };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('the wand', () => {
  test('previews the region while it is dragged, and paints it on the selected object when it is released', async () => {
    const { page, press, move, release, calls } = await open('wand', 'a');
    press(15, 12);
    expect(page.areaPreview.value?.shape.part.area).toBe(square.area + 36);
    move(15.5, 12);
    release(15.5, 12);
    expect(page.areaPreview.value).toBeUndefined();
    expect(page.painted.value[0]?.painting.value.mask.area).toBe(square.area + 36);
    await settle();
    expect(calls.areas).toMatchObject([{ objectId: 'a', erases: false, area: { kind: 'region', at: [15, 12] } }]);
    expect(page.painted.value).toEqual([]);
  });
});

describe('the threshold', () => {
  test('waits to be confirmed; the keys of the brush’s size move it', async () => {
    const { page, view, press, move, release, calls } = await open('threshold');
    press(6, 4);
    move(24, 20);
    release(24, 20);
    expect(page.areaPreview.value?.shape.part.equals(square)).toBe(true);
    const { diameter } = page.brush.value;
    await view.perform({ kind: 'stepBrush', steps: -100 });
    expect(page.brush.value.diameter).toBe(diameter);
    expect(page.areaPreview.value?.shape.part.area).toBe(18 * 16);
    await view.perform({ kind: 'stepBrush', steps: 100 });
    await view.perform({ kind: 'confirm' });
    await settle();
    expect(calls.areas).toMatchObject([{ objectId: null, area: { kind: 'threshold', box: [6, 4, 24, 20] } }]);
  });

  test('is forgotten with Escape, with another tool, and does not show on another slice', async () => {
    const { page, view, press, release } = await open('threshold');
    const draw = (): void => {
      press(6, 4);
      release(24, 20);
    };
    draw();
    await view.perform({ kind: 'cancel' });
    expect(page.area.value).toBeUndefined();
    draw();
    await view.perform({ kind: 'tool', tool: 'box' });
    expect(page.area.value).toBeUndefined();
    draw();
    await view.perform({ kind: 'stepSlice', step: 1 });
    await settle();
    expect(page.areaPreview.value).toBeUndefined();
  });
});

test('a threshold drawn while the host begins an object is added to that object', async () => {
  const asked: AreaRequest[] = [];
  const answers: ((id: string) => void)[] = [];
  const { session, view, press, release } = await open('wand', null, {
    paintArea: (request) => {
      asked.push(request);
      return new Promise((resolve) => {
        answers.push(resolve);
      });
    },
  });
  press(15, 12);
  release(15, 12);
  await view.perform({ kind: 'tool', tool: 'threshold' });
  const begun = { kind: 'area', phase: 'press', tool: 'threshold', erases: false, objectId: null } as const;
  session.areas.carryOut({ ...begun, at: { x: 2, y: 2 } });
  release(28, 20);
  answers[0]!('b');
  await settle();
  await view.perform({ kind: 'stepBrush', steps: -100 });
  await view.perform({ kind: 'confirm' });
  await settle();
  expect(asked.map(({ objectId }) => objectId)).toEqual([null, 'b']);
});

describe('a polygon', () => {
  test('is kept by the host corner by corner until it is confirmed, and there in the next page, on its slice', async () => {
    const { view, press, release, calls } = await open('polygon', 'a');
    for (const [x, y] of [
      [2, 2],
      [12, 2],
      [12, 12],
    ] as const) {
      press(x, y);
      release(x, y);
      await settle();
    }
    expect(calls.kept.map((area) => area?.points.length)).toEqual([undefined, 1, 2, 3]);
    const area = { ...calls.kept.at(-1)!, place: { slice: 2 } };
    const opened = await openPageOf({ info, slice }, {}).then(({ page: { document } }) => document.value);
    const next = await openPageOf(
      { info, slice },
      {
        open: () =>
          Promise.resolve({ name: 'a.nii', info, document: opened, memory: 1, unfinished: { area, isRestored: true } }),
      },
    );
    expect(next.page.sliceIndex.value).toBe(2);
    expect(next.page.tool.value).toBe('polygon');
    await next.view.perform({ kind: 'confirm' });
    await settle();
    expect(next.calls.areas).toMatchObject([{ slice: 2, objectId: 'a', area: { kind: 'polygon' } }]);
    expect(next.calls.kept.at(-1)).toBeNull();
    await view.perform({ kind: 'cancel' });
    await settle();
    expect(calls.kept.at(-1)).toBeNull();
  });

  test('is drawn with the keyboard’s crosshair alone', async () => {
    const { page, view, calls } = await open('polygon', 'a');
    page.crosshairKeys.value = true;
    for (const [x, y] of [
      [10, 10],
      [20, 10],
      [20, 20],
      [10, 10],
    ] as const) {
      page.crosshair.value = { x, y };
      await view.perform({ kind: 'press', positive: true });
    }
    await settle();
    expect(calls.areas).toMatchObject([
      {
        objectId: 'a',
        area: {
          kind: 'polygon',
          points: [
            [10, 10],
            [20, 10],
            [20, 20],
          ],
        },
      },
    ]);
  });
});

describe('on a large image', () => {
  const large = { width: 1600, height: 1500 };
  /** A bright square that a bridge of one pixel joins with another: too narrow to be seen coarse. */
  const bright = (x: number, y: number): boolean =>
    (y >= 400 && y < 800 && ((x >= 200 && x < 600) || (x >= 1000 && x < 1400))) || (y === 600 && x >= 600 && x < 1000);
  const data = new Int16Array(large.width * large.height);
  for (let i = 0; i < data.length; i++) {
    if (bright(i % large.width, Math.floor(i / large.width))) data[i] = 200;
  }
  const opening = async (tool: AreaTool) => {
    const image = { info: { ...info, ...large, slices: 1 }, slice: { ...slice, ...large, data } };
    const opened = await openPageOf(image, {});
    await opened.view.perform({ kind: 'tool', tool });
    const carryOut = (phase: 'press' | 'move' | 'release', x: number, y: number): void => {
      const at = { x, y };
      const effect = { kind: 'area', phase, tool, at, erases: false, objectId: null } as const;
      opened.session.areas.carryOut(effect);
    };
    return { ...opened, carryOut };
  };

  test('a wand previews what is seen from afar at once, and exactly when the pointer rests', async () => {
    const { page, carryOut, calls } = await opening('wand');
    const edges = (): number[] => [...new Set(page.areaPreview.value!.shape.rings!.flat().map(({ x }) => x))];
    carryOut('press', 400.5, 500.5);
    carryOut('move', 401.5, 500.5);
    expect(edges().toSorted((a, b) => a - b)).toEqual([200, 600]);
    await settle(exactMs);
    expect([Math.min(...edges()), Math.max(...edges())]).toEqual([200, 1400]);
    carryOut('release', 401.5, 500.5);
    // What was shown stays until the host answers with the exact mask.
    expect(Math.abs(page.painted.value[0]!.painting.value.mask.area / (2 * 400 * 400) - 1)).toBeLessThan(0.01);
    await settle();
    expect(calls.areas).toMatchObject([{ area: { kind: 'region', at: [400.5, 500.5] } }]);
  });

  test('a threshold previews its box, and is asked for exactly when it is confirmed', async () => {
    const { page, session, carryOut, calls } = await opening('threshold');
    carryOut('press', 100, 300);
    carryOut('release', 700, 900);
    const { shape, area } = page.areaPreview.value!;
    expect(area).toMatchObject({ kind: 'threshold', box: [100, 300, 700, 900] });
    const corners = shape.rings!.flat();
    expect([Math.min(...corners.map(({ x }) => x)), Math.max(...corners.map(({ y }) => y))]).toEqual([200, 800]);
    expect(session.areas.confirm()).toBe(true);
    expect(Math.abs(page.painted.value[0]!.painting.value.mask.area / 400 ** 2 - 1)).toBeLessThan(0.01);
    await settle();
    expect(calls.areas).toHaveLength(1);
  });
});

test('an area that changes no pixel says so', async () => {
  const { page, press, move, release, calls } = await open('lasso', 'a');
  press(3, 3);
  move(6, 3);
  move(6, 6);
  release(3, 6);
  await settle();
  expect(calls.areas).toEqual([]);
  expect(page.notice.value?.problem).toContain('No pixel was added');
  expect(page.notice.value?.offersStatus).toBe(false);
});

describe('filling', () => {
  test('says where there is no hole', async () => {
    const { page, press, release, calls } = await open('fill', 'a');
    press(20, 20);
    release(20, 20);
    await settle();
    expect(calls.areas).toEqual([]);
    expect(page.notice.value?.problem).toContain('no hole');
  });
});

describe('a scribble', () => {
  test('gives the model points along its line, after those that the object has', async () => {
    const { press, move, release, calls, page, view } = await open('scribble', 'a');
    const point = { x: 5, y: 5, positive: true };
    await view.showDocument({
      ...page.document.value,
      objects: [{ ...object, prompt: { points: [point] } }],
      order: ['a'],
    });
    press(4, 4, true);
    move(4, 6);
    release(4, 6);
    await settle();
    expect(calls.committed).toMatchObject([
      {
        objectId: 'a',
        prompt: {
          points: [point, { x: 4, y: 4, positive: false }, expect.anything(), { x: 4, y: 6, positive: false }],
        },
      },
    ]);
  });
});

test('masks have the opacity that the host says, and none while they are outlines', async () => {
  const { page } = await open('wand');
  expect(page.maskOpacity.value).toBe(0.35);
  page.document.value = { ...page.document.value, display: { fill: true, opacity: 0.75 } };
  expect(page.maskOpacity.value).toBe(0.75);
  page.document.value = { ...page.document.value, display: { fill: false, opacity: 0.75 } };
  expect(page.maskOpacity.value).toBe(0);
});

describe('in a plane across the slices', () => {
  const openPlane = async (tool: AreaTool) => {
    const opened = await open(tool, 'a');
    const { page, session, view } = opened;
    await view.perform({ kind: 'toggle', what: 'planes' });
    page.crosshair.value = { x: 4.5, y: 12.5 };
    await settle();
    const plane = page.planeViews[1];
    plane.viewport.value = { ...plane.viewport.value, width: 400, height: 300 };
    const surface = planeSurface(page, plane);
    const press = (x: number, y: number): void => {
      const effect = { kind: 'area', phase: 'press', tool, at: { x, y }, erases: false, objectId: 'a' } as const;
      session.areas.carryOut(effect, surface);
    };
    return { ...opened, plane, press };
  };

  test('a lasso encloses pixels of all slices that it goes round', async () => {
    const { page, plane, press, move, release, calls } = await openPlane('lasso');
    press(2, 0);
    for (const [x, y] of [
      [12, 0],
      [12, 2],
    ] as const)
      move(x, y);
    release(2, 2);
    expect(plane.painted.value[0]!.painting.value.mask.bounds).toEqual({ x0: 2, y0: 0, x1: 12, y1: 2 });
    expect(page.painted.value).toEqual([]);
    await settle();
    expect(calls.areas).toMatchObject([{ normal: 1, index: 12, objectId: 'a', area: { kind: 'polygon' } }]);
  });

  test('a wand finds its region there, and shows it in that plane alone', async () => {
    const { page, plane, press, release, calls } = await openPlane('wand');
    press(15, 1.5);
    expect(page.areaPreview.value).toMatchObject({ place: { normal: 1, index: 12 } });
    // The square is on all three slices.
    expect(page.areaPreview.value!.shape.part.bounds).toEqual({ x0: 10, y0: 0, x1: 20, y1: 3 });
    release(15, 1.5);
    expect(plane.painted.value).toHaveLength(1);
    await settle();
    expect(calls.areas).toMatchObject([{ normal: 1, index: 12, area: { kind: 'region', at: [15, 1.5] } }]);
  });

  test('a corner of a polygon is taken hold of where it is near on the screen, whatever the distance of slices', async () => {
    const { page, plane, press, move, release } = await openPlane('polygon');
    const { scaleY } = plane.transform.value!;
    for (const [x, y] of [
      [2, 0.5],
      [12, 0.5],
      [12, 2.5],
    ] as const) {
      press(x, y);
      release(x, y);
    }
    expect(page.area.value?.points).toHaveLength(3);
    press(12, 2.5 - 6 / Math.abs(scaleY));
    move(14, 1.5);
    expect(page.area.value?.points).toEqual([
      { x: 2, y: 0.5 },
      { x: 12, y: 0.5 },
      { x: 14, y: 1.5 },
    ]);
  });
});
