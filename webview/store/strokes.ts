import { signal } from '@preact/signals';
import type { Point } from '../../src/core/geometry/rect';
import { lockedError } from '../../src/core/document/locks';
import { isSamePlace, placeOf } from '../../src/core/image/slicePlace';
import { dabAt, StrokePainter } from '../../src/core/mask/stroke/strokePainter';
import type { HostApi, StrokeRequest } from '../../src/core/protocol/hostApi';
import { brushRadius } from '../../src/core/view/brush';
import { pixelAspect } from '../../src/core/view/camera';
import type { StrokeEffect } from '../../src/core/view/strokeGesture';
import { handTarget } from './handTarget';
import type { InTurn } from './inTurn';
import { lockedObject } from './lockedObject';
import type { Page } from './page';
import type { StrokeView } from './strokeView';

interface Stroke extends StrokeView {
  readonly painter: StrokePainter;
  readonly request: Omit<StrokeRequest, 'dabs' | 'objectId'>;
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
  }

  carryOut(effect: StrokeEffect): void {
    if (effect.phase === 'begin') this.#begin(effect);
    else if (effect.phase === 'move') this.#move(effect.at, effect.pressure);
    else if (effect.phase === 'end') this.#end();
    else this.#drop();
  }

  #begin({ at, pressure, erases, straight, objectId }: Begin): void {
    this.#drop();
    const page = this.#page;
    const locked = lockedObject(page, objectId);
    if (locked !== undefined) {
      this.#report(lockedError(locked));
      return;
    }
    const hand = handTarget(page, objectId, erases);
    if (hand === undefined) return;
    const { info, place, target, base, limits, allows } = hand;
    const painter = new StrokePainter(base, { erases, pixel: pixelAspect(info.pixelSpacing), allows });
    const painting = signal({ mask: painter.mask, changes: painter.changes });
    const last = page.lastStroke.value;
    const from = straight && last !== undefined && isSamePlace(last, place) ? last.end : at;
    const request = { ...place, erases, ...limits };
    this.#current = {
      ...place,
      target,
      painting,
      painter,
      request,
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
    const [info, shown] = [this.#page.info.value, this.#page.shown.value];
    if (stroke === undefined || info === undefined || shown === undefined) return;
    // Another slice is shown: the stroke stays on its own.
    if (!isSamePlace(stroke, { slice: shown.index, volume: shown.volume })) return;
    const { painter, straightFrom } = stroke;
    const pixel = pixelAspect(info.pixelSpacing);
    const radius = brushRadius(this.#page.brush.value, pressure);
    if (straightFrom !== undefined) {
      painter.restart();
      painter.lineTo(dabAt(straightFrom, radius, pixel));
    }
    const dab = dabAt(at, radius, pixel);
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
    this.#page.lastStroke.value = { ...placeOf(stroke), end: stroke.end };
    this.#page.notice.value = null;
    this.#inTurn.run(() => this.#commit(stroke));
  }

  async #commit(stroke: Stroke): Promise<void> {
    const { target, painter, request } = stroke;
    try {
      const dabs = painter.dabs.map(({ x, y, radius }): [number, number, number] => [x, y, radius]);
      target.id = await this.#host.paint({ ...request, objectId: target.id, dabs });
    } catch (error) {
      this.#report(error);
    } finally {
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
