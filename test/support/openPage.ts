import { defaultMaskDisplay } from '../../src/core/view/maskDisplay';
import { vi } from 'vitest';
import { rectHeight, rectWidth } from '../../src/core/geometry/rect';
import type { ImageInfo } from '../../src/core/image/medicalImage';
import { tileRect, type TilePlace } from '../../src/core/image/pyramid';
import type {
  AreaRequest,
  HostApi,
  PromptedView,
  PlaneIndex,
  PromptRequest,
  StrokeRequest,
  SliceIndex,
  UnfinishedArea,
  ViewSlice,
  ViewState,
} from '../../src/core/protocol/hostApi';
import type { ViewApi } from '../../src/core/protocol/viewApi';
import { Page } from '../../webview/store/page';
import { Session } from '../../webview/store/session';
import { viewApi } from '../../webview/tools/viewCommands';

/** MiB that are enough for a few slices. */
const fewSlices = 0.001;

/** An image whose slices are all the same. */
export interface UniformImage {
  readonly info: ImageInfo;
  readonly slice: ViewSlice;
}

const window = { center: 10, width: 20 };
/** An empty slice of 4 × 4 pixels, with a window of its own. */
export const tinySlice: ViewSlice = {
  width: 4,
  height: 4,
  channels: 1,
  data: new Int16Array(16),
  slope: 1,
  intercept: 0,
  invert: false,
  windows: [window],
  window,
};

/** What a host was asked for. */
export interface Calls {
  readonly slices: SliceIndex[];
  readonly views: ViewState[];
  readonly planes: PlaneIndex[];
  readonly tiles: TilePlace[];
  readonly encoded: PromptedView[];
  readonly committed: PromptRequest[];
  readonly painted: StrokeRequest[];
  readonly areas: AreaRequest[];
  readonly kept: (UnfinishedArea | null)[];
  dropped: number;
}

/** A host that answers at once, and notes what it is asked for; single answers can be replaced. @param memory see `OpenedView` */
export function hostOf(
  { info, slice }: UniformImage,
  change: Partial<HostApi> = {},
  memory = fewSlices,
): { host: HostApi; calls: Calls } {
  const calls: Calls = {
    slices: [],
    views: [],
    planes: [],
    tiles: [],
    encoded: [],
    committed: [],
    painted: [],
    areas: [],
    kept: [],
    dropped: 0,
  };
  const { width, height } = info;
  const note = <T>(list: T[]) => {
    return (value: T): Promise<void> => {
      list.push(value);
      return Promise.resolve();
    };
  };
  const host: HostApi = {
    focusChanged: () => Promise.resolve(),
    open: () =>
      Promise.resolve({
        name: 'a.nii',
        info,
        document: {
          objects: [],
          selected: null,
          label: { name: 'liver', color: '#e69f00' },
          display: defaultMaskDisplay,
        },
        memory,
      }),
    readSlice: (at) => {
      calls.slices.push(at);
      return Promise.resolve(slice);
    },
    readTile: (tile) => {
      calls.tiles.push(tile);
      const rect = tileRect(tile, info);
      const [across, down] = [rectWidth(rect), rectHeight(rect)];
      return Promise.resolve({
        ...slice,
        width: across,
        height: down,
        data: new Int16Array(across * down).fill(tile.level),
      });
    },
    readPlane: (plane) => {
      calls.planes.push(plane);
      const across = plane.normal === 0 ? height : width;
      return Promise.resolve({
        ...slice,
        width: across,
        height: info.slices,
        data: new Int16Array(across * info.slices),
      });
    },
    dropPlanes: () => {
      calls.dropped++;
      return Promise.resolve();
    },
    modelInput: (_look, box) =>
      Promise.resolve({
        region: box ?? { x0: 0, y0: 0, x1: width, y1: height },
        image: { width: 1, height: 1, channels: 1, data: new Uint8Array(1) },
        modelSize: 256,
      }),
    encode: note(calls.encoded),
    preview: () =>
      Promise.resolve({ mask: { size: [width, height], counts: [0, 2, width * height - 2] }, quality: 0.8 }),
    commit: note(calls.committed),
    paint: (stroke) => {
      calls.painted.push(stroke);
      return Promise.resolve(stroke.objectId ?? 'new');
    },
    paintArea: (request) => {
      calls.areas.push(request);
      return Promise.resolve(request.objectId ?? 'new');
    },
    keepArea: note(calls.kept),
    select: () => Promise.resolve(),
    viewChanged: note(calls.views),
    act: () => Promise.resolve(),
    ...change,
  };
  return { host, calls };
}

/** A page of 400 × 300 CSS pixels that shows an image; time stands still but for {@link settle}. */
export async function openPage(
  image: UniformImage,
  change: Partial<HostApi> = {},
  memory?: number,
): Promise<{ page: Page; session: Session; view: ViewApi; calls: Calls }> {
  const { host, calls } = hostOf(image, change, memory);
  const page = new Page();
  page.viewport.value = { width: 416, height: 360, margin: { x: 8, y: 30 } };
  const session = new Session(page, host);
  session.follow();
  await session.open();
  await settle();
  return { page, session, view: viewApi(page, session), calls };
}

/** Lets so many milliseconds of the tests' clock go by, and all that happens in them. */
export async function settle(ms = 0): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms);
}
