import type { Point } from '../../src/core/geometry/rect';
import { panBy, toViewport } from '../../src/core/view/camera';
import { idle, nextGesture, type GestureEffect, type Place, type PressContext } from '../../src/core/view/gesture';
import { isAreaTool, isMeasuringTool } from '../../src/core/view/tool';
import { moveCrosshair } from '../store/navigation';
import type { Page } from '../store/page';
import type { Session } from '../store/session';
import type { Surface } from '../store/surface';
import { carryOut as carryOutShared } from './effects';
import { planeContext, pressContext } from './pressContext';

/** Turns the crosshair on, in the plane that was used last, has its keys act in the next one, and turns it off behind the last. */
export function toggleCrosshair(page: Page, session: Session): void {
  const { slices, planes } = session.surfaces;
  page.corner.value = undefined;
  if (!page.crosshairKeys.value) {
    page.crosshairKeys.value = true;
    return;
  }
  const shown = page.planes.value && page.hasPlanes.value ? [slices, ...planes] : [slices];
  const next = shown[shown.indexOf(session.active) + 1];
  session.activate(next ?? slices);
  page.crosshairKeys.value = next !== undefined;
}

/** Moves the crosshair as the plane that keys act in is shown; a box or a measurement that was begun follows. */
export function stepCrosshair(page: Page, session: Session, step: Step): void {
  const surface = session.active;
  const { x, y } = surface.center();
  const by = stepOf(surface, step);
  if (by === undefined) return;
  moveCrosshair(page, surface.positionOf({ x: x + by.x, y: y + by.y }));
  keepInView(surface);
  const corner = page.corner.value;
  if (corner !== undefined && isAreaTool(page.tool.value)) {
    session.areas.carryOut({ kind: 'area', phase: 'move', at: surface.center() }, surface);
  } else if (corner !== undefined) carryOut(page, session, dragBetween(page, surface, corner, 'move'));
}

interface Step {
  readonly x: number;
  readonly y: number;
  /** By tenths of the view instead of pixels. */
  readonly far?: boolean;
}

/** A step on the screen, in pixels of the image. */
function stepOf({ picture }: Surface, { x, y, far = false }: Step): Point | undefined {
  const transform = picture.transform.value;
  if (transform === undefined) return undefined;
  const pixels = (scale: number): number => (far ? tenthOfView(picture, scale) : 1) * Math.sign(scale);
  const across = x * pixels(transform.scaleX);
  const down = y * pixels(transform.scaleY);
  return transform.turned === true ? { x: down, y: across } : { x: across, y: down };
}

/**
 * A tenth of the shorter side of what is seen of the image, in whole pixels of the image; at least two.
 * @param scale CSS pixels of a pixel along the step
 */
function tenthOfView({ transform, viewport, image }: Surface['picture'], scale: number): number {
  const { scaleX, scaleY, turned } = transform.value!;
  const { width, height } = image.value ?? { width: 0, height: 0 };
  const [across, down] = turned === true ? [height, width] : [width, height];
  const seen = Math.min(
    across * Math.abs(scaleX),
    down * Math.abs(scaleY),
    viewport.value.width,
    viewport.value.height,
  );
  return Math.max(Math.round(seen / Math.abs(scale) / 10), 2);
}

/** What a click at the crosshair does; all tools but points take two: one for each corner or end. */
export function pressAtCrosshair(page: Page, session: Session, positive: boolean): void {
  const surface = session.active;
  // Lengths and areas are measured on the slices.
  if (!page.crosshairKeys.value || (surface.normal !== 2 && isMeasuringTool(page.tool.value))) return;
  const at = surface.center();
  if (isAreaTool(page.tool.value)) {
    pressArea(page, session, at, !positive);
    return;
  }
  const takesTwo = page.tool.value !== 'point' && positive;
  if (takesTwo && page.corner.value === undefined) {
    page.corner.value = at;
    return;
  }
  const start = takesTwo ? page.corner.value : at;
  page.corner.value = undefined;
  if (start !== undefined) carryOut(page, session, dragBetween(page, surface, start, 'up', !positive));
}

/** A polygon gets a corner and a hole is filled at once; all else is drawn from one press to the next, along the way of the crosshair. */
function pressArea(page: Page, session: Session, at: Point, alt: boolean): void {
  const surface = session.active;
  const place = placeOf(surface, at);
  if (place === undefined) return;
  const isBegun = page.corner.value !== undefined;
  page.corner.value = undefined;
  if (!isBegun) {
    const context = contextOf(page, surface, place);
    const { gesture, effects } = nextGesture(idle, { kind: 'down', button: 'draw', at: place, alt, context });
    carryOut(page, session, effects);
    if (gesture.kind !== 'area') return;
    const isOne = page.tool.value === 'polygon' || page.tool.value === 'fill' || page.area.value === undefined;
    if (!isOne) {
      page.corner.value = at;
      return;
    }
  }
  session.areas.carryOut({ kind: 'area', phase: 'release', at }, surface);
}

/** The effects of a press at `start` that has been moved to the crosshair. */
function dragBetween(page: Page, surface: Surface, start: Point, last: 'move' | 'up', alt = false): GestureEffect[] {
  const from = placeOf(surface, start);
  const at = placeOf(surface, surface.center());
  if (from === undefined || at === undefined) return [];
  // Handles are for the mouse: keys start a new box.
  const context = { ...contextOf(page, surface, from), grip: undefined };
  const down = nextGesture(idle, { kind: 'down', button: 'draw', at: from, alt, context });
  return [...down.effects, ...nextGesture(down.gesture, { kind: last, at }).effects];
}

function carryOut(page: Page, session: Session, effects: readonly GestureEffect[]): void {
  const preview = page.draft.value;
  const surface = session.active;
  for (const effect of effects) {
    if (effect.kind === 'commit') void session.commit(effect.draft, preview, surface.prompted.value);
    else if (effect.kind !== 'pan' && effect.kind !== 'window') carryOutShared(effect, session, surface);
  }
}

function contextOf(page: Page, { normal }: Surface, place: Place): PressContext {
  return normal === 2 ? pressContext(page, place) : planeContext(page, page.planeViews[normal], place);
}

function placeOf({ picture }: Surface, image: Point): Place | undefined {
  const transform = picture.transform.value;
  return transform && { image, viewport: toViewport(transform, image) };
}

/** Brings the crosshair back into the middle when it has left the view. */
function keepInView(surface: Surface): void {
  const { camera, viewport, image } = surface.picture;
  const place = placeOf(surface, surface.center())?.viewport;
  if (image.value === undefined || place === undefined) return;
  const { width, height } = viewport.value;
  if (place.x >= 0 && place.y >= 0 && place.x < width && place.y < height) return;
  const by = { x: width / 2 - place.x, y: height / 2 - place.y };
  camera.value = panBy(camera.value, by, viewport.value, image.value);
}
