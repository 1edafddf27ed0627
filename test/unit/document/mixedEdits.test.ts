import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/core/base/error';
import { changedStatus } from '../../../src/core/document/changedStatus';
import { corrected } from '../../../src/core/document/correction';
import { DocumentModel } from '../../../src/core/document/documentModel';
import type { Change, Edit } from '../../../src/core/document/edit';
import {
  addObject,
  addObjects,
  judgeObjects,
  relabelObjects,
  removeObjects,
  replaceObject,
  replaceObjects,
} from '../../../src/core/document/edits';
import { acceptAsEmpty, withdrawingEmpty } from '../../../src/core/document/emptyImage';
import { lockObjects, refuseLocked } from '../../../src/core/document/locks';
import { newObject, promptOf, proposalOf } from '../../../src/core/document/newObject';
import { moveObjects, stepObjects } from '../../../src/core/document/order';
import {
  answeredInPlane,
  changedInPlane,
  planePromptEdit,
  planePromptsOf,
} from '../../../src/core/document/planePrompt';
import { putPropagated } from '../../../src/core/document/propagated';
import { combineObjects, reshapeObjects, splitObject } from '../../../src/core/document/reshape';
import { objectsThrough, reshapeVolume } from '../../../src/core/document/reshapeVolume';
import { freeId, type DocumentState } from '../../../src/core/document/state';
import { replacedIn } from '../../../src/core/propagation/propagated';
import { areaEdit, strokeEdit } from '../../../src/core/document/stroke';
import { labelInPlane } from '../../../src/core/document/throughPlane';
import { copyToSlice, deleteFrom, interpolateSlices, shapesBetween } from '../../../src/core/document/throughSlices';
import { withoutOverlaps } from '../../../src/core/document/withoutOverlaps';
import { writeLabelVolume } from '../../../src/core/formats/nifti/labelVolume';
import type { Area } from '../../../src/core/image/area/area';
import { isSamePlace, placeOf } from '../../../src/core/image/slicePlace';
import type { Slice } from '../../../src/core/image/slice';
import { cleanUp, type CleanUp } from '../../../src/core/mask/cleanUp/operation';
import { cleanUpVolume, type VolumeCleanUp } from '../../../src/core/mask/cleanUp/volume/operation';
import { drawLabels } from '../../../src/core/mask/labelMap';
import { encodeRunLength } from '../../../src/core/mask/runLength';
import type { Prompt } from '../../../src/core/prompt/prompt';
import { sidecarVersion } from '../../../src/core/sidecar/migrations';
import { formatSidecar, inFieldOrder, parseSidecar, type SidecarObject } from '../../../src/core/sidecar/sidecar';
import { t } from '../../../src/core/text/message';
import { planeSize } from '../../../src/core/view/plane';
import { lesion, liver, rectMask, rectObject } from '../../support/sidecars';

const size = { width: 32, height: 24 };
const slices = 5;
const slice: Slice = {
  ...size,
  channels: 1,
  data: Int16Array.from({ length: size.width * size.height }, (_, i) => (i * 7) % 50),
  ...{ slope: 1, intercept: 0, invert: false, windows: [] },
};
const canvas = { ...size, slices, pixel: [1, 1] as const, slice };
const labels = ['liver', 'lesion', 'spleen'];
const model = { name: 'tiny', sha256: 'ab' };

/** The numbers of one act, whatever it makes of them. */
interface Act {
  readonly state: DocumentState;
  /** An object of the state, if it has one. */
  readonly object: SidecarObject | undefined;
  /** Whole numbers from 0, below 1000. */
  readonly numbers: readonly number[];
  readonly by: string;
  readonly at: string;
}

type Kind = (act: Act) => Edit | undefined;

const point = ([a = 0, b = 0]: readonly number[]) => ({ x: (a % 320) / 10, y: (b % 240) / 10 });
const signature = ({ by, at }: Act) => ({ by, at });
const labelOf = ({ numbers }: Act): string => labels[numbers[0]! % labels.length]!;
const boxOf = ([a = 0, b = 0, c = 0, d = 0]: readonly number[]) => {
  const [x0, y0] = [a % 24, b % 16];
  return { x0, y0, x1: x0 + 2 + (c % 8), y1: y0 + 2 + (d % 8) };
};
const hand = (act: Act) => ({ ...signature(act), label: labelOf(act) });
const target = ({ object, numbers }: Act, erases: boolean) => ({
  ...(object === undefined ? { slice: numbers[5]! % slices } : placeOf(object)),
  objectId: object?.id ?? null,
  ...{ erases: erases && object !== undefined, range: null, sparesOthers: numbers[6]! % 3 === 0 },
});
const stroke =
  (erases: boolean): Kind =>
  (act) => {
    const { numbers } = act;
    const ends = [point(numbers), point(numbers.slice(2))];
    const dabs = ends.map(({ x, y }): [number, number, number] => [x, y, 1 + (numbers[4]! % 5)]);
    return strokeEdit(act.state, { ...target(act, erases), dabs }, canvas, hand(act));
  };
/** Of all slices of a label at once. */
const planeStroke =
  (erases: boolean): Kind =>
  (act) => {
    const { numbers, state, object } = act;
    const normal = numbers[4]! % 2 === 0 ? 0 : 1;
    const { x, y } = point(numbers);
    const place = { normal, index: Math.floor(normal === 0 ? x : y) } as const;
    const request = { objectId: object?.id ?? null, erases: erases && object !== undefined, range: null } as const;
    const dabs = [[normal === 0 ? y : x, numbers[2]! % slices, 1 + (numbers[3]! % 8)]] as const;
    return strokeEdit(
      state,
      { ...place, ...request, sparesOthers: numbers[6]! % 3 === 0, dabs: dabs.map(([...dab]) => dab) },
      canvas,
      hand(act),
    );
  };
const area =
  (make: (numbers: readonly number[], object: SidecarObject | undefined) => Area): Kind =>
  (act) => {
    const drawn = make(act.numbers, act.object);
    return areaEdit(act.state, { ...target(act, act.numbers[7]! % 2 === 1), area: drawn }, canvas, hand(act));
  };
const tidied =
  (operation: CleanUp): Kind =>
  ({ state, ...act }) => {
    const masks = state.objects.map(({ id, mask }) => [id, cleanUp(mask, operation)]);
    const kept = masks.filter(([, mask]) => (mask as SidecarObject['mask']).counts.length > 1);
    return reshapeObjects(state, new Map(kept as [string, SidecarObject['mask']][]), t`Clean up`, act);
  };
/** All masks of a label as one object in three dimensions. */
const tidiedVolume =
  (operation: VolumeCleanUp): Kind =>
  (act) => {
    const { state, object } = act;
    if (object === undefined) return undefined;
    const masks = objectsThrough(state, object).map(({ slice: on, mask }) => ({ slice: on, mask }));
    const cleaned = cleanUpVolume(masks, { ...size, slices }, operation);
    return cleaned.length === 0 ? undefined : reshapeVolume(state, object, cleaned, t`Clean up in 3-D`, signature(act));
  };
const withoutOverlap: Kind = (act) => {
  const { objects } = act.state;
  const left = withoutOverlaps(objects, objects);
  const kept = objects.flatMap(({ id }, i) => (left[i]!.counts.length > 1 ? [[id, left[i]!] as const] : []));
  return reshapeObjects(act.state, new Map(kept), t`Remove overlaps`, signature(act));
};
const bordered = (kind: Extract<CleanUp, { distance: number }>['kind']): Kind =>
  tidied({ kind, distance: 1, size: [1, 1] });
const combined =
  (how: 'union' | 'difference' | 'intersection', keepsOthers: boolean): Kind =>
  (act) => {
    const { objects } = act.state;
    const pairs = objects.flatMap((a) =>
      objects.filter((b) => a !== b && isSamePlace(a, b)).map((b) => [a, b] as const),
    );
    const pair = pairs[act.numbers[7]! % Math.max(pairs.length, 1)];
    return pair && combineObjects(act.state, [pair[0].id, pair[1].id], { how, keepsOthers }, signature(act));
  };

/** What the model answers to a prompt: its box, or a square about its last point. */
function answered(act: Act, prompt: Prompt, quality = 0.8) {
  const { x, y } = prompt.points.at(-1) ?? { x: 8, y: 8 };
  const box = prompt.box ?? boxOf([Math.floor(x), Math.floor(y), act.numbers[2]!, act.numbers[3]!]);
  return { mask: encodeRunLength(rectMask(size, box)), quality };
}

const prompted: Kind = (act) => {
  const prompt = { box: boxOf(act.numbers), points: [] };
  const made = newObject({
    ...{ id: freeId(new Set(act.state.objects.map(({ id }) => id))), label: labelOf(act), prompt, model },
    ...{ slice: act.numbers[4]! % slices, segmented: answered(act, prompt), origin: 'human', by: act.by },
    at: new Date(act.at),
  });
  return addObject(act.state, made, { center: act.numbers[5]! % 3, width: 100 });
};

const promptedInPlane: Kind = (act) => {
  const { state, numbers } = act;
  const place = { normal: 1, index: numbers[4]! % size.height } as const;
  const asked = { place, label: labelOf(act), prompt: { box: boxOf(numbers), points: [] } };
  const plane = planeSize({ ...size, slices }, 1);
  const answer = rectMask(plane, { x0: numbers[0]! % 16, y0: 0, x1: 20, y1: 1 + (numbers[1]! % slices) });
  const mask = answeredInPlane(state, asked, labelInPlane(state, asked, plane), answer);
  return planePromptEdit(
    state,
    asked,
    { mask, corrects: false, slice: size },
    { ...signature(act), model, window: undefined },
  );
};

/** A prompt in a plane that is changed, so that its earlier answer is taken back. */
const promptedAgainInPlane: Kind = (act) => {
  const { state, numbers, object } = act;
  const found = object && planePromptsOf(object)[0];
  if (object === undefined || found === undefined) return undefined;
  const place = { normal: found.normal, index: found.index } as const;
  const asked = { place, label: object.label, prompt: { box: boxOf(numbers), points: [] } };
  if (changedInPlane(state, asked) === undefined) return undefined;
  const plane = planeSize({ ...size, slices }, place.normal);
  const part = (to: number) => rectMask(plane, { x0: 0, y0: 0, x1: 2 + (to % 20), y1: 1 + (to % slices) });
  const before = labelInPlane(state, asked, plane);
  const mask = answeredInPlane(state, asked, before, part(numbers[0]!), part(numbers[1]!));
  const answer = { mask, corrects: false, replaces: true, slice: size };
  return planePromptEdit(state, asked, answer, { ...signature(act), model, window: undefined });
};

const corrects: Kind = (act) => {
  const { object } = act;
  if (object === undefined) return undefined;
  const known = promptOf(object.prompt);
  const click = { ...point(act.numbers), positive: act.numbers[5]! % 2 === 0 };
  const { candidate: _candidate, ...kept } = known;
  const prompt = { ...kept, points: [...known.points, click] };
  const segmented = corrected(object, answered(act, prompt), prompt);
  const after = newObject({
    ...{ ...placeOf(object), id: object.id, label: object.label, prompt, segmented, model, origin: 'human' },
    ...{ proposal: proposalOf(object), status: changedStatus(object, segmented.mask, 'changed'), by: act.by },
    at: new Date(act.at),
  });
  return replaceObject(act.state, after, undefined);
};

const made = (act: Act, change: Partial<SidecarObject>): SidecarObject =>
  rectObject(size, boxOf(act.numbers), { slice: act.numbers[4]! % slices, label: labelOf(act), at: act.at, ...change });

const propagates: Kind = (act) => {
  const { object, state } = act;
  if (object === undefined) return undefined;
  const replaced = replacedIn(state.objects, object.label, { volume: 0, from: 0, to: slices });
  return putPropagated(state, [made(act, { label: object.label })], replaced, object.label);
};

/** Every act that makes an edit. */
const kinds: Readonly<Record<string, Kind>> = {
  brush: stroke(false),
  eraser: stroke(true),
  ...{ 'plane brush': planeStroke(false), 'plane eraser': planeStroke(true) },
  lasso: area((numbers) => ({
    kind: 'polygon',
    points: [0, 1, 2, 3].map((i) => point([numbers[i]!, numbers[i + 1]!])).map(({ x, y }) => [x, y] as const),
  })),
  // The first pixel of the object belongs to an island of it.
  fill: area((_numbers, object) => {
    const first = object?.mask.counts[0] ?? 0;
    return { kind: 'hole', at: [first % size.width, Math.floor(first / size.width)] };
  }),
  wand: area((numbers) => ({ kind: 'region', at: [point(numbers).x, point(numbers).y], tolerance: numbers[2]! % 40 })),
  threshold: area((numbers) => {
    const { x0, y0, x1, y1 } = boxOf(numbers);
    return { kind: 'threshold', box: [x0, y0, x1, y1], range: [0, 25] };
  }),
  ...{ prompt: prompted, 'prompt in a plane': promptedInPlane },
  click: corrects,
  find: (act) => {
    const replaced = new Set(act.state.objects.slice(0, act.numbers[5]! % 2).map(({ id }) => id));
    const id = freeId(new Set(act.state.objects.map((each) => each.id)));
    return addObjects(act.state, [made(act, { id })], replaced, t`Find`, { center: 1, width: 2 });
  },
  import: (act) => {
    if (act.numbers[5]! % 8 > 0) return undefined;
    const imported = [0, 1, 2].map((i) => made({ ...act, numbers: act.numbers.slice(i) }, { id: String(i + 1) }));
    return replaceObjects(act.state, imported, t`Import`);
  },
  relabel: (act) => act.object && relabelObjects(act.state, [act.object.id], labelOf(act), signature(act)),
  delete: (act) => act.object && removeObjects(act.state, [act.object.id]),
  accept: (act) => act.object && judgeObjects(act.state, [act.object.id], 'accepted', signature(act)),
  reject: (act) => act.object && judgeObjects(act.state, [act.object.id], 'rejected', signature(act)),
  'accept all': (act) =>
    judgeObjects(
      act.state,
      act.state.objects.map(({ id }) => id),
      'accepted',
      signature(act),
    ),
  lock: (act) => act.object && lockObjects(act.state, [act.object.id], true),
  unlock: (act) =>
    lockObjects(
      act.state,
      act.state.objects.map(({ id }) => id),
      false,
    ),
  forward: (act) => act.object && stepObjects(act.state, [act.object.id], 'forward'),
  backward: (act) => act.object && stepObjects(act.state, [act.object.id], 'backward'),
  move: (act) => act.object && moveObjects(act.state, [act.object.id], act.state.objects[0]!.id),
  empty: (act) =>
    act.state.objects.every(({ status }) => status === 'rejected')
      ? acceptAsEmpty(act.state, signature(act))
      : undefined,
  clear: ({ state, object }) => object && deleteFrom(state, object.id, 0),
  'fill holes': tidied({ kind: 'fillHoles' }),
  'keep largest': tidied({ kind: 'keepLargest' }),
  'remove islands': tidied({ kind: 'removeIslands', least: 5 }),
  ...{ smooth: bordered('smooth'), grow: bordered('grow'), shrink: bordered('shrink') },
  ...{ open: bordered('open'), close: bordered('close') },
  ...{ 'fill hollows in 3-D': tidiedVolume({ kind: 'fillHoles' }) },
  ...{ 'keep largest in 3-D': tidiedVolume({ kind: 'keepLargest' }) },
  ...{ 'remove islands in 3-D': tidiedVolume({ kind: 'removeIslands', least: 8 }) },
  ...{ 'smooth in 3-D': tidiedVolume({ kind: 'smooth', distance: 1, size: [1, 1, 2] }) },
  ...{ 'remove overlaps': withoutOverlap, 'another prompt in a plane': promptedAgainInPlane },
  ...{ add: combined('union', true), merge: combined('union', false) },
  ...{ subtract: combined('difference', true), intersect: combined('intersection', true) },
  split: (act) => act.object && splitObject(act.state, act.object.id, signature(act)),
  interpolate: (act) =>
    act.object && interpolateSlices(act.state, act.object.id, shapesBetween(act.state, act.object.id), signature(act)),
  copy: (act) =>
    act.object && copyToSlice(act.state, act.object.id, { slice: act.object.slice + 1, slices }, signature(act)),
  'delete from here': (act) => act.object && deleteFrom(act.state, act.object.id, 1),
  propagate: propagates,
};

/** The edit of an act; undefined where there is nothing to do, as the editor says then. */
function editOf(kind: Kind, act: Act): Edit | undefined {
  try {
    const edit = kind(act);
    if (edit === undefined || edit.changes.length === 0) return undefined;
    refuseLocked(act.state, edit);
    return withdrawingEmpty(act.state, edit);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

/** What a save writes: the sidecar and the mask file. */
function written({ labels: known, objects, window, empty }: DocumentState): { sidecar: string; mask: string } {
  const sidecar = formatSidecar({
    ...{ format: 'sam-unet-masks', version: sidecarVersion, image: { file: 'a.nii', ...size, slices } },
    ...{ labels: [...known], objects: [...objects] },
    ...(window === undefined ? {} : { window: { ...window } }),
    ...(empty === undefined ? {} : { empty }),
  });
  parseSidecar(sidecar, 'a.nii.masks.json');
  const values = new Map(known.map(({ name, value }) => [name, value]));
  const drawn = objects.filter(({ status }) => status !== 'rejected');
  const map = drawLabels(
    size,
    slices,
    drawn.map(({ slice: on, label, mask }) => ({ slice: on, value: values.get(label)!, mask })),
  );
  const file = writeLabelVolume({ ...size, slices, data: map }, (bytes) => bytes);
  return { sidecar, mask: Buffer.from(file).toString('latin1') };
}

describe('500 mixed edits', () => {
  const start: DocumentState = {
    labels: [liver, lesion],
    // As they are read from a file.
    objects: [
      rectObject(size, { x0: 3, y0: 3, x1: 14, y1: 12 }, { id: '1', signals: { a: 0.5 } }),
      rectObject(size, { x0: 10, y0: 8, x1: 28, y1: 20 }, { id: '2', label: 'lesion', slice: 2 }),
    ].map(inFieldOrder),
  };
  const acts = fc.sample(fc.array(fc.nat(999), { minLength: 10, maxLength: 10 }), { numRuns: 6000, seed: 3 });
  const names = Object.keys(kinds);
  const document = new DocumentModel(start);
  const edits: Edit[] = [];
  const steps = [written(start)];
  const made = new Map<string, number>();
  for (const [i, numbers] of acts.entries()) {
    if (edits.length === 500) break;
    const { state } = document;
    const object = state.objects[numbers[8]! % Math.max(state.objects.length, 1)];
    const act = { state, object, numbers, by: 'Ada', at: new Date(i * 1000).toISOString() };
    // What has not been made yet, such as a subtraction, may need more than one try.
    const missing = names.filter((each) => !made.has(each));
    const offered = i % 3 === 0 && missing.length > 0 ? missing : names;
    const name = state.objects.length > 20 ? 'clear' : offered[numbers[9]! % offered.length]!;
    const edit = editOf(kinds[name]!, act);
    if (edit === undefined) continue;
    document.apply(edit);
    edits.push(edit);
    steps.push(written(document.state));
    made.set(name, (made.get(name) ?? 0) + 1);
  }

  it('are of every kind, with every kind of change', () => {
    expect(edits).toHaveLength(500);
    expect(names.filter((name) => !made.has(name))).toEqual([]);
    const changes = new Set(edits.flatMap((edit) => edit.changes.map(({ kind }) => kind)));
    const all: readonly Change['kind'][] = ['object', 'repaint', 'label', 'window', 'empty'];
    expect([...changes].sort()).toEqual([...all].sort());
  });

  it('are undone to the start and made again to equal bytes of sidecar and mask file, step by step', () => {
    for (const [i, edit] of [...edits.entries()].toReversed()) {
      document.undo(edit);
      expect(written(document.state)).toEqual(steps[i]);
    }
    expect(document.isDirty).toBe(false);
    for (const [i, edit] of edits.entries()) {
      document.apply(edit);
      expect(written(document.state)).toEqual(steps[i + 1]);
    }
  });

  it('are restored from what a crash leaves of them', () => {
    const kept = JSON.parse(JSON.stringify(document.unsavedEdits)) as Edit[];
    expect(written(new DocumentModel(start, kept).state)).toEqual(steps.at(-1));
  });
});
