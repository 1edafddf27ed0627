import { defaultMaskDisplay } from '../../../src/core/view/maskDisplay';
import { applyEdit } from '../../../src/core/document/edit';
import type { DocumentState } from '../../../src/core/document/state';
import { labelInPlane, writePlane } from '../../../src/core/document/throughPlane';
import { isPlane, placeOf, type DrawingPlace, type PlanePlace } from '../../../src/core/image/slicePlace';
import { planePixel, planeSize } from '../../../src/core/view/plane';
import { UserError } from '../../../src/core/base/error';
import type { ImageInfo } from '../../../src/core/image/medicalImage';
import { lineOf, stack } from '../../../src/core/image/plane';
import { Mask } from '../../../src/core/mask/mask';
import { decodeRunLength, encodeRunLength, type RunLengthMask } from '../../../src/core/mask/runLength';
import { StrokePainter } from '../../../src/core/mask/stroke/strokePainter';
import { areaPixels, withArea } from '../../../src/core/image/area/areaPixels';
import type {
  HostApi,
  PromptRequest,
  StrokeRequest,
  UnfinishedArea,
  ViewSlice,
} from '../../../src/core/protocol/hostApi';
import { connect, serve, type MessagePort } from '../../../src/core/protocol/rpc';
import { changeOf } from '../../../src/core/protocol/objectChange';
import type { ViewApi, ViewCommand } from '../../../src/core/protocol/viewApi';
import type { ViewDocument, ViewObject } from '../../../src/core/protocol/viewDocument';
import { t, type Message } from '../../../src/core/text/message';

/** What the page under test finds in `window`. Bundled and loaded before the page's own script. */
declare global {
  interface Window {
    acquireVsCodeApi(): { postMessage(message: unknown): void; getState(): unknown; setState(state: unknown): void };
    readonly fake: {
      /** Arguments of the calls that the page made, by method. */
      readonly calls: Readonly<
        Record<
          'encode' | 'preview' | 'commit' | 'paint' | 'paintArea' | 'select' | 'act' | 'modelInput' | 'focusChanged',
          unknown[]
        >
      >;
      /** What the page is to show. */
      readonly shown: ViewDocument;
      /** How often the image was asked for. */
      opens: number;
      /** Milliseconds that encoding takes. */
      encodeMs: number;
      /** The next commit fails. */
      failCommit: boolean;
      perform(command: ViewCommand): Promise<void>;
      announce(happened: readonly Message[]): Promise<void>;
      /** Changes the document from outside, such as for a review. */
      show(change: Partial<ViewDocument>): Promise<void>;
    };
  }
}

const query = new URLSearchParams(location.search);
/** A phantom: a bright disc in a grey body, in HU; the body is brighter by 40 in every further volume. */
const size = Number(query.get('size') ?? '128');
const unit = size / 128;
const disc = { x: 48 * unit, y: 64 * unit, radius: 20 * unit };
const slices = Number(query.get('slices') ?? '1');
const volumes = Number(query.get('volumes') ?? '1');

const info: ImageInfo = {
  format: 'dicom',
  width: size,
  height: size,
  slices,
  ...(volumes > 1 ? { volumes } : {}),
  channels: 1,
  sampleType: 'int16',
  modality: 'CT',
  unit: 'HU',
  encoding: 'Explicit VR Little Endian',
  pixelSpacing: [0.7, 0.7],
  geometry: {
    origin: [-44, -44, 0],
    spacing: [0.7, 0.7, 5],
    axes: [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ],
  },
};

const window40: ViewSlice['window'] = { center: 40, width: 400, name: 'Soft tissue' };

function readSlice(volume: number): ViewSlice {
  const data = new Int16Array(size * size);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const body = Math.hypot(x - 64 * unit, y - 64 * unit) < 56 * unit;
      const bright = Math.hypot(x - disc.x, y - disc.y) < disc.radius;
      data[y * size + x] = bright ? 120 : body ? 40 * volume : -1000;
    }
  }
  return {
    width: size,
    height: size,
    channels: 1,
    data,
    slope: 1,
    intercept: 0,
    invert: false,
    windows: [],
    window: window40,
  };
}

/** The ellipse inscribed in the box, and small discs around the points. */
function segment({ prompt, ...at }: PromptRequest): RunLengthMask {
  const { width, height } = isPlane(at) ? planeSize(info, at.normal) : { width: size, height: size };
  const mask = new Mask(width, height);
  const paint = (x: number, y: number, across: number, down: number, value: 0 | 1): void => {
    for (let i = 0; i < mask.data.length; i++) {
      const dx = ((i % width) + 0.5 - x) / across;
      const dy = (Math.floor(i / width) + 0.5 - y) / down;
      if (dx * dx + dy * dy < 1) mask.data[i] = value;
    }
  };
  if (prompt.box !== undefined) {
    const { x0, y0, x1, y1 } = prompt.box;
    paint((x0 + x1) / 2, (y0 + y1) / 2, (x1 - x0) / 2, (y1 - y0) / 2, 1);
  }
  for (const { x, y, positive } of prompt.points) paint(x, y, 6, 6, positive ? 1 : 0);
  return encodeRunLength(mask);
}

const listeners = new Set<(message: unknown) => void>();
/** The host's end of the channel: everything is copied and delivered later, as between a webview and VS Code. */
const port: MessagePort = {
  post: (message) => {
    const data: unknown = structuredClone(message);
    setTimeout(() => window.dispatchEvent(new MessageEvent('message', { data })));
  },
  onMessage: (listener) => {
    listeners.add(listener);
    return { dispose: () => listeners.delete(listener) };
  },
};

/** What outlives the page. */
const [storageKey, areaKey] = ['view', 'area'];
window.acquireVsCodeApi = () => ({
  postMessage: (message) => {
    const copy: unknown = structuredClone(message);
    setTimeout(() => {
      for (const listener of listeners) listener(copy);
    });
  },
  getState: () => JSON.parse(sessionStorage.getItem(storageKey) ?? 'null') as unknown,
  setState: (state) => {
    sessionStorage.setItem(storageKey, JSON.stringify(state));
  },
});

const view = connect<ViewApi>(port).api;
let shown: ViewDocument = {
  objects: [],
  selected: null,
  label: { name: 'liver', color: '#e69f00' },
  display: defaultMaskDisplay,
};

const fake: Window['fake'] = {
  calls: {
    encode: [],
    preview: [],
    commit: [],
    paint: [],
    paintArea: [],
    select: [],
    act: [],
    modelInput: [],
    focusChanged: [],
  },
  get shown() {
    return shown;
  },
  opens: 0,
  encodeMs: 0,
  failCommit: false,
  perform: (command) => view.perform(command),
  announce: (happened) => view.announce(happened),
  show: (change) => {
    shown = { ...shown, ...change };
    return view.showDocument(changeOf([], shown));
  },
};
Object.defineProperty(window, 'fake', { value: fake });

/** Makes what was drawn by hand part of the document. */
async function drawn(
  { objectId, ...at }: DrawingPlace & Pick<StrokeRequest, 'objectId'>,
  draw: (base: Mask) => Mask,
): Promise<string> {
  if (isPlane(at)) return drawnThrough(at, objectId, draw);
  const old = shown.objects.find((object) => object.id === objectId);
  const id = objectId ?? `object-${shown.objects.length + 1}`;
  const changed: ViewObject = {
    id,
    label: 'liver',
    color: '#e69f00',
    ...placeOf(at),
    prompt: old?.prompt ?? { points: [] },
    mask: encodeRunLength(draw(old === undefined ? new Mask(size, size) : decodeRunLength(old.mask))),
  };
  shown = { ...shown, objects: [...shown.objects.filter((object) => object.id !== id), changed], selected: id };
  await view.showDocument(changeOf([], shown));
  return id;
}

/** Makes what was drawn by hand in a plane across the slices part of the document. */
async function drawnThrough(place: PlanePlace, objectId: string | null, draw: (base: Mask) => Mask): Promise<string> {
  const known: DocumentState = {
    labels: [],
    objects: shown.objects.map(({ id, label, mask, ...at }) => ({
      ...{ id, label, ...placeOf(at), prompt: {}, mask: { size: [...mask.size], counts: Array.from(mask.counts) } },
      ...{ status: 'draft', origin: 'human', by: 'tests', at: '2026-11-24T08:00:00.000Z' },
    })),
  };
  const [label, slice] = ['liver', { width: size, height: size }];
  const mask = draw(labelInPlane(known, { place, label }, planeSize(info, place.normal)));
  const changes = writePlane(
    known,
    { place, label, mask, slice },
    {
      changed: (object) => object,
      begun: (fields) => ({ ...fields, ...{ prompt: {}, status: 'draft', origin: 'human', by: 'tests', at: '' } }),
    },
  );
  const { objects } = applyEdit(known, { title: t`Plane`, changes });
  shown = {
    ...shown,
    objects: objects.map(({ id, label: own, mask: runs, ...at }) => ({
      ...{ id, label: own, color: '#e69f00', ...placeOf(at), prompt: { points: [] }, mask: runs },
    })),
    selected: objectId ?? objects[0]?.id ?? null,
  };
  await view.showDocument(changeOf([], shown));
  return shown.selected!;
}

const crashed = new UserError('inference-crashed', {
  problem: t`The inference process ended unexpectedly.`,
  advice: t`Try again.`,
});

serve<HostApi>(port, {
  open: (wanted) => {
    const at = wanted ?? { slice: 0, volume: 0 };
    const keptArea = JSON.parse(sessionStorage.getItem(areaKey) ?? 'null') as UnfinishedArea | null;
    fake.opens++;
    if (query.has('slow')) return new Promise(() => undefined);
    if (query.has('unreadable')) {
      return Promise.reject(
        new UserError('unsupported-encoding', {
          file: 'ct.dcm',
          problem: t`This file is compressed as JPEG 2000 Part 2 (1.2.840.10008.1.2.4.92), which cannot be decoded.`,
          advice: t`Convert it with a DICOM toolkit and reopen.`,
        }),
      );
    }
    return Promise.resolve({
      name: 'ct.dcm',
      info,
      document: shown,
      memory: 64,
      first: { at, slice: readSlice(at.volume) },
      ...(keptArea === null ? {} : { unfinished: { area: keptArea, isRestored: true } }),
    });
  },
  readTile: () => Promise.reject(new Error('The image has no tiles.')),
  readSlice: ({ slice, volume }) =>
    query.has('broken') && slice > 0 ? Promise.reject(crashed) : Promise.resolve(readSlice(volume)),
  readPlane: ({ normal, index, volume }) => {
    const lines = Array.from({ length: slices }, () => lineOf(readSlice(volume), normal, index));
    return Promise.resolve(stack(lines));
  },
  dropPlanes: () => Promise.resolve(),
  modelInput: (view, box) => {
    fake.calls.modelInput.push({ view, box });
    const region = box ?? { x0: 0, y0: 0, x1: size, y1: size };
    // A chequerboard of four pixels: nothing that a slice could be taken for.
    const data = Uint8Array.from([255, 0, 0, 255]);
    return Promise.resolve({ region, image: { width: 2, height: 2, channels: 1, data }, modelSize: 256 });
  },
  encode: async (view) => {
    fake.calls.encode.push(view);
    await new Promise((resolve) => setTimeout(resolve, fake.encodeMs));
  },
  preview: (request) => {
    fake.calls.preview.push(request);
    return Promise.resolve({ mask: segment(request), quality: 0.87 });
  },
  commit: async (request) => {
    fake.calls.commit.push(request);
    if (fake.failCommit) {
      fake.failCommit = false;
      throw crashed;
    }
    if (isPlane(request)) {
      const { normal, index, prompt } = request;
      const answer = decodeRunLength(segment(request));
      await drawnThrough(request, request.objectId, (base) => {
        return new Mask(
          base.width,
          base.height,
          base.data.map((value, i) => value | answer.data[i]!),
        );
      });
      const objects = shown.objects.map((object) => ({
        ...object,
        planePrompts: [{ normal, index, prompt: { ...prompt } }],
      }));
      shown = { ...shown, objects: objects as ViewDocument['objects'] };
      await view.showDocument(changeOf([], shown));
      return;
    }
    const id = request.objectId ?? `object-${shown.objects.length + 1}`;
    const { prompt } = request;
    const points = prompt.points;
    const changed: ViewObject = {
      id,
      label: 'liver',
      color: '#e69f00',
      ...placeOf(request),
      prompt: prompt.box === undefined ? { points } : { box: prompt.box, points },
      mask: segment(request),
      quality: 0.93,
    };
    shown = { ...shown, objects: [...shown.objects.filter((object) => object.id !== id), changed], selected: id };
    await view.showDocument(changeOf([], shown));
  },
  paint: (stroke) => {
    fake.calls.paint.push(stroke);
    return drawn(stroke, (base) => {
      const pixel = isPlane(stroke) ? planePixel(info, stroke.normal) : ([1, 1] as const);
      const painter = new StrokePainter(base, { erases: stroke.erases, pixel });
      for (const [x, y, radius] of stroke.dabs) painter.lineTo({ x, y, radius });
      return painter.mask;
    });
  },
  paintArea: (request) => {
    fake.calls.paintArea.push(request);
    const { area, erases } = request;
    return drawn(request, (base) => {
      return withArea(base, areaPixels(area, { mask: base, erases, slice: readSlice(0) }), { erases });
    });
  },
  keepArea: (area) => {
    sessionStorage.setItem(areaKey, JSON.stringify(area));
    return Promise.resolve();
  },
  select: async (id) => {
    fake.calls.select.push(id);
    shown = { ...shown, selected: id };
    await view.showDocument(changeOf([], shown));
  },
  viewChanged: () => Promise.resolve(),
  focusChanged: (isFocused) => {
    fake.calls.focusChanged.push(isFocused);
    return Promise.resolve();
  },
  act: (action) => {
    fake.calls.act.push(action);
    return Promise.resolve();
  },
});
