import type { Point } from '../../src/core/geometry/rect';
import { panBy, toViewport } from '../../src/core/view/camera';
import { idle, nextGesture, type GestureEffect, type Place } from '../../src/core/view/gesture';
import { moveCrosshair } from '../store/navigation';
import type { Page } from '../store/page';
import type { Session } from '../store/session';
import { isAreaTool } from '../../src/core/view/tool';
import { carryOut as carryOutShared } from './effects';
import { pressContext } from './pressContext';

/** Moves the crosshair as the image is shown; a box or a measurement that was begun follows. */
export function stepCrosshair(page: Page, session: Session, { x, y, far = false }: Step): void {
  const transform = page.transform.value;
  if (transform === undefined) return;
  const [column, row, slice] = page.position.value;
  const pixels = far ? tenthOfView(page) : 1;
  const across = x * pixels * Math.sign(transform.scaleX);
  const down = y * pixels * Math.sign(transform.scaleY);
  moveCrosshair(page, [column + across, row + down, slice]);
  keepInView(page);
  const corner = page.corner.value;
  if (corner !== undefined && isAreaTool(page.tool.value)) {
    const [toX, toY] = page.position.value;
    session.areas.carryOut({ kind: 'area', phase: 'move', at: { x: toX, y: toY } });
  } else if (corner !== undefined) carryOut(page, session, dragBetween(page, corner, 'move'));
}

interface Step {
  readonly x: number;
  readonly y: number;
  /** By tenths of the view instead of pixels. */
  readonly far?: boolean;
}

/** A tenth of the shorter side of what is seen of the image, in whole pixels of the image; at least two. */
function tenthOfView({ transform, viewport, image }: Page): number {
  const { scaleX, scaleY } = transform.value!;
  const { width, height } = image.value ?? { width: 0, height: 0 };
  const seen = Math.min(
    width,
    height,
    viewport.value.width / Math.abs(scaleX),
    viewport.value.height / Math.abs(scaleY),
  );
  return Math.max(Math.round(seen / 10), 2);
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
