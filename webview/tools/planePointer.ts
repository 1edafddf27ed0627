import type { Point } from '../../src/core/geometry/rect';
import { panBy, toImage } from '../../src/core/view/camera';
import { idle, nextGesture, type Gesture, type GestureEvent, type Place } from '../../src/core/view/gesture';
import { isAreaTool, isPaintTool } from '../../src/core/view/tool';
import { moveCrosshair } from '../store/navigation';
import type { Page } from '../store/page';
import type { PlaneView } from '../store/planeView';
import type { Session } from '../store/session';
import { carryOut } from './effects';
import { followModifiers } from './heldKeys';
import { placesSince, pressureOf } from './pointer';
import { planeContext } from './pressContext';
import { attachWheel, resizeBrush } from './wheel';

/**
 * In a plane across the slices, brush, eraser and the tools for areas change pixels. With the box, a drag draws one or moves a
 * handle, and a click moves the crosshair; points are set as on the slices. With Shift, or any other tool, a press or drag moves the crosshair. The wheel goes through the planes.
 */
export function attachPlanePointer(target: HTMLElement, page: Page, session: Session, view: PlaneView): void {
  const surface = session.surfaces.planes[view.normal];
  let pan: Point | undefined;
  const placeOf = (event: MouseEvent): Place | undefined => {
    const transform = view.transform.value;
    const viewport = { x: event.offsetX, y: event.offsetY };
    return transform && { viewport, image: toImage(transform, viewport) };
  };
  const step = (event: GestureEvent): void => {
    const { gesture, effects } = nextGesture(page.gesture.value, event);
    page.gesture.value = gesture;
    const preview = page.draft.value;
    for (const effect of effects) {
      if (effect.kind === 'commit') void session.commit(effect.draft, preview, view.prompted.value);
      else if (effect.kind !== 'pan' && effect.kind !== 'window') carryOut(effect, session, surface);
    }
  };
  /** Whether a press draws something; it moves the crosshair otherwise. */
  const draws = ({ shiftKey }: PointerEvent): boolean => {
    const tool = page.tool.value;
    if (isPaintTool(tool)) return true;
    return !shiftKey && (tool === 'box' || tool === 'point' || isAreaTool(tool));
  };
  const toCrosshair = (place: Place): void => {
    moveCrosshair(page, view.positionOf(place.image));
  };
  const isDrawing = (): boolean => page.gesture.value.kind !== 'idle';

  target.addEventListener('pointerdown', (event) => {
    const place = placeOf(event);
    if (place === undefined) return;
    event.preventDefault();
    target.setPointerCapture(event.pointerId);
    session.activate(surface);
    if (event.button === 1 || page.panKey.value) {
      pan = place.viewport;
    } else if (event.button === 0 && draws(event)) {
      const { altKey: alt, shiftKey: shift } = event;
      const context = planeContext(page, view, place);
      step({ kind: 'down', button: 'draw', at: place, alt, shift, ...pressureOf(event), context });
    } else if (event.button === 0) {
      toCrosshair(place);
    }
  });
  target.addEventListener('pointermove', (event) => {
    const [place, image] = [placeOf(event), view.image.value];
    view.pointer.value = place;
    followModifiers(page, event);
    if (place === undefined || image === undefined) return;
    if (pan !== undefined) {
      const by = { x: place.viewport.x - pan.x, y: place.viewport.y - pan.y };
      view.camera.value = panBy(view.camera.value, by, view.viewport.value, image);
      pan = place.viewport;
    } else if (isDrawing()) {
      for (const each of placesSince(event)) {
        const at = placeOf(each);
        if (at !== undefined) step({ kind: 'move', at, ...pressureOf(each) });
      }
    } else if ((event.buttons & 1) === 1 && !draws(event)) {
      toCrosshair(place);
    }
  });
  target.addEventListener('pointerup', (event) => {
    pan = undefined;
    const place = placeOf(event);
    if (place === undefined || !isDrawing()) return;
    if (isClickOfBox(page.gesture.value)) {
      const { hit, selected } = page.gesture.value.context;
      page.gesture.value = idle;
      if (hit !== undefined && hit !== selected?.id) void session.select(hit);
      toCrosshair(place);
    } else {
      step({ kind: 'up', at: place, ...pressureOf(event) });
    }
  });
  target.addEventListener('pointercancel', () => {
    pan = undefined;
    step({ kind: 'cancel' });
    page.gesture.value = idle;
  });
  target.addEventListener('pointerleave', () => {
    view.pointer.value = undefined;
  });
  target.addEventListener('contextmenu', (event) => {
    event.preventDefault();
  });
  target.addEventListener('dblclick', () => {
    if (!isPaintTool(page.tool.value)) view.camera.value = 'fit';
  });
  attachWheel(
    target,
    view,
    (steps) => {
      const position: [number, number, number] = [...page.position.value];
      position[view.normal] += steps;
      moveCrosshair(page, position);
    },
    undefined,
    (steps) => resizeBrush(page, steps),
  );
}

/** Whether a release would be a click with the box, which adds no point in a plane: there, it moves the crosshair. */
function isClickOfBox(gesture: Gesture): gesture is Extract<Gesture, { kind: 'draw' }> {
  return gesture.kind === 'draw' && !gesture.moved && !gesture.alt && gesture.context.tool === 'box';
}
