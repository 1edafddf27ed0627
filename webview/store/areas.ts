import { effect, signal, type Signal } from '@preact/signals';
import {
  containsPoint,
  rectFromCorners,
  rectHeight,
  rectWidth,
  uniteRects,
  type Point,
  type Rect,
} from '../../src/core/geometry/rect';
import { UserError } from '../../src/core/base/error';
import { lockedError } from '../../src/core/document/locks';
import { areaPixels, withArea } from '../../src/core/image/area/areaPixels';
import { coarseOf, fineMask } from '../../src/core/image/area/coarse';
import { nothingDrawn } from '../../src/core/image/area/nothingDrawn';
import type { Area } from '../../src/core/image/area/area';
import { isPlane } from '../../src/core/image/slicePlace';
import type { Mask } from '../../src/core/mask/mask';
import { maxPoints } from '../../src/core/prompt/prompt';
import type { HostApi, KeptArea, UnfinishedArea } from '../../src/core/protocol/hostApi';
import { t } from '../../src/core/text/message';
import {
  moveArea,
  pressArea,
  releaseArea,
  scribblePoints,
  type AreaDraft,
  type AreaEffect,
} from '../../src/core/view/areaGesture';
import type { Draft } from '../../src/core/view/gesture';
import type { AreaTool } from '../../src/core/view/tool';
import { areaOf, AreaPreviews, shownArea } from './areaPreview';
import { framed, handTarget, unanswered, type HandTarget } from './handTarget';
import type { InTurn } from './inTurn';
import { lockedObject } from './lockedObject';
import { goTo } from './navigation';
import type { AreaPreview, Page } from './page';
import type { StrokeView, Target } from './strokeView';
import type { Surface, Surfaces } from './surface';

/** How near a press must be to a corner, in CSS pixels. */
const cornerReach = 8;

/** Shares of an image's longer side between the points that a scribble gives the model. */
const scribbleSpacing = 1 / 40;

/** What areas need of the session. */
interface Context {
  readonly host: Pick<HostApi, 'paintArea'>;
  readonly surfaces: Surfaces;
  /** Orders them among the strokes. */
  readonly inTurn: InTurn;
  /** Asks the model about what is shown on a surface. */
  readonly ask: (draft: Draft, surface: Surface) => void;
  readonly report: (error: unknown) => void;
}

/** Lasso, polygon, fill, wand, threshold and scribble: what is drawn, and what is made of it when it is done. */
export class Areas {
  readonly #page: Page;
  readonly #context: Context;
  readonly #slices: Surface;
  /** That was pressed last, or on which something waits to be confirmed since before the page was loaded. */
  readonly #surface: Signal<Surface>;
  /** The object that what is being drawn belongs to, where the host has yet to begin it. */
  #target: Target | undefined;

  constructor(page: Page, context: Context) {
    this.#page = page;
    this.#context = context;
    this.#slices = context.surfaces.slices;
    this.#surface = signal(this.#slices);
    const previews = new AreaPreviews(page);
    effect(() => {
      previews.show(this.#surface.value);
    });
  }

  /** @param surface that a press is on; the slices when left out */
  carryOut(effect: AreaEffect, surface = this.#slices): void {
    if (effect.phase === 'press') this.#surface.value = surface;
    const draft = this.#draft;
    if (effect.phase === 'press') {
      const locked = lockedObject(this.#page, effect.objectId);
      if (locked !== undefined) {
        this.#context.report(lockedError(locked));
        return;
      }
      const refused = surface.refusal(this.#needsValues(effect.tool));
      if (refused !== undefined) {
        this.#context.report(refused);
        return;
      }
      const { draft: next, done } = pressArea(draft, effect, this.#reach);
      const isBegun = done === undefined && (draft === undefined || effect.tool === 'threshold');
      if (isBegun) this.#target = unanswered(this.#page, surface, effect.objectId)?.target;
      if (done !== undefined) this.#finish(done);
      else this.#set(next);
    } else if (effect.phase === 'cancel') this.#set(undefined);
    else if (draft !== undefined) {
      const moved = moveArea(draft, effect.at, this.#reach);
      if (effect.phase === 'move') {
        if (moved !== draft) this.#set(moved);
        return;
      }
      const { draft: next, done } = releaseArea(moved);
      if (done === undefined) this.#set(next);
      else this.#finish(done);
    }
  }

  /** Takes up what waited to be confirmed before the page was loaded. */
  restore({ area, isRestored }: KeptArea): void {
    const page = this.#page;
    const { slices, planes } = this.#context.surfaces;
    this.#surface.value = isPlane(area.place) ? planes[area.place.normal] : slices;
    page.area.value = area;
    page.tool.value = area.tool;
    if (isRestored) goTo(page, area.place);
  }

  /** What waits to be confirmed; undefined while it is being drawn. */
  get waiting(): UnfinishedArea | null | undefined {
    const area = this.#page.area.value;
    if (area === undefined) return null;
    const { tool, place, objectId, erases, points, level, held } = area;
    if (held !== undefined) return undefined;
    return tool === 'polygon' || tool === 'threshold' ? { tool, place, objectId, erases, points, level } : null;
  }

  /** Confirms a polygon or a threshold. @returns whether there was one */
  confirm(): boolean {
    const draft = this.#draft;
    if (draft === undefined || (draft.tool === 'polygon' && draft.points.length < 3)) return false;
    this.#finish(draft);
    return true;
  }

  /** Moves the threshold. @returns whether there was one */
  step(steps: number): boolean {
    const draft = this.#draft;
    if (draft?.tool !== 'threshold') return false;
    this.#set({ ...draft, level: draft.level + steps });
    return true;
  }

  /** Forgets what is not done. @returns whether there was something */
  drop(): boolean {
    const isThere = this.#draft !== undefined;
    this.#set(undefined);
    return isThere;
  }

  /** What is being drawn on what is shown. */
  get #draft(): AreaDraft | undefined {
    return shownArea(this.#page, this.#surface.value);
  }

  #set(draft: AreaDraft | undefined): void {
    const place = this.#surface.value.place.value;
    this.#page.area.value = draft === undefined || place === undefined ? undefined : { ...draft, place };
  }

  get #reach(): Point {
    return this.#surface.value.reach(cornerReach);
  }

  /** What waits to be confirmed stays while the view does not allow it. */
  #finish(draft: AreaDraft): void {
    const { tool } = draft;
    const refused =
      tool === 'scribble' ? undefined : this.#surface.value.refusal(this.#needsValues(tool), boundsOf(draft));
    const waits = tool === 'polygon' || tool === 'threshold';
    const preview = this.#page.areaPreview.value;
    this.#set(refused !== undefined && waits ? draft : undefined);
    this.#page.notice.value = null;
    if (refused !== undefined) this.#context.report(refused);
    else if (tool === 'scribble') this.#scribble(draft);
    else this.#paint(draft, preview);
  }

  /** Whether the values of pixels decide what a tool changes. */
  #needsValues(tool: AreaTool): boolean {
    return tool === 'wand' || tool === 'threshold' || this.#page.brush.value.range !== null;
  }

  /** @param preview what was shown of the draft last */
  #paint(draft: AreaDraft, preview: AreaPreview | undefined): void {
    const page = this.#page;
    const { erases } = draft;
    const surface = this.#surface.value;
    const objectId = this.#target === undefined ? draft.objectId : this.#target.id;
    const hand = handTarget(page, surface, objectId, { erases, around: boundsOf(draft) });
    const drawing = surface.drawing();
    const drawn = drawing && areaOf(draft, drawing, hand);
    if (hand === undefined || drawn === undefined) return;
    const { area } = drawn;
    const { place, frame, target, label, limits } = hand;
    const mask = paintedMask(drawn.inFrame, hand, erases, preview);
    if (mask === undefined) {
      this.#context.report(nothingDrawn(area, erases));
      return;
    }
    const view: StrokeView = { place, frame, target, label, painting: signal({ mask, changes: [] }) };
    page.strokes.value = [...page.strokes.value, view];
    this.#context.inTurn.run(async () => {
      try {
        const request = { ...place, ...limits, ...framed(page, frame), erases, area, objectId: target.id };
        target.id = await this.#context.host.paintArea(request);
      } catch (error) {
        this.#context.report(error);
      } finally {
        await page.settle();
        page.strokes.value = page.strokes.value.filter((each) => each !== view);
      }
    });
  }

  #scribble({ points, erases, objectId }: AreaDraft): void {
    const surface = this.#surface.value;
    const prompt = surface.promptOf(objectId);
    const ground = surface.ground();
    if (ground === undefined || (erases && prompt === undefined)) return;
    const { frame, pixel } = ground;
    const inside = points.filter((point) => containsPoint(frame, point));
    if (inside.length === 0) return;
    const known = prompt ?? { points: [] };
    const [across, down] = pixel;
    const line = inside.map(({ x, y }) => ({ x: x * across, y: y * down }));
    const spacing = Math.max(rectWidth(frame) * across, rectHeight(frame) * down) * scribbleSpacing;
    const added = scribblePoints(line, spacing).map(({ x, y }) => {
      return { x: x / across, y: y / down, positive: !erases };
    });
    if (known.points.length + added.length > maxPoints) {
      this.#context.report(
        new UserError('bad-prompt', {
          problem: t`The object has as many points as an object can have.`,
          advice: t`Correct the rest with the brush.`,
        }),
      );
      return;
    }
    const draft = { prompt: { ...known, points: [...known.points, ...added] } };
    this.#context.ask({ ...draft, objectId: prompt === undefined ? null : objectId }, surface);
  }
}

/**
 * The mask with an area, to be shown until the host answers; undefined where no pixel changes. Of a large image it is the preview:
 * to work out the exact one takes the page longer than a person waits, and so does the host.
 */
function paintedMask(
  area: Area,
  { base, allows, slice }: HandTarget,
  erases: boolean,
  preview: AreaPreview | undefined,
): Mask | undefined {
  const coarse = area.kind === 'polygon' ? undefined : coarseOf(base);
  if (coarse !== undefined) {
    const part = preview?.shape.part;
    return part?.width === coarse.width && part.height === coarse.height ? fineMask(coarse, part, base) : base;
  }
  const mask = withArea(base, areaPixels(area, { mask: base, erases, slice }), { erases, allows });
  return mask.equals(base) ? undefined : mask;
}

/** What the points of a draft lie in; of a wand where it begins. */
function boundsOf({ tool, points }: AreaDraft): Rect {
  const at = tool === 'wand' ? points.slice(0, 1) : points;
  return at.map((point) => rectFromCorners(point, point)).reduce(uniteRects);
}
