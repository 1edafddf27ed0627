import type { Point } from '../../src/core/geometry/rect';
import { panBy, toViewport } from '../../src/core/view/camera';
import { idle, nextGesture, type GestureEffect, type Place } from '../../src/core/view/gesture';
import { moveCrosshair } from '../store/navigation';
import type { Page } from '../store/page';
import type { Session } from '../store/session';
import { isAreaTool } from '../../src/core/view/tool';
import { carryOut as carryOutShared } from './effects';
import { pressContext } from './pressContext';

/** Moves the crosshair by pixels as they are shown; a box or a measurement that was begun follows. */
export function stepCrosshair(page: Page, session: Session, x: number, y: number): void {
  const transform = page.transform.value;
  if (transform === undefined) return;
  const [column, row, slice] = page.position.value;
  moveCrosshair(page, [column + x * Math.sign(transform.scaleX), row + y * Math.sign(transform.scaleY), slice]);
  keepInView(page);
  const corner = page.corner.value;
  if (corner !== undefined && isAreaTool(page.tool.value)) {
    const [toX, toY] = page.position.value;
    session.areas.carryOut({ kind: 'area', phase: 'move', at: { x: toX, y: toY } });
  } else if (corner !== undefined) carryOut(page, session, dragBetween(page, corner, 'move'));
}

/** What a click at the crosshair does; all tools but points take two: one for each corner or end. */
export function pressAtCrosshair(page: Page, session: Session, positive: boolean): void {
  if (!page.crosshairKeys.value) return;
  const [x, y] = page.position.value;
  if (isAreaTool(page.tool.value)) {
    pressArea(page, session, { x, y }, !positive);
    return;
  }
  const takesTwo = page.tool.value !== 'point' && positive;
  if (takesTwo && page.corner.value === undefined) {
    page.corner.value = { x, y };
    return;
  }
  const start = takesTwo ? page.corner.value : { x, y };
  page.corner.value = undefined;
  if (start !== undefined) carryOut(page, session, dragBetween(page, start, 'up', !positive));
}

/** A polygon gets a corner and a hole is filled at once; all else is drawn from one press to the next, along the way of the crosshair. */
function pressArea(page: Page, session: Session, at: Point, alt: boolean): void {
  const place = placeOf(page, at);
  if (place === undefined) return;
  const isBegun = page.corner.value !== undefined;
  page.corner.value = undefined;
  if (!isBegun) {
    const context = pressContext(page, place);
    const { gesture, effects } = nextGesture(idle, { kind: 'down', button: 'draw', at: place, alt, context });
    carryOut(page, session, effects);
    if (gesture.kind !== 'area') return;
    const isOne = page.tool.value === 'polygon' || page.tool.value === 'fill' || page.area.value === undefined;
    if (!isOne) {
      page.corner.value = at;
      return;
    }
  }
  session.areas.carryOut({ kind: 'area', phase: 'release', at });
}

/** The effects of a press at `start` that has been moved to the crosshair. */
function dragBetween(page: Page, start: Point, last: 'move' | 'up', alt = false): GestureEffect[] {
  const [x, y] = page.position.value;
  const from = placeOf(page, start);
  const at = placeOf(page, { x, y });
  if (from === undefined || at === undefined) return [];
  // Handles are for the mouse: keys start a new box.
  const context = { ...pressContext(page, from), grip: undefined };
  const { gesture } = nextGesture(idle, { kind: 'down', button: 'draw', at: from, alt, context });
  return nextGesture(gesture, { kind: last, at }).effects;
}

function carryOut(page: Page, session: Session, effects: readonly GestureEffect[]): void {
  const preview = page.draft.value;
  for (const effect of effects) {
    if (effect.kind === 'commit') void session.commit(effect.draft, preview);
    else if (effect.kind !== 'pan' && effect.kind !== 'window') carryOutShared(effect, session);
  }
}

function placeOf({ transform }: Page, image: Point): Place | undefined {
  return transform.value && { image, viewport: toViewport(transform.value, image) };
}

/** Brings the crosshair back into the middle when it has left the view. */
function keepInView(page: Page): void {
  const [x, y] = page.position.value;
  const image = page.image.value;
  const place = placeOf(page, { x, y })?.viewport;
  if (image === undefined || place === undefined) return;
  const { width, height } = page.viewport.value;
  if (place.x >= 0 && place.y >= 0 && place.x < width && place.y < height) return;
  const by = { x: width / 2 - place.x, y: height / 2 - place.y };
  page.camera.value = panBy(page.camera.value, by, page.viewport.value, image);
}
