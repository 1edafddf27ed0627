import { defaultMaskDisplay } from '../../../src/core/view/maskDisplay';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ImageInfo } from '../../../src/core/image/medicalImage';
import type { HostApi, ViewSlice } from '../../../src/core/protocol/hostApi';
import { UserError } from '../../../src/core/base/error';
import { t } from '../../../src/core/text/message';
import { moveCrosshair } from '../../../webview/store/navigation';
import { openPage as openPageOf, settle } from '../../support/openPage';

const info: ImageInfo = {
  format: 'dicom',
  width: 40,
  height: 30,
  slices: 5,
  channels: 1,
  sampleType: 'int16',
  modality: 'CT',
  unit: 'HU',
  encoding: '',
  pixelSpacing: [0.5, 0.5],
};
const slice: ViewSlice = {
  width: 40,
  height: 30,
  channels: 1,
  data: new Int16Array(1200),
  slope: 1,
  intercept: 0,
  invert: false,
  windows: [],
  window: { center: 10, width: 20 },
};

const openPage = (change: Partial<HostApi> = {}, volumes?: number): ReturnType<typeof openPageOf> =>
  openPageOf({ info: volumes === undefined ? info : { ...info, volumes }, slice }, change);

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('planes of a volume that the page holds', () => {
  const memory = 64;
  const opened = {
    name: 'a.nii',
    info,
    document: { objects: [], selected: null, label: { name: 'a', color: '#000000' }, display: defaultMaskDisplay },
  };
  /** Voxel (x, y, z) has the value 10,000 z + 100 y + x. */
  const ofPlace = (z: number): ViewSlice => ({
    ...slice,
    data: Int16Array.from({ length: 1200 }, (_, i) => 10_000 * z - 20_000 + 100 * Math.floor(i / 40) + (i % 40)),
  });

  test('are cut from its slices, which are all fetched', async () => {
    const read: number[] = [];
    const { page, view, calls } = await openPage({
      open: () => Promise.resolve({ ...opened, memory }),
      readSlice: ({ slice: z }) => {
        read.push(z);
        return Promise.resolve(ofPlace(z));
      },
    });
    await view.perform({ kind: 'toggle', what: 'planes' });
    await settle();
    expect(read.toSorted()).toEqual([0, 1, 2, 3, 4]);
    expect(calls.planes).toEqual([]);
    const column = page.planeViews[0].shown.value!.slice;
    expect([column.width, column.height]).toEqual([30, 5]);
    expect(column.data[3 * 30 + 7]).toBe(10_000 + 700 + 20);
    moveCrosshair(page, [3.5, 4.5, 2.5]);
    const row = page.planeViews[1].shown.value!.slice;
    expect([row.width, row.height]).toEqual([40, 5]);
    expect(row.data[4 * 40 + 9]).toBe(20_000 + 400 + 9);
    await view.perform({ kind: 'toggle', what: 'planes' });
    expect(page.planeViews[0].shown.value).toBeUndefined();
  });

  test('show the nearest slice where one is missing', async () => {
    const damaged = new UserError('damaged', { problem: t`Slice 3 is broken.` });
    const { page, view } = await openPage({
      open: () => Promise.resolve({ ...opened, memory }),
      readSlice: ({ slice: z }) => (z === 3 ? Promise.reject(damaged) : Promise.resolve(ofPlace(z))),
    });
    await view.perform({ kind: 'toggle', what: 'planes' });
    await settle();
    const { data } = page.planeViews[0].shown.value!.slice;
    expect([2, 3, 4].map((z) => data[z * 30]! - 20)).toEqual([0, 20_000, 20_000]);
  });
});

describe('planes of a larger volume', () => {
  test('are read through the crosshair while they are shown, and dropped after', async () => {
    const { page, calls, view } = await openPage();
    expect(calls.planes).toEqual([]);
    await view.perform({ kind: 'toggle', what: 'planes' });
    await settle();
    expect(calls.planes).toEqual([
      { normal: 0, index: 20, volume: 0 },
      { normal: 1, index: 15, volume: 0 },
    ]);
    moveCrosshair(page, [3.5, 15.5, 2.5]);
    await settle();
    expect(calls.planes.at(-1)).toEqual({ normal: 0, index: 3, volume: 0 });
    expect(calls.planes).toHaveLength(3);
    expect(page.sliceIndex.value).toBe(2);
    await view.perform({ kind: 'toggle', what: 'planes' });
    expect(calls.dropped).toBe(1);
  });

  test('that are not read to their end are closed', async () => {
    const cancelled = new UserError('cancelled', { problem: t`The operation was cancelled.` });
    const { page, view } = await openPage({ readPlane: () => Promise.reject(cancelled) });
    await view.perform({ kind: 'toggle', what: 'planes' });
    await settle();
    expect(page.planes.value).toBe(false);
  });

  test('say what is wrong', async () => {
    const damaged = new UserError('damaged', { problem: t`Slice 3 is broken.` });
    const { page, view } = await openPage({ readPlane: () => Promise.reject(damaged) });
    await view.perform({ kind: 'toggle', what: 'planes' });
    await settle();
    expect(page.planeViews[0].problem.value?.problem).toBe('Slice 3 is broken.');
  });

  test('the crosshair stays inside the volume', async () => {
    const { page } = await openPage();
    moveCrosshair(page, [-9, 99, 77]);
    expect(page.position.value).toEqual([0.5, 29.5, 4.5]);
  });
});

describe('the keyboard', () => {
  test('draws a box with two presses', async () => {
    const { page, calls, view } = await openPage();
    await view.perform({ kind: 'toggle', what: 'crosshair' });
    expect(page.probed.value).toMatch(/^x 20 y 15/);
    await view.perform({ kind: 'press', positive: true });
    for (let i = 0; i < 8; i++) await view.perform({ kind: 'moveCrosshair', x: 1, y: 1 });
    expect(page.draft.value?.prompt.box).toEqual({ x0: 20.5, y0: 15.5, x1: 28.5, y1: 23.5 });
    await view.perform({ kind: 'press', positive: true });
    await settle();
    expect(calls.committed).toMatchObject([{ prompt: { box: { x0: 20.5, y0: 15.5, x1: 28.5, y1: 23.5 } } }]);
    expect(page.draft.value).toBeNull();
  });

  test('sets points with one', async () => {
    const { calls, view } = await openPage();
    await view.perform({ kind: 'tool', tool: 'point' });
    await view.perform({ kind: 'toggle', what: 'crosshair' });
    await view.perform({ kind: 'press', positive: true });
    await settle();
    expect(calls.committed).toMatchObject([{ prompt: { points: [{ x: 20.5, y: 15.5, positive: true }] } }]);
  });

  test('paints a straight line with two presses of the brush, which shows meanwhile', async () => {
    const { page, calls, view } = await openPage();
    await view.perform({ kind: 'tool', tool: 'brush' });
    await view.perform({ kind: 'toggle', what: 'crosshair' });
    await view.perform({ kind: 'press', positive: true });
    await view.perform({ kind: 'moveCrosshair', x: 4, y: 0 });
    expect(page.painted.value).toHaveLength(1);
    await view.perform({ kind: 'moveCrosshair', x: 4, y: 0 });
    await view.perform({ kind: 'press', positive: true });
    await settle();
    const ends = [
      [20.5, 15.5, 10],
      [28.5, 15.5, 10],
    ];
    expect(calls.painted).toMatchObject([{ slice: 0, erases: false, dabs: ends }]);
    expect(page.painted.value).toEqual([]);
  });

  test('cancels a box that was started before anything else', async () => {
    const { page, calls, view } = await openPage();
    await view.perform({ kind: 'toggle', what: 'crosshair' });
    await view.perform({ kind: 'press', positive: true });
    await view.perform({ kind: 'moveCrosshair', x: 10, y: 10 });
    await view.perform({ kind: 'cancel' });
    expect([page.corner.value, page.draft.value, page.crosshairKeys.value]).toEqual([undefined, null, true]);
    await view.perform({ kind: 'cancel' });
    expect(page.crosshairKeys.value).toBe(false);
    expect(calls.committed).toEqual([]);
  });

  test('measures', async () => {
    const { page, view } = await openPage();
    await view.perform({ kind: 'tool', tool: 'ruler' });
    await view.perform({ kind: 'toggle', what: 'crosshair' });
    await view.perform({ kind: 'press', positive: true });
    await view.perform({ kind: 'moveCrosshair', x: 10, y: 0 });
    await view.perform({ kind: 'press', positive: true });
    expect(page.measured.value).toBe('5.0 mm');
    await view.perform({ kind: 'stepSlice', step: 1 });
    await settle();
    expect(page.measured.value).toBe('');
  });
});

describe('playing', () => {
  test('goes round and has nothing encoded until it stops', async () => {
    const { page, calls, view } = await openPage();
    await settle(300);
    const before = calls.encoded.length;
    await view.perform({ kind: 'cineRate', rate: 2 });
    await view.perform({ kind: 'toggle', what: 'cine' });
    await settle(2600);
    expect(page.sliceIndex.value).toBe(0);
    expect(calls.encoded).toHaveLength(before);
    await view.perform({ kind: 'stepSlice', step: 1 });
    expect(page.playing.value).toBeUndefined();
    await settle(300);
    expect(calls.encoded.at(-1)).toMatchObject({ slice: 1 });
  });
});

describe('volumes', () => {
  const drawn = { prompt: { box: { x0: 0, y0: 0, x1: 2, y1: 2 }, points: [] }, objectId: null };

  test('are gone through at the slice, to the first and the last one', async () => {
    const { page, calls, view } = await openPage({}, 3);
    await view.perform({ kind: 'stepSlice', step: 2 });
    await view.perform({ kind: 'stepVolume', step: 5 });
    await settle();
    expect(page.shown.value).toMatchObject({ index: 2, volume: 2 });
    expect(calls.slices).toContainEqual({ slice: 2, volume: 2 });
    expect(calls.views.at(-1)).toMatchObject({ slice: 2, volume: 2 });
    await view.perform({ kind: 'stepVolume', step: -9 });
    expect(page.volumeIndex.value).toBe(0);
  });

  test('of an image with one volume are not fetched, nor are others before a person goes through them', async () => {
    const one = await openPage();
    await one.view.perform({ kind: 'stepVolume', step: 1 });
    expect(one.page.volumeIndex.value).toBe(0);
    const several = await openPage({}, 3);
    await several.view.perform({ kind: 'stepSlice', step: 1 });
    await settle();
    expect(several.calls.slices.filter(({ volume }) => volume > 0)).toEqual([]);
  });

  test('show their own masks, take prompts and are encoded', async () => {
    const { page, calls, view, session } = await openPage({}, 3);
    await settle(300);
    const object = { id: '1', label: 'x', color: '#fff', slice: 0, prompt: drawn.prompt };
    const document = {
      ...page.document.value,
      objects: [{ ...object, mask: { size: [40, 30] as const, counts: [1200] } }],
    };
    await view.showDocument({ ...document, order: ['1'] });
    expect(page.objects.value).toHaveLength(1);
    const before = calls.encoded.length;
    await view.perform({ kind: 'stepVolume', step: 1 });
    await settle(300);
    expect(page.objects.value).toEqual([]);
    expect(calls.encoded.slice(before)).toEqual([expect.objectContaining({ slice: 0, volume: 1 })]);
    session.draw(drawn);
    expect(page.drafts.value).toHaveLength(1);
    await session.commit(drawn, null);
    expect(calls.committed).toEqual([expect.objectContaining({ slice: 0, volume: 1 })]);
    await view.perform({ kind: 'showSlice', slice: 0, volume: 0 });
    await settle();
    expect(page.shown.value?.volume).toBe(0);
    expect(page.objects.value).toHaveLength(1);
  });

  test('are played round, one kind of playing ending the other', async () => {
    const { page, view } = await openPage({}, 3);
    await settle();
    await view.perform({ kind: 'cineRate', rate: 2 });
    await view.perform({ kind: 'toggle', what: 'cine' });
    await view.perform({ kind: 'toggle', what: 'cineVolumes' });
    await settle(1600);
    expect([page.sliceIndex.value, page.volumeIndex.value]).toEqual([0, 0]);
    await settle(500);
    expect(page.volumeIndex.value).toBe(1);
    await view.perform({ kind: 'toggle', what: 'cineVolumes' });
    expect(page.playing.value).toBeUndefined();
  });

  test('have planes of their own', async () => {
    const { calls, view } = await openPage({}, 3);
    await view.perform({ kind: 'stepVolume', step: 1 });
    await view.perform({ kind: 'toggle', what: 'planes' });
    await settle();
    expect(calls.planes).toEqual([
      { normal: 0, index: 20, volume: 1 },
      { normal: 1, index: 15, volume: 1 },
    ]);
  });
});

describe('the view', () => {
  test('at actual size shows a pixel of the image as one of the screen', async () => {
    const { page, view } = await openPage();
    page.pixelRatio.value = 2;
    await view.perform({ kind: 'actualSize' });
    expect(page.transform.value?.scaleX).toBeCloseTo(0.5);
  });

  test('of the model follows the slice', async () => {
    const { page, view } = await openPage();
    await view.perform({ kind: 'toggle', what: 'modelView' });
    await settle();
    expect(page.modelInput.value).toMatchObject({ modelSize: 256, view: { slice: 0 } });
    await view.perform({ kind: 'stepSlice', step: 1 });
    await settle();
    expect(page.modelInput.value).toMatchObject({ view: { slice: 1 } });
    await view.perform({ kind: 'toggle', what: 'modelView' });
    expect(page.modelInput.value).toBeUndefined();
  });

  test('colours are for the screen: the model is not asked again', async () => {
    const { calls, view } = await openPage();
    await settle(300);
    await view.perform({ kind: 'colorMap', map: 'viridis' });
    await view.perform({ kind: 'toggle', what: 'invert' });
    await settle(300);
    expect(calls.encoded).toHaveLength(1);
  });
});

test('the crosshair moves by a pixel, or by a tenth of what is seen of the image', async () => {
  const { page, view } = await openPage();
  await view.perform({ kind: 'toggle', what: 'crosshair' });
  const [x, y] = page.position.value;
  await view.perform({ kind: 'moveCrosshair', x: -1, y: 0 });
  expect(page.position.value.slice(0, 2)).toEqual([x - 1, y]);
  await view.perform({ kind: 'moveCrosshair', x: 0, y: 1, far: true });
  expect(page.position.value.slice(0, 2)).toEqual([x - 1, y + 3]);
});
