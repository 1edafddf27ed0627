import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyEdit, invertEdit, type Edit } from '../../../src/core/document/edit';
import { areaEdit, strokeEdit } from '../../../src/core/document/stroke';
import type { DocumentState } from '../../../src/core/document/state';
import { labelInPlane } from '../../../src/core/document/throughPlane';
import type { PlanePlace } from '../../../src/core/image/slicePlace';
import type { Slice } from '../../../src/core/image/slice';
import { Mask } from '../../../src/core/mask/mask';
import { decodeRunLength } from '../../../src/core/mask/runLength';
import { planeMask } from '../../../src/core/mask/planeMask';
import { StrokePainter } from '../../../src/core/mask/stroke/strokePainter';
import type { HandRequest, StrokeRequest } from '../../../src/core/protocol/hostApi';
import { inFieldOrder } from '../../../src/core/sidecar/sidecar';
import { english } from '../../../src/core/text/message';
import { planePixel, planeSize } from '../../../src/core/view/plane';
import { lesion, liver, rectObject } from '../../support/sidecars';

const info = { width: 20, height: 16, slices: 6, pixelSpacing: [1, 1] as const };
const who = { by: 'Ada', at: '2026-01-02T03:04:05.000Z', label: 'liver' };
const on = (slice: number, id: string, fields: Parameters<typeof rectObject>[2] = {}) =>
  inFieldOrder(rectObject(info, { x0: 5, y0: 4, x1: 12, y1: 10 }, { id, slice, ...fields }));
const stateOf = (...objects: DocumentState['objects']): DocumentState => ({ labels: [liver, lesion], objects });

/** A stroke with the spacing of slices in pixels. */
const canvas = (normal: 0 | 1, step = 3, slice?: Slice) => ({
  ...info,
  pixel: planePixel({ geometry: { origin: [0, 0, 0], spacing: [1, 1, step], axes } }, normal),
  slice,
});
const axes = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
] as const;

const stroke = (place: PlanePlace, dabs: StrokeRequest['dabs'], change: Partial<HandRequest> = {}): StrokeRequest => ({
  ...{ objectId: null, erases: false, range: null, sparesOthers: false },
  ...change,
  ...place,
  dabs,
});

/** The state after an edit; that it can be undone in one step, and survives JSON, is part of every test. */
function edited(state: DocumentState, edit: Edit): DocumentState {
  const stored = JSON.parse(JSON.stringify(edit)) as Edit;
  const after = applyEdit(state, stored);
  expect(JSON.stringify(applyEdit(after, invertEdit(stored)))).toBe(JSON.stringify(state));
  return after;
}

/** All voxels of a label, by slice. */
function voxels(state: DocumentState, label: string): Uint8Array[] {
  return Array.from({ length: info.slices }, (_, k) => {
    const all = new Uint8Array(info.width * info.height);
    for (const object of state.objects) {
      if (object.label !== label || object.slice !== k || object.status === 'rejected') continue;
      for (const [i, value] of decodeRunLength(object.mask).data.entries()) all[i]! |= value;
    }
    return all;
  });
}

describe('a stroke in a plane', () => {
  it('changes the voxels of the label in that plane as the brush covers them, and no others', () => {
    const places = fc.record({
      normal: fc.constantFrom(0 as const, 1 as const),
      index: fc.integer({ min: 0, max: 15 }),
    });
    const dab = fc.tuple(
      fc.double({ min: -2, max: 22, noNaN: true }),
      fc.double({ min: -1, max: 7, noNaN: true }),
      fc.double({ min: 0.5, max: 6, noNaN: true }),
    );
    const start = stateOf(on(1, '1'), on(2, '2'), on(2, '3', { label: 'lesion' }), on(4, '4', { status: 'rejected' }));
    fc.assert(
      fc.property(places, fc.array(dab, { minLength: 1, maxLength: 4 }), fc.boolean(), (place, dabs, erases) => {
        const size = planeSize(info, place.normal);
        const painter = new StrokePainter(labelInPlane(start, { place, label: 'liver' }, size), {
          erases,
          pixel: canvas(place.normal).pixel,
        });
        for (const [x, y, radius] of dabs) painter.lineTo({ x, y, radius });
        const after = edited(start, strokeEdit(start, stroke(place, dabs, { erases }), canvas(place.normal), who));
        expect(labelInPlane(after, { place, label: 'liver' }, size).equals(painter.mask)).toBe(true);
        expect(voxels(after, 'lesion')).toEqual(voxels(start, 'lesion'));
        const [old, now] = [voxels(start, 'liver'), voxels(after, 'liver')];
        for (const [k, slice] of now.entries()) {
          for (const [i, value] of slice.entries()) {
            const across = place.normal === 0 ? i % info.width : Math.floor(i / info.width);
            if (across !== place.index) expect(value).toBe(old[k]![i]);
          }
        }
      }),
      { numRuns: 40 },
    );
  });

  it('is round in millimetres, and begins an object on each slice that has none', () => {
    const start = stateOf(on(2, '1'));
    const edit = strokeEdit(start, stroke({ normal: 1, index: 7 }, [[10, 2.5, 4]]), canvas(1), who);
    expect(english(edit.title)).toBe('Brush stroke: liver');
    const { objects } = edited(start, edit);
    // A radius of 4 pixels reaches one slice of 3 pixels up and down.
    expect(objects.map(({ slice }) => slice)).toEqual([2, 1, 3]);
    const columns = objects.slice(1).map(({ mask }) => decodeRunLength(mask).bounds);
    expect(columns).toEqual([
      { x0: 7, x1: 13, y0: 7, y1: 8 },
      { x0: 7, x1: 13, y0: 7, y1: 8 },
    ]);
    expect(objects[0]).toMatchObject({ status: 'corrected', origin: 'human', by: 'Ada' });
    expect(objects[1]).toMatchObject({ label: 'liver', prompt: {}, status: 'corrected', origin: 'human' });
    expect(new Set(objects.map(({ id }) => id)).size).toBe(3);
  });

  it('takes the label of the selected object, erases from all of it, and removes what is left empty', () => {
    const start = stateOf(on(0, '1', { label: 'lesion' }), on(1, '2', { label: 'lesion' }), on(1, '3'));
    const line = (id: string): DocumentState['objects'][number] =>
      inFieldOrder(rectObject(info, { x0: 3, y0: 7, x1: 9, y1: 8 }, { id, slice: 2, label: 'lesion' }));
    const state = stateOf(...start.objects, line('4'));
    const request = stroke({ normal: 1, index: 7 }, [[8, 1.5, 40]], { objectId: '1', erases: true });
    const { objects } = edited(state, strokeEdit(state, request, canvas(1), who));
    expect(objects.map(({ id }) => id)).toEqual(['1', '2', '3']);
    expect(objects.map(({ mask }) => decodeRunLength(mask).area)).toEqual([35, 35, 42]);
  });

  it('gives pixels to the nearest object of the label on their slice', () => {
    const far = inFieldOrder(rectObject(info, { x0: 15, y0: 12, x1: 19, y1: 15 }, { id: '2', slice: 1 }));
    const start = stateOf(on(1, '1'), far);
    const { objects } = edited(
      start,
      strokeEdit(start, stroke({ normal: 0, index: 13 }, [[6, 1.5, 1]]), canvas(0), who),
    );
    expect(objects.map(({ mask }) => decodeRunLength(mask).area)).toEqual([44, 12]);
  });

  it('spares other labels if asked to, locked ones always, and paints only values in a range', () => {
    const other = on(2, '2', { label: 'lesion' });
    const place: PlanePlace = { normal: 1, index: 7 };
    const all = stroke(place, [[8, 2.5, 40]]);
    const inPlane = (state: DocumentState, label: string) =>
      labelInPlane(state, { place, label }, planeSize(info, place.normal));
    for (const [request, lesions] of [
      [{ ...all, sparesOthers: true }, other],
      [all, { ...other, locked: true as const }],
    ] as const) {
      const start = stateOf(lesions);
      const after = edited(start, strokeEdit(start, request, canvas(1), who));
      expect(inPlane(after, 'liver').area).toBe(info.width * info.slices - 7);
    }
    const data = Int16Array.from({ length: info.width * info.slices }, (_, i) => i % info.width);
    const slice: Slice = {
      ...{ width: info.width, height: info.slices, channels: 1, data },
      ...{ slope: 1, intercept: 0, invert: false, windows: [] },
    };
    const start = stateOf();
    const limited = strokeEdit(start, { ...all, range: [3, 5] }, canvas(1, 3, slice), who);
    expect(inPlane(edited(start, limited), 'liver').bounds).toEqual({ x0: 3, y0: 0, x1: 6, y1: 6 });
  });

  it('leaves objects of the same label alone that are locked or hidden, and paints beside them', () => {
    const state = stateOf(inFieldOrder({ ...on(1, '1'), locked: true as const }), on(2, '2'), on(3, '3'));
    const hand = { ...who, hidden: new Set(['2']) };
    const request = stroke({ normal: 1, index: 7 }, [[8, 2.5, 40]], { objectId: '3' });
    const { objects } = edited(state, strokeEdit(state, request, canvas(1), hand));
    expect(objects.slice(0, 2)).toEqual(state.objects.slice(0, 2));
    const areas = objects.slice(2).map(({ slice, mask }) => [slice, decodeRunLength(mask).area]);
    // Locked pixels are not painted over; hidden ones are, as on the slice, unless others are spared.
    const painted = [info.width, info.width - 7, info.width, info.width, info.width];
    expect(areas).toEqual([[3, 42 - 7 + info.width], ...[0, 1, 2, 4, 5].map((k, i) => [k, painted[i]])]);
    const erasing = edited(state, strokeEdit(state, { ...request, erases: true }, canvas(1), hand));
    expect(erasing.objects.map(({ mask }) => decodeRunLength(mask).area)).toEqual([42, 42, 35]);
    const sparing = edited(state, strokeEdit(state, { ...request, sparesOthers: true }, canvas(1), hand));
    expect(decodeRunLength(sparing.objects.find(({ slice, id }) => slice === 2 && id !== '2')!.mask).area).toBe(13);
  });

  it('belongs to its volume, and does not fit an object that no longer exists', () => {
    const place: PlanePlace = { normal: 0, index: 8, volume: 1 };
    const start = stateOf(on(1, '1'));
    const { objects } = edited(start, strokeEdit(start, stroke(place, [[7, 1.5, 1]]), canvas(0), who));
    expect(objects.map(({ slice, volume }) => [slice, volume])).toEqual([
      [1, undefined],
      [1, 1],
    ]);
    for (const objectId of ['1', '9']) {
      const request = stroke(place, [[7, 1.5, 1]], { objectId });
      expect(() => strokeEdit(start, request, canvas(0), who)).toThrow(/no longer exists/);
    }
  });

  it('that changes no voxel is no edit', () => {
    const start = stateOf(on(1, '1'));
    expect(strokeEdit(start, stroke({ normal: 0, index: 8 }, [[7, 1.5, 1]]), canvas(0), who).changes).toEqual([]);
    const outside = stroke({ normal: 0, index: 8 }, [[-30, 1.5, 1]]);
    expect(strokeEdit(start, outside, canvas(0), who).changes).toEqual([]);
  });
});

it('an outline drawn in a plane is written into its slices', () => {
  const place: PlanePlace = { normal: 1, index: 3 };
  const corners = [
    [2, 0],
    [18, 0],
    [18, 5],
    [2, 5],
  ] as const;
  const request = { ...place, objectId: null, erases: false, range: null, sparesOthers: false };
  const area = { kind: 'polygon', points: corners } as const;
  const { objects } = edited(stateOf(), areaEdit(stateOf(), { ...request, area }, canvas(1), who));
  expect(objects.map(({ slice }) => slice)).toEqual([0, 1, 2, 3, 4]);
  const mask = planeMask(objects, place, planeSize(info, 1));
  expect(
    mask.equals(
      new Mask(
        20,
        6,
        mask.data.map((_, i) => Number(i % 20 >= 2 && i % 20 < 18 && i < 100)),
      ),
    ),
  ).toBe(true);
});
