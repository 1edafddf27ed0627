import { batch, effect, untracked } from '@preact/signals';
import { isCancellation } from '../../src/core/base/error';
import type { Point, Rect } from '../../src/core/geometry/rect';
import { lockedError } from '../../src/core/document/locks';
import type {
  HostApi,
  OpenedView,
  PromptedView,
  PromptRequest,
  SliceIndex,
  SliceView,
  UnfinishedArea,
  ViewSlice,
  ViewState,
} from '../../src/core/protocol/hostApi';
import { volumesOf } from '../../src/core/image/medicalImage';
import { isPlane, isSamePlace, placeOf, type DrawingPlace } from '../../src/core/image/slicePlace';
import { plainWindow } from '../../src/core/image/window';
import type { Draft } from '../../src/core/view/gesture';
import type { Measurement } from '../../src/core/view/measure';
import { NewestWins } from '../../src/core/view/newestWins';
import { isHandTool } from '../../src/core/view/tool';
import { Areas } from './areas';
import { InTurn } from './inTurn';
import { lockedObject } from './lockedObject';
import { shapeOf } from './objects';
import type { DraftView } from './draftView';
import type { Page, Series } from './page';
import { isExplainedByStatus, problemOf } from './problem';
import { slicesBudget } from './slicesBudget';
import { Strokes } from './strokes';
import { surfacesOf, type Surface, type Surfaces } from './surface';
import { TileFeed } from './tileFeed';
import { VolumeFeed } from './volumeFeed';

/** How long a slice must stay before it is encoded: scrolling through a volume encodes nothing. */
const settleMs = 200;

/** What the model is asked to show its input of. */
interface Seen {
  readonly view: SliceView;
  readonly box: Rect | null;
}

/** Keeps the page and the host in step: opens the image, fetches slices, asks for masks. */
export class Session {
  readonly #page: Page;
  readonly #host: HostApi;
  readonly strokes: Strokes;
  readonly areas: Areas;
  readonly surfaces: Surfaces;
  #slices: VolumeFeed<ViewSlice> | undefined;
  #settling: ReturnType<typeof setTimeout> | undefined;
  #focusChanges = 0;

  readonly #showing = new NewestWins<SliceIndex>((at) => this.#show(at));
  readonly #telling = new NewestWins<ViewState>((state) => this.#host.viewChanged(state).catch(ignore));
  readonly #encoding = new NewestWins<SliceView>((view) => this.#encode(view));
  /** Planes in which a prompt may follow. Where encoding fails, the prompt says why. */
  readonly #encodingPlane = new NewestWins<PromptedView>((view) => this.#host.encode(view).catch(ignore));
  readonly #keeping = new NewestWins<UnfinishedArea | null>((area) => this.#host.keepArea(area).catch(ignore));
  readonly #seeing = new NewestWins<Seen>((seen) => this.#see(seen));
  readonly #previewing = new NewestWins<PromptRequest>((request) => this.#preview(request));

  constructor(page: Page, host: HostApi) {
    this.#page = page;
    this.#host = host;
    const inTurn = new InTurn();
    const report = (error: unknown): void => {
      this.#report(error);
    };
    this.strokes = new Strokes(page, host, report, inTurn);
    this.surfaces = surfacesOf(page);
    const ask = (draft: Draft, surface: Surface): void => void this.commit(draft, null, surface.prompted.value);
    this.areas = new Areas(page, { host, surfaces: this.surfaces, inTurn, report, ask });
  }

  /** What tools were used on last: where keys act. */
  get active(): Surface {
    const { slices, planes } = this.surfaces;
    const plane = this.#page.activePlane.value;
    return plane === undefined ? slices : planes[plane.normal];
  }

  /** Has keys act on a surface; a box that they have begun on another one is dropped. */
  activate({ normal }: Pick<Surface, 'normal'>): void {
    const page = this.#page;
    if (page.active.value === normal) return;
    page.active.value = normal;
    if (page.corner.value === undefined) return;
    page.corner.value = undefined;
    this.draw(null);
    this.areas.drop();
  }

  /** Opens the image, or tries again after a failure. */
  async open(): Promise<void> {
    const page = this.#page;
    page.phase.value = { kind: 'loading' };
    try {
      const at = { slice: page.sliceIndex.value, volume: page.volumeIndex.value };
      this.#open(await this.#host.open(page.isPlaced.value ? at : null));
    } catch (error) {
      page.phase.value = { kind: 'failed', problem: problemOf(error) };
    }
  }

  /** Takes an image that was sent unasked. Where another slice is wanted than came along, it is shown when the host answers. */
  receive(opened: OpenedView): void {
    const { sliceIndex, volumeIndex, isPlaced } = this.#page;
    const at = opened.first?.at;
    const isWanted = !isPlaced.value || (at?.slice === sliceIndex.value && at.volume === volumeIndex.value);
    if (at !== undefined && isWanted) this.#open(opened);
  }

  /** Shows the image, unless it is shown already. */
  #open({ name, info, document, first, memory, unfinished }: OpenedView): void {
    const page = this.#page;
    if (page.phase.value.kind === 'open') return;
    this.#slices?.end();
    this.#slices = new VolumeFeed({
      info,
      budget: slicesBudget(memory),
      read: (at) => this.#host.readSlice(at),
      onArrival: () => {
        this.#showNearest();
      },
      onRest: (at) => {
        if (!isShown(page, at)) this.#showing.request(at);
      },
    });
    page.view.tiles.peek()?.end();
    page.view.tiles.value =
      info.levels && new TileFeed({ info, budget: slicesBudget(memory), read: (tile) => this.#host.readTile(tile) });
    if (first !== undefined) this.#slices.put(first.at, first.slice);
    page.document.value = document;
    const { slice, volume } = page.isPlaced.value
      ? { slice: page.sliceIndex.value, volume: page.volumeIndex.value }
      : (first?.at ?? { slice: 0, volume: 0 });
    page.sliceIndex.value = Math.min(slice, info.slices - 1);
    page.volumeIndex.value = Math.min(volume, volumesOf(info) - 1);
    page.isPlaced.value = true;
    // At once: what is kept must not be taken for given up.
    batch(() => {
      page.phase.value = { kind: 'open', name, info };
      if (unfinished !== undefined) this.areas.restore(unfinished);
    });
  }

  /** Follows the page's signals: fetches the slice that is asked for, has settled slices encoded, reports the view. */
  follow(): void {
    const page = this.#page;
    effect(() => {
      const at = { slice: page.sliceIndex.value, volume: page.volumeIndex.value };
      if (page.phase.value.kind === 'open') {
        untracked(() => {
          this.#goTo(at);
        });
      }
    });
    effect(() => {
      const [tiles, wanted] = [page.view.tiles.value, page.view.wanted.value];
      if (tiles !== undefined && wanted !== undefined) {
        untracked(() => {
          tiles.see(wanted);
        });
      }
    });
    effect(() => {
      const view = page.sliceView.value;
      clearTimeout(this.#settling);
      if (view === undefined || page.playing.value !== undefined) return;
      this.#settling = setTimeout(() => {
        this.#encoding.request(view);
      }, settleMs);
    });
    effect(() => {
      const shown = page.shown.value;
      if (shown === undefined) return;
      const at = { slice: shown.index, volume: shown.volume, window: plainWindow(page.window.value) };
      const { normal, index } = page.activePlane.value?.place.value ?? {};
      const plane = normal === undefined || index === undefined ? {} : { plane: { normal, index } };
      this.#telling.request({ ...at, tool: page.tool.value, crosshair: page.crosshairKeys.value, ...plane });
    });
    for (const view of page.planeViews) {
      let settling: ReturnType<typeof setTimeout> | undefined;
      effect(() => {
        clearTimeout(settling);
        const isUsed = view.isPointed.value || (page.crosshairKeys.value && page.activePlane.value === view);
        const prompted = view.prompted.value;
        if (!isUsed || !view.isHeld.value || isHandTool(page.tool.value) || prompted === undefined) return;
        settling = setTimeout(() => {
          this.#encodingPlane.request(prompted);
        }, settleMs);
      });
    }
    effect(() => {
      if (page.planes.value && page.hasPlanes.value) return untracked(() => this.#followPlanes());
      return undefined;
    });
    effect(() => {
      const series = page.playing.value;
      if (series === undefined) return undefined;
      const timer = setInterval(() => {
        this.#playOn(series);
      }, 1000 / page.cineRate.value);
      return () => {
        clearInterval(timer);
      };
    });
    effect(() => {
      const view = page.sliceView.value;
      if (page.modelView.value && view !== undefined) {
        this.#seeing.request({ view, box: page.selected.value?.prompt.box ?? null });
      } else {
        page.modelInput.value = undefined;
      }
    });
    effect(() => {
      const draft = page.draft.value;
      if (draft === null) this.#previewing.drop();
    });
    effect(() => {
      const { waiting } = this.areas;
      if (page.phase.value.kind === 'open' && waiting !== undefined) this.#keeping.request(waiting);
    });
  }

  /** Goes to the next slice or volume, from the last to the first; waits for one that is not there yet. */
  #playOn(series: Series): void {
    const { sliceIndex, volumeIndex, shown, info, sliceProblem } = this.#page;
    const isThere = shown.value?.index === sliceIndex.value && shown.value.volume === volumeIndex.value;
    if (!isThere && sliceProblem.value === undefined) return;
    const { slices = 1, volumes = 1 } = info.value ?? {};
    if (series === 'slices') sliceIndex.value = (sliceIndex.value + 1) % slices;
    else volumeIndex.value = (volumeIndex.value + 1) % volumes;
  }

  async #see({ view, box }: Seen): Promise<void> {
    const page = this.#page;
    try {
      page.modelInput.value = { ...(await this.#host.modelInput(view, box)), view };
    } catch (error) {
      page.modelView.value = false;
      this.#report(error);
    }
  }

  /** Shows how long or large something is; nothing of it is saved. */
  measure({ tool, from, to }: { tool: Measurement['kind']; from: Point; to: Point }): void {
    const slice = this.#page.shown.value?.index;
    if (slice !== undefined) this.#page.measurement.value = { kind: tool, slice, from, to };
  }

  #followPlanes(): () => void {
    const slices = this.#slices;
    const isHeld = slices?.holdsVolume === true;
    const stops = this.#page.planeViews.map((view) => (isHeld ? view.cut(slices) : view.follow(this.#host)));
    if (isHeld) slices.showPlanes(true);
    return () => {
      slices?.showPlanes(false);
      for (const stop of stops) stop();
      void this.#host.dropPlanes().catch(ignore);
    };
  }

  /**
   * Shows a prompt that is being drawn and asks for its mask; null ends it.
   * @param view that it is drawn on; the slice that is shown when left out
   */
  draw(draft: Draft | null, view: PromptedView | undefined = this.#page.sliceView.value): void {
    const page = this.#page;
    if (draft === null || view === undefined || lockedObject(page, draft.objectId) !== undefined) {
      page.draft.value = null;
      return;
    }
    const before = page.draft.value;
    const place = drawnAt(view);
    const isSame = before?.objectId === draft.objectId && isSamePlace(before.place, place);
    const kept = isSame && before.shape !== undefined ? { shape: before.shape } : {};
    page.draft.value = { ...draft, place, ...kept };
    this.#previewing.request({ ...view, ...draft });
  }

  /** Makes a prompt part of the document. It stays in view until the host has answered, however long that takes. @param view as of {@link draw} */
  async commit(
    draft: Draft,
    preview: DraftView | null,
    view: PromptedView | undefined = this.#page.sliceView.value,
  ): Promise<void> {
    const page = this.#page;
    if (view === undefined) return;
    const locked = lockedObject(page, draft.objectId);
    if (locked !== undefined) {
      this.#report(lockedError(locked));
      return;
    }
    const pending: DraftView = {
      ...(preview?.objectId === draft.objectId ? preview : {}),
      ...draft,
      place: drawnAt(view),
    };
    page.pending.value = [...page.pending.value, pending];
    page.notice.value = null;
    try {
      await this.#host.commit({ ...view, ...draft });
    } catch (error) {
      this.#report(error, () => void this.commit(draft, preview, view), pending);
    } finally {
      page.pending.value = page.pending.value.filter((entry) => entry !== pending);
    }
  }

  async select(id: string | null): Promise<void> {
    try {
      await this.#host.select(id);
    } catch (error) {
      this.#report(error);
    }
  }

  async showStatus(): Promise<void> {
    await this.#host.act('showStatus').catch(ignore);
  }

  async changeKeys(): Promise<void> {
    await this.#host.act('changeKeys').catch(ignore);
  }

  /** Reports whether the image has the focus. Of changes in a row, the last one counts. */
  async focusChanged(isFocused: boolean): Promise<void> {
    const change = ++this.#focusChanges;
    this.#page.keysAct.value = undefined;
    await this.#host.focusChanged(isFocused).catch(ignore);
    if (change === this.#focusChanges) this.#page.keysAct.value = isFocused;
  }

  async openAsText(): Promise<void> {
    await this.#host.act('openAsText').catch(ignore);
  }

  /** Shows a slice that is there. Others are asked for, and in a quick movement what has come of those on the way is shown. */
  #goTo(at: SliceIndex): void {
    const slices = this.#slices;
    if (slices === undefined) return;
    slices.isSteady = this.#page.playing.value !== undefined;
    slices.goTo(at);
    const held = slices.held(at);
    if (held !== undefined) this.#present(at, held);
    else if (slices.isMoving) this.#showNearest();
    else this.#showing.request(at);
  }

  /** Shows, of the slices that are there, the one nearest to what is wanted on the way from what is shown. */
  #showNearest(): void {
    const { shown, sliceIndex, volumeIndex } = this.#page;
    const slices = this.#slices;
    const at = { slice: sliceIndex.value, volume: volumeIndex.value };
    if (slices === undefined || isShown(this.#page, at)) return;
    const isNear = slices.isMoving && shown.value?.volume === at.volume;
    const near = isNear ? slices.nearest(at, shown.value!.index) : at;
    const held = near && slices.held(near);
    if (held !== undefined) this.#present(near!, held);
  }

  #present({ slice: index, volume }: SliceIndex, slice: ViewSlice): void {
    this.#page.sliceProblem.value = undefined;
    this.#page.shown.value = { index, volume, slice };
  }

  async #show(at: SliceIndex): Promise<void> {
    const page = this.#page;
    try {
      const slice = await this.#slices?.get(at);
      const isWanted = at.slice === page.sliceIndex.value && at.volume === page.volumeIndex.value;
      if (slice !== undefined && isWanted) this.#present(at, slice);
    } catch (error) {
      page.shown.value = undefined;
      page.sliceProblem.value = problemOf(error);
    }
  }

  async #encode(view: SliceView): Promise<void> {
    const page = this.#page;
    page.encoding.value = true;
    try {
      await this.#host.encode(view);
    } catch (error) {
      this.#report(error, () => {
        this.#encoding.request(view);
      });
    } finally {
      page.encoding.value = false;
    }
  }

  async #preview(request: PromptRequest): Promise<void> {
    const page = this.#page;
    try {
      const { mask, quality } = await this.#host.preview(request);
      const current = page.draft.value;
      if (current?.objectId !== request.objectId || !isSamePlace(current.place, request)) return;
      page.draft.value = { ...current, shape: shapeOf(mask), ...(quality === undefined ? {} : { quality }) };
    } catch {
      // The same request is repeated, and its failure reported, when the button is released.
    }
  }

  #report(error: unknown, retry?: () => void, draft?: DraftView): void {
    if (isCancellation(error)) return;
    const again =
      retry &&
      ((): void => {
        this.#page.notice.value = null;
        retry();
      });
    this.#page.notice.value = { ...problemOf(error), retry: again, offersStatus: isExplainedByStatus(error), draft };
  }
}

function isShown({ shown }: Page, at: SliceIndex): boolean {
  return shown.value?.index === at.slice && shown.value.volume === at.volume;
}

function drawnAt(view: PromptedView): DrawingPlace {
  const { window: _, ...place } = view;
  return isPlane(place) ? place : placeOf(place);
}

/** For calls whose failure the host has shown already. */
function ignore(): void {
  return;
}
