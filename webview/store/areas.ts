import { effect, signal, type Signal } from '@preact/signals';
import { containsPoint, rectHeight, rectWidth, type Point } from '../../src/core/geometry/rect';
import { UserError } from '../../src/core/base/error';
import { lockedError } from '../../src/core/document/locks';
import { areaPixels, withArea } from '../../src/core/image/area/areaPixels';
import { isPlane } from '../../src/core/image/slicePlace';
import { maxPoints } from '../../src/core/prompt/prompt';
import type { HostApi } from '../../src/core/protocol/hostApi';
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
import { areaOf, AreaPreviews, shownArea } from './areaPreview';
import { framed, handTarget } from './handTarget';
import type { InTurn } from './inTurn';
import { lockedObject } from './lockedObject';
import type { Page } from './page';
import type { StrokeView } from './strokeView';
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
  /** That was pressed last, or on which something was drawn when the page was closed. */
  readonly #surface: Signal<Surface>;

  constructor(page: Page, context: Context) {
    this.#page = page;
    this.#context = context;
    const { slices, planes } = context.surfaces;
    this.#slices = slices;
    const place = page.area.peek()?.place;
    this.#surface = signal(place !== undefined && isPlane(place) ? planes[place.normal] : slices);
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
      const needsValues = effect.tool === 'wand' || effect.tool === 'threshold';
      const refused = surface.refusal(needsValues || this.#page.brush.value.range !== null);
      if (refused !== undefined) {
        this.#context.report(refused);
        return;
      }
      const { draft: next, done } = pressArea(draft, effect, this.#reach);
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

  #finish(draft: AreaDraft): void {
    this.#page.area.value = undefined;
    this.#page.notice.value = null;
    if (draft.tool === 'scribble') this.#scribble(draft);
    else this.#paint(draft);
  }

  #paint(draft: AreaDraft): void {
    const page = this.#page;
    const { objectId, erases } = draft;
    const surface = this.#surface.value;
    const [hand, drawing] = [handTarget(page, surface, objectId, erases), surface.drawing()];
    const drawn = drawing && areaOf(draft, drawing, hand);
    if (hand === undefined || drawn === undefined) return;
    const { area, inFrame } = drawn;
    const { place, frame, target, label, base, limits, allows, slice } = hand;
    const mask = withArea(base, areaPixels(inFrame, { mask: base, erases, slice }), { erases, allows });
    if (mask.equals(base)) {
      this.#context.report(area.kind === 'hole' ? nothingHere(erases) : nothingChanges(erases));
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

function nothingHere(erases: boolean): UserError {
  return erases
    ? new UserError('bad-input', {
        problem: t`The object has no pixels here.`,
        advice: t`Alt-click the island to remove.`,
      })
    : new UserError('bad-input', {
        problem: t`There is no hole of the selected object here.`,
        advice: t`Select the object, then click a hole that it encloses.`,
      });
}

function nothingChanges(erases: boolean): UserError {
  return new UserError('bad-input', {
    problem: erases
      ? t`No pixel of the object was removed: it has none there.`
      : t`No pixel was added: all of them are in the mask, or not to be painted over.`,
    advice: t`Draw elsewhere, or change the limits of the brush.`,
  });
}
