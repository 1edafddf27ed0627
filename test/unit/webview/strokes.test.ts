import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { UserError } from '../../../src/core/base/error';
import type { ImageInfo } from '../../../src/core/image/medicalImage';
import { decodeRunLength, encodeRunLength } from '../../../src/core/mask/runLength';
import type { HostApi, StrokeRequest, ViewSlice } from '../../../src/core/protocol/hostApi';
import type { ViewObject } from '../../../src/core/protocol/viewDocument';
import type { StrokeEffect } from '../../../src/core/view/strokeGesture';
import { t } from '../../../src/core/text/message';
import { planeSurface } from '../../../webview/store/surface';
import { openPage as openPageOf, settle } from '../../support/openPage';
import { rectMask } from '../../support/sidecars';

const size = { width: 32, height: 24 };
const info: ImageInfo = {
  ...size,
  format: 'nifti',
  slices: 3,
  channels: 1,
  sampleType: 'int16',
  modality: '',
  unit: '',
  encoding: '',
};
const slice: ViewSlice = {
  ...size,
  channels: 1,
  data: Int16Array.from({ length: 32 * 24 }, (_, i) => i % 32),
  slope: 1,
  intercept: 0,
  invert: false,
  windows: [],
  window: null,
};
const openPage = (change: Partial<HostApi> = {}): ReturnType<typeof openPageOf> => openPageOf({ info, slice }, change);

const object: ViewObject = {
  id: 'a',
  label: 'liver',
  color: '#e69f00',
  slice: 0,
  prompt: { points: [] },
  mask: encodeRunLength(rectMask(size, { x0: 2, y0: 2, x1: 8, y1: 8 })),
};

const begin = (
  x: number,
  y: number,
  change: Partial<Extract<StrokeEffect, { phase: 'begin' }>> = {},
): StrokeEffect => ({
  kind: 'stroke',
  phase: 'begin',
  at: { x, y },
  pressure: 1,
  erases: false,
  straight: false,
  objectId: null,
  ...change,
});
const move = (x: number, y: number, pressure = 1): StrokeEffect => ({
  kind: 'stroke',
  phase: 'move',
  at: { x, y },
  pressure,
});
const end: StrokeEffect = { kind: 'stroke', phase: 'end' };

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a locked object', () => {
  const locked: ViewObject = { ...object, locked: true };

  test('is not painted, and a message says why', async () => {
    const { page, session, calls } = await openPage();
    page.document.value = { ...page.document.value, objects: [locked], selected: 'a' };
    for (const effect of [begin(5, 5, { objectId: 'a' }), move(10, 5), end]) session.strokes.carryOut(effect);
    await settle();
    expect(page.strokes.value).toEqual([]);
    expect(calls.painted).toEqual([]);
    expect(page.notice.value?.problem).toBe('“liver” is locked.');
  });

  test('gets no prompt, and no preview of one', async () => {
    const { page, session } = await openPage();
    page.document.value = { ...page.document.value, objects: [locked], selected: 'a' };
    const draft = { prompt: { points: [{ x: 5, y: 5, positive: true }] }, objectId: 'a' };
    session.draw(draft);
    expect(page.draft.value).toBeNull();
    await session.commit(draft, null);
    expect(page.notice.value?.problem).toBe('“liver” is locked.');
  });

  test('is not painted over', async () => {
    const { page, session } = await openPage();
    page.document.value = { ...page.document.value, objects: [locked] };
    page.brush.value = { ...page.brush.value, diameter: 60 };
    session.strokes.carryOut(begin(12, 12));
    const { mask } = page.painted.value[0]!.painting.value;
    const own = decodeRunLength(locked.mask);
    expect(mask.data.filter((value, i) => value === 1 && own.data[i] === 1)).toHaveLength(0);
    expect(mask.area).toBe(32 * 24 - 36);
  });
});

describe('a stroke', () => {
  test('shows at once, and goes to the host when it ends', async () => {
    const { page, session, calls } = await openPage();
    page.brush.value = { ...page.brush.value, diameter: 4 };
    for (const effect of [begin(5, 5), move(10, 5, 0.5)]) session.strokes.carryOut(effect);
    expect(page.painted.value[0]!.painting.value.mask.bounds).toEqual({ x0: 3, y0: 3, x1: 11, y1: 7 });
    expect(calls.painted).toEqual([]);
    session.strokes.carryOut(end);
    expect(page.painted.value).toHaveLength(1);
    await settle();
    const dabs = [
      [5, 5, 2],
      [10, 5, 1.25],
    ];
    expect(calls.painted).toEqual([
      { slice: 0, objectId: null, erases: false, dabs, range: null, sparesOthers: false },
    ]);
    expect(page.painted.value).toEqual([]);
  });

  test('changes the object that it names, and takes away with an eraser', async () => {
    const { page, session, view } = await openPage();
    await view.showDocument({ ...page.document.value, objects: [object], order: ['a'], selected: 'a' });
    session.strokes.carryOut(begin(5, 5, { objectId: 'a', erases: true }));
    const { mask } = page.painted.value[0]!.painting.value;
    expect(mask.area).toBe(0);
    session.strokes.carryOut({ kind: 'stroke', phase: 'cancel' });
    expect(page.painted.value).toEqual([]);
    expect(page.selected.value!.area).toBe(36);
  });

  test('paints only values in the range, and not over other objects, as the host will', async () => {
    const { page, session, view } = await openPage();
    await view.showDocument({ ...page.document.value, objects: [object], order: ['a'] });
    page.brush.value = { diameter: 40, range: [4, 9], sparesOthers: true };
    session.strokes.carryOut(begin(10, 10));
    const { mask } = page.painted.value[0]!.painting.value;
    expect(mask.area).toBe(6 * 24 - 4 * 6);
    expect(mask.bounds).toEqual({ x0: 4, y0: 0, x1: 10, y1: 24 });
  });

  test('with Shift is one straight line from the end of the stroke before', async () => {
    const { page, session, calls } = await openPage();
    page.brush.value = { ...page.brush.value, diameter: 2 };
    for (const effect of [begin(4, 4), end]) session.strokes.carryOut(effect);
    const line = [begin(20, 4, { straight: true }), move(18, 12), move(20, 20), end];
    for (const effect of line) session.strokes.carryOut(effect);
    await settle();
    expect(calls.painted[1]!.dabs).toEqual([
      [4, 4, 1],
      [20, 20, 1],
    ]);
  });

  test('on another slice begins where the button went down', async () => {
    const { page, session, calls } = await openPage();
    for (const effect of [begin(4, 4), end]) session.strokes.carryOut(effect);
    page.sliceIndex.value = 1;
    await settle();
    for (const effect of [begin(9, 9, { straight: true }), move(20, 9), end]) session.strokes.carryOut(effect);
    await settle();
    expect(calls.painted[1]).toMatchObject({ slice: 1 });
    expect(calls.painted[1]!.dabs.map(([x, y]) => [x, y])).toEqual([
      [9, 9],
      [20, 9],
    ]);
  });

  test('stays on its slice when another one is shown', async () => {
    const { page, session, calls } = await openPage();
    session.strokes.carryOut(begin(4, 4));
    page.sliceIndex.value = 1;
    await settle();
    for (const effect of [move(20, 20), end]) session.strokes.carryOut(effect);
    await settle();
    expect(calls.painted[0]).toMatchObject({ slice: 0 });
    expect(calls.painted[0]!.dabs).toHaveLength(1);
  });
});

test('strokes reach the host one after another; the second paints the object that the first begins', async () => {
  const painted: StrokeRequest[] = [];
  const answers: ((id: string) => void)[] = [];
  const paint: HostApi['paint'] = (stroke) => {
    painted.push(stroke);
    return new Promise((resolve) => answers.push(resolve));
  };
  const { page, session } = await openPage({ paint });
  for (const effect of [begin(4, 4), end, begin(20, 4), end]) session.strokes.carryOut(effect);
  await settle();
  expect(painted).toHaveLength(1);
  expect(page.painted.value).toHaveLength(1);
  const { mask } = page.painted.value[0]!.painting.value;
  expect([mask.data[4 * 32 + 4], mask.data[4 * 32 + 20]]).toEqual([1, 1]);
  answers[0]!('7');
  await settle();
  expect(painted.map(({ objectId }) => objectId)).toEqual([null, '7']);
  expect(page.painted.value[0]!.target.id).toBe('7');
  answers[1]!('7');
  await settle();
  expect(page.painted.value).toEqual([]);
});

test('a stroke that the host refuses goes, and the page says why', async () => {
  const problem = new UserError('too-new', { problem: t`A newer version has saved the masks.` });
  const { page, session } = await openPage({ paint: () => Promise.reject(problem) });
  for (const effect of [begin(4, 4), end]) session.strokes.carryOut(effect);
  await settle();
  expect(page.painted.value).toEqual([]);
  expect(page.notice.value).toMatchObject({ problem: 'A newer version has saved the masks.' });
});

describe('while Z is held', () => {
  const other: ViewObject = {
    ...object,
    id: 'b',
    mask: encodeRunLength(rectMask(size, { x0: 12, y0: 2, x1: 20, y1: 8 })),
  };
  const shown = (page: Awaited<ReturnType<typeof openPage>>['page']): readonly string[] =>
    page.objects.value.map(({ id }) => id).filter((id) => page.isShown.value(id));

  test('the selected objects are shown alone', async () => {
    const { page } = await openPage();
    page.document.value = { ...page.document.value, objects: [object, other], selected: 'b' };
    expect(shown(page)).toEqual(['a', 'b']);
    page.solo.value = true;
    expect(shown(page)).toEqual(['b']);
    page.document.value = { ...page.document.value, selection: ['b', 'a'] };
    expect(shown(page)).toEqual(['a', 'b']);
    page.peeking.value = true;
    expect(shown(page)).toEqual([]);
  });

  test('with none selected, the object under the pointer is', async () => {
    const { page } = await openPage();
    page.document.value = { ...page.document.value, objects: [object, other], selected: null };
    page.solo.value = true;
    expect(shown(page)).toEqual([]);
    page.pointer.value = { viewport: { x: 0, y: 0 }, image: { x: 4, y: 4 } };
    expect(shown(page)).toEqual(['a']);
  });
});

describe('a stroke in a plane across the slices', () => {
  const spacing = [1, 1, 2] as const;
  const axes = [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ] as const;
  const geometry = { origin: [0, 0, 0], spacing, axes } as const;
  const volume = { ...info, pixelSpacing: [1, 1] as const, geometry };

  /** A page that shows the planes, with the object on its first slice. */
  async function openPlanes() {
    const opened = await openPageOf({ info: volume, slice });
    const { page, view } = opened;
    await view.showDocument({ ...page.document.value, objects: [object], order: ['a'], selected: 'a' });
    await view.perform({ kind: 'toggle', what: 'planes' });
    await settle();
    page.crosshair.value = { x: 4.5, y: 5.5 };
    await settle();
    const plane = page.planeViews[1];
    return { ...opened, plane, surface: planeSurface(page, plane) };
  }

  test('is painted on what the plane has of the label, and goes to the host', async () => {
    const { page, session, calls, plane, surface } = await openPlanes();
    page.brush.value = { ...page.brush.value, diameter: 5 };
    for (const effect of [begin(10.5, 1, { objectId: 'a' }), move(14.5, 1)]) session.strokes.carryOut(effect, surface);
    const { mask } = plane.painted.value[0]!.painting.value;
    // Slices are two pixels apart: the brush reaches the first two, whose middles are a pixel away.
    expect(mask.bounds).toEqual({ x0: 2, y0: 0, x1: 17, y1: 2 });
    expect([mask.width, mask.height]).toEqual([32, 3]);
    expect(page.painted.value).toEqual([]);
    session.strokes.carryOut(end);
    await settle();
    const dabs = [
      [10.5, 1, 2.5],
      [14.5, 1, 2.5],
    ];
    const rest = { erases: false, range: null, sparesOthers: false };
    expect(calls.painted).toEqual([{ normal: 1, index: 5, objectId: 'a', ...rest, dabs }]);
    expect(plane.painted.value).toEqual([]);
  });

  test('stays in its plane when another one is shown, and a line with Shift begins in the same one alone', async () => {
    const { page, session, calls, surface } = await openPlanes();
    session.strokes.carryOut(begin(10.5, 1, { objectId: 'a' }), surface);
    page.crosshair.value = { x: 4.5, y: 8.5 };
    await settle();
    for (const effect of [move(20.5, 1), end]) session.strokes.carryOut(effect, surface);
    await settle();
    expect(calls.painted).toMatchObject([{ index: 5, dabs: [[10.5, 1, 10]] }]);
    session.strokes.carryOut(begin(3.5, 2, { straight: true }), surface);
    session.strokes.carryOut(end);
    await settle();
    expect(calls.painted[1]).toMatchObject({ index: 8, dabs: [[3.5, 2, 10]] });
  });
});
