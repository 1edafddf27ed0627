import { signal } from '@preact/signals';
import type { Point, Rect } from '../../src/core/geometry/rect';
import { lockedError } from '../../src/core/document/locks';
import { isSamePlace, type DrawingPlace } from '../../src/core/image/slicePlace';
import type { PixelSize } from '../../src/core/mask/cleanUp/morphology';
import { dabAt, StrokePainter } from '../../src/core/mask/stroke/strokePainter';
import type { HandRequest, HostApi } from '../../src/core/protocol/hostApi';
import { brushRadius } from '../../src/core/view/brush';
import type { StrokeEffect } from '../../src/core/view/strokeGesture';
import { framed, handTarget } from './handTarget';
import type { InTurn } from './inTurn';
import { lockedObject } from './lockedObject';
import type { Page } from './page';
import type { StrokeView } from './strokeView';
import { shows, sliceSurface, type Surface } from './surface';

interface Stroke extends StrokeView {
  readonly surface: Surface;
  readonly painter: StrokePainter;
  readonly pixel: PixelSize;
  readonly request: Omit<HandRequest, 'objectId'> & DrawingPlace;
  readonly straightFrom: Point | undefined;
  /** Where it was last, before that was moved to the middle of a pixel. */
  end: Point;
  /** Shows what was painted. */
  readonly show: () => void;
}

type Begin = Extract<StrokeEffect, { phase: 'begin' }>;

/**
 * Strokes of brush and eraser. They are painted here, so that they show in the next frame, and by the host, in the same way,
 * when they have ended. One waits for another: it may paint an object that the other begins.
 */
export class Strokes {
  readonly #page: Page;
  readonly #host: Pick<HostApi, 'paint'>;
  readonly #report: (error: unknown) => void;
  readonly #inTurn: InTurn;
  readonly #slices: Surface;
  #current: Stroke | undefined;

  /**
   * @param report shows why a stroke could not be made an edit
   * @param inTurn orders the strokes
   */
  constructor(page: Page, host: Pick<HostApi, 'paint'>, report: (error: unknown) => void, inTurn: InTurn) {
    this.#page = page;
    this.#host = host;
    this.#report = report;
    this.#inTurn = inTurn;
    this.#slices = sliceSurface(page);
  }

  /** @param surface that a stroke begins on; the slices when left out */
  carryOut(effect: StrokeEffect, surface = this.#slices): void {
    if (effect.phase === 'begin') this.#begin(effect, surface);
    else if (effect.phase === 'move') this.#move(effect.at, effect.pressure);
    else if (effect.phase === 'end') this.#end();
    else this.#drop();
  }

  #begin({ at, pressure, erases, straight, objectId }: Begin, surface: Surface): void {
    this.#drop();
    const page = this.#page;
    const locked = lockedObject(page, objectId);
    if (locked !== undefined) {
      this.#report(lockedError(locked));
      return;
    }
    const refused = surface.refusal(page.brush.value.range !== null);
    if (refused !== undefined) this.#report(refused);
    const hand = refused === undefined ? handTarget(page, surface, objectId, { erases }) : undefined;
    if (hand === undefined) return;
    const { place, frame, pixel, target, label, base, limits, allows } = hand;
    const painter = new StrokePainter(base, { erases, pixel, allows });
    const painting = signal({ mask: painter.mask, changes: painter.changes });
    const last = page.lastStroke.value;
    const from = straight && last !== undefined && isSamePlace(last.place, place) ? last.end : at;
    const request = { ...place, erases, ...limits, ...framed(page, frame) };
    this.#current = {
      ...{ surface, place, frame, target, label, painting, painter, pixel, request },
      straightFrom: straight ? from : undefined,
      end: at,
      show: () => {
        painting.value = { ...painting.value };
      },
    };
    page.strokes.value = [...page.strokes.value, this.#current];
    this.#move(at, pressure);
  }

  #move(at: Point, pressure: number): void {
    const stroke = this.#current;
    // Another slice is shown: the stroke stays on its own.
    if (stroke === undefined || !shows(stroke.surface, stroke.place)) return;
    const { painter, straightFrom, pixel, frame } = stroke;
    const radius = brushRadius(this.#page.brush.value, pressure);
    if (straightFrom !== undefined) {
      painter.restart();
      painter.lineTo(dabAt(from(straightFrom, frame), radius, pixel));
    }
    const dab = dabAt(from(at, frame), radius, pixel);
    const last = painter.dabs.at(-1);
    stroke.end = at;
    const isSame = last?.x === dab.x && last.y === dab.y && last.radius === dab.radius;
    if (!isSame) painter.lineTo(dab);
    if (!isSame || straightFrom !== undefined) stroke.show();
  }

  #end(): void {
    const stroke = this.#current;
    this.#current = undefined;
    if (stroke === undefined) return;
    this.#page.lastStroke.value = { place: stroke.place, end: stroke.end };
    this.#page.notice.value = null;
    this.#inTurn.run(() => this.#commit(stroke));
  }

  async #commit(stroke: Stroke): Promise<void> {
    const { target, painter, request, frame } = stroke;
    try {
      const dabs = painter.dabs.map(({ x, y, radius }): [number, number, number] => [
        x + frame.x0,
        y + frame.y0,
        radius,
      ]);
      target.id = await this.#host.paint({ ...request, objectId: target.id, dabs });
    } catch (error) {
      this.#report(error);
    } finally {
      await this.#page.settle();
      this.#remove(stroke);
    }
  }

  #drop(): void {
    if (this.#current !== undefined) this.#remove(this.#current);
    this.#current = undefined;
  }

  #remove(stroke: Stroke): void {
    this.#page.strokes.value = this.#page.strokes.value.filter((each) => each !== stroke);
  }
}

/** A point of the image in the coordinates of a part of it. */
function from({ x, y }: Point, { x0, y0 }: Rect): Point {
  return { x: x - x0, y: y - y0 };
}
