import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ImageInfo } from '../../../src/core/image/medicalImage';
import { encodeRunLength } from '../../../src/core/mask/runLength';
import type { PlanePrompt } from '../../../src/core/prompt/prompt';
import type { ViewObject } from '../../../src/core/protocol/viewDocument';
import { english } from '../../../src/core/text/message';
import { toViewport } from '../../../src/core/view/camera';
import type { Tool } from '../../../src/core/view/tool';
import { shownCandidate } from '../../../webview/store/planePrompt';
import { keyPlaneName } from '../../../webview/store/spoken';
import { planeContext } from '../../../webview/tools/pressContext';
import { openPage as openPageOf, settle, tinySlice } from '../../support/openPage';
import { rectMask } from '../../support/sidecars';

const size = { width: 32, height: 24 };
const axes = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
] as const;
const info: ImageInfo = {
  ...{ ...size, format: 'nifti', slices: 3, channels: 1, sampleType: 'int16' },
  ...{ modality: '', unit: '', encoding: '', pixelSpacing: [1, 1] },
  geometry: { origin: [0, 0, 0], spacing: [1, 1, 2], axes },
};
const slice = { ...tinySlice, ...size, data: new Int16Array(32 * 24) };
const planePrompt: PlanePrompt = {
  ...{ normal: 1, index: 12, candidate: { rank: 2, count: 3 } },
  prompt: { box: { x0: 4, y0: 0, x1: 20, y1: 3 }, points: [] },
};
const object: ViewObject = {
  ...{ id: 'a', label: 'liver', color: '#e69f00', slice: 0, prompt: { points: [] }, planePrompts: [planePrompt] },
  mask: encodeRunLength(rectMask(size, { x0: 6, y0: 10, x1: 16, y1: 20 })),
};

/** The planes, their crosshair in column 4 and row 12, with the keys in the plane of rows. */
async function open(tool: Tool, objects: readonly ViewObject[] = [object], memory?: number) {
  const opened = await openPageOf({ info, slice }, {}, memory);
  const { page, session, view } = opened;
  const order = objects.map(({ id }) => id);
  await view.showDocument({ ...page.document.value, objects, order, selected: 'a' });
  await view.perform({ kind: 'tool', tool });
  await view.perform({ kind: 'toggle', what: 'planes' });
  page.crosshair.value = { x: 4.5, y: 12.5 };
  await settle();
  const plane = page.planeViews[1];
  plane.viewport.value = { ...plane.viewport.value, width: 400, height: 300 };
  session.activate({ normal: 1 });
  const perform = view.perform.bind(view);
  const press = (positive = true) => perform({ kind: 'press', positive });
  const step = (x: number, y: number) => perform({ kind: 'moveCrosshair', x, y });
  return { ...opened, plane, perform, press, step };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('the keys of the crosshair', () => {
  test('go from the slices to each plane, and end behind the last one', async () => {
    const { page, session, perform } = await open('box');
    session.activate({ normal: 2 });
    const toggled = async () => {
      await perform({ kind: 'toggle', what: 'crosshair' });
      const name = keyPlaneName(page);
      return [page.crosshairKeys.value, page.activePlane.value?.normal, name && english(name)];
    };
    expect(await toggled()).toEqual([true, undefined, 'Axial']);
    expect(await toggled()).toEqual([true, 0, 'Sagittal']);
    expect(await toggled()).toEqual([true, 1, 'Coronal']);
    expect(await toggled()).toEqual([false, undefined, undefined]);
    await perform({ kind: 'toggle', what: 'planes' });
    expect(await toggled()).toEqual([true, undefined, undefined]);
    expect(await toggled()).toEqual([false, undefined, undefined]);
  });

  test('move through the slices in a plane, as it is shown, and stay in its row', async () => {
    const { page, plane, perform, step } = await open('box');
    await perform({ kind: 'toggle', what: 'crosshair' });
    const { scaleX, scaleY } = plane.transform.value!;
    await step(3, 0);
    await step(0, 1);
    const [x, y, z] = page.position.value;
    expect([x, y]).toEqual([4.5 + 3 * Math.sign(scaleX), 12.5]);
    expect(z).toBe(Math.min(Math.max(0.5 + Math.sign(scaleY), 0.5), 2.5));
    expect(plane.index.value).toBe(12);
  });

  test('draw a box in a plane with two presses, and drop one that was begun when keys act elsewhere', async () => {
    const { page, session, calls, perform, press, step } = await open('box', []);
    await perform({ kind: 'toggle', what: 'crosshair' });
    page.sliceIndex.value = 0;
    await settle();
    await press();
    await step(10, 0);
    page.sliceIndex.value = 2;
    await settle();
    await step(1, 0);
    expect(page.draft.value).toMatchObject({ place: { normal: 1, index: 12 } });
    await press();
    await settle();
    expect(calls.committed).toMatchObject([{ normal: 1, index: 12, objectId: null }]);
    const { y0, y1 } = calls.committed[0]!.prompt.box!;
    expect([y0, y1]).toEqual([0.5, 2.5]);
    await press();
    await step(4, 0);
    session.activate({ normal: 2 });
    expect([page.corner.value, page.draft.value]).toEqual([undefined, null]);
  });

  test('set points, paint lines and draw with the tools for areas in a plane', async () => {
    const { calls, perform, press, step } = await open('point');
    await perform({ kind: 'toggle', what: 'crosshair' });
    await press(false);
    await perform({ kind: 'tool', tool: 'brush' });
    await press();
    await step(5, 0);
    await press();
    await perform({ kind: 'tool', tool: 'wand' });
    await press();
    await step(1, 0);
    await press();
    await perform({ kind: 'tool', tool: 'ruler' });
    await press();
    await settle();
    const at = { normal: 1, index: 12, objectId: 'a' };
    const points = [{ x: 4.5, y: 0.5, positive: false }];
    expect(calls.committed).toMatchObject([{ ...at, prompt: { points } }]);
    expect(calls.painted).toMatchObject([{ ...at, erases: false }]);
    expect(calls.painted[0]!.dabs).toHaveLength(2);
    expect(calls.areas).toMatchObject([{ ...at, area: { kind: 'region' } }]);
  });
});

describe('prompts in a plane', () => {
  test('have handles and candidates where the label is prompted', async () => {
    const { page, plane } = await open('box');
    const corner = { x: 20, y: 3 };
    const placeIn = (image: { x: number; y: number }) => ({
      image,
      viewport: toViewport(plane.transform.value!, image),
    });
    expect(planeContext(page, plane, placeIn(corner)).grip).toEqual({ kind: 'handle', handle: 'se' });
    expect(planeContext(page, plane, placeIn({ x: 12, y: 1.5 })).grip).toBeUndefined();
    expect(shownCandidate(page)).toEqual({ rank: 2, count: 3 });
    page.crosshair.value = { x: 4.5, y: 13.5 };
    await settle();
    expect(planeContext(page, plane, placeIn(corner)).grip).toBeUndefined();
    expect(shownCandidate(page)).toBeUndefined();
  });

  test('have no handles on a locked object, which is no part of what is painted', async () => {
    const locked: ViewObject = { ...object, locked: true };
    const { page, session, plane } = await open('box', [locked]);
    const image = { x: 20, y: 3 };
    const place = { image, viewport: toViewport(plane.transform.value!, image) };
    expect(planeContext(page, plane, place).grip).toBeUndefined();
    const surface = session.surfaces.planes[1];
    const { frame } = surface.ground()!;
    expect(surface.maskOf(null, frame).area).toBe(0);
    expect(surface.spared(null, frame, { sparesOthers: false, erases: false })[0]!.area).toBe(10);
  });

  test('come from a scribble, after those that the label has there', async () => {
    const { session, calls } = await open('scribble');
    const surface = session.surfaces.planes[1];
    const at = (x: number, y: number) => ({ x, y });
    const begin = { kind: 'area', phase: 'press', tool: 'scribble', erases: true, objectId: 'a' } as const;
    session.areas.carryOut({ ...begin, at: at(4, 0.5) }, surface);
    session.areas.carryOut({ kind: 'area', phase: 'move', at: at(4, 2.5) }, surface);
    session.areas.carryOut({ kind: 'area', phase: 'release', at: at(4, 2.5) }, surface);
    await settle();
    const [{ prompt } = { prompt: undefined }] = calls.committed;
    expect(calls.committed).toMatchObject([{ normal: 1, index: 12, objectId: 'a' }]);
    expect(prompt!.box).toEqual(planePrompt.prompt.box);
    // Slices are two pixels apart: the line is four pixels long, which is more than a fortieth of the image's side.
    expect(prompt!.points.length).toBeGreaterThan(2);
    expect([prompt!.points[0], prompt!.points.at(-1)]).toEqual([
      { ...at(4, 0.5), positive: false },
      { ...at(4, 2.5), positive: false },
    ]);
  });

  test('find their plane encoded, where the page holds the slices and the pointer rests over it', async () => {
    const { page, plane, calls, view } = await open('box', [object], 64);
    plane.pointer.value = { image: { x: 1, y: 1 }, viewport: { x: 1, y: 1 } };
    await settle(300);
    expect(calls.encoded.at(-1)).toMatchObject({ normal: 1, index: 12 });
    const before = calls.encoded.length;
    await view.perform({ kind: 'tool', tool: 'brush' });
    page.crosshair.value = { x: 4.5, y: 13.5 };
    await settle(300);
    expect(calls.encoded).toHaveLength(before);
  });
});
