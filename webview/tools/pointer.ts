import type { Point } from '../../src/core/geometry/rect';
import type { Window } from '../../src/core/image/window';
import { panBy, toImage } from '../../src/core/view/camera';
import { nextGesture, type GestureEffect, type GestureEvent, type Place } from '../../src/core/view/gesture';
import { isPaintTool } from '../../src/core/view/tool';
import { dragWindow } from '../../src/core/view/windowDrag';
import { moveCrosshair } from '../store/navigation';
import type { DraftView } from '../store/draftView';
import type { Page } from '../store/page';
import type { Session } from '../store/session';
import { carryOut } from './effects';
import { followModifiers } from './heldKeys';
import { pressContext } from './pressContext';

/** Time in which a second click makes a double click. */
const doubleClickMs = 250;

/** The window that 8-bit images are shown in when none is chosen. */
const asStored: Window = { center: 128, width: 256 };

/** Turns what the mouse or pen does on the image into gestures and carries out what they mean. */
export class PointerTool {
  readonly #page: Page;
  readonly #session: Session;
  #waitingClick: ReturnType<typeof setTimeout> | undefined;

  constructor(page: Page, session: Session) {
    this.#page = page;
    this.#session = session;
  }

  attach(target: HTMLElement): void {
    target.addEventListener('pointerdown', (event) => {
      const place = this.#placeOf(event);
      const button = this.#buttonOf(event);
      if (place === undefined || button === undefined) return;
      event.preventDefault();
      target.focus({ preventScroll: true });
      target.setPointerCapture(event.pointerId);
      this.#session.activate(this.#session.surfaces.slices);
      const context = pressContext(this.#page, place);
      const { altKey: alt, shiftKey: shift } = event;
      this.#step({ kind: 'down', button, at: place, alt, shift, ...pressureOf(event), context });
    });
    target.addEventListener('pointermove', (event) => {
      const place = this.#placeOf(event);
      this.#page.pointer.value = place;
      followModifiers(this.#page, event);
      if (place === undefined) return;
      const { tool, crosshairShown, position, gesture } = this.#page;
      if (event.shiftKey && event.buttons === 0 && crosshairShown.value && !isPaintTool(tool.value)) {
        moveCrosshair(this.#page, [place.image.x, place.image.y, position.value[2]]);
      }
      if (gesture.value.kind === 'stroke' || gesture.value.kind === 'area') this.#stroke(event);
      else this.#step({ kind: 'move', at: place });
    });
    target.addEventListener('pointerup', (event) => {
      const place = this.#placeOf(event);
      if (place !== undefined) this.#step({ kind: 'up', at: place, ...pressureOf(event) });
    });
    target.addEventListener('pointercancel', () => {
      this.#step({ kind: 'cancel' });
    });
    target.addEventListener('pointerleave', () => {
      this.#page.pointer.value = undefined;
    });
    target.addEventListener('contextmenu', (event) => {
      event.preventDefault();
    });
    target.addEventListener('dblclick', (event) => {
      if (event.button !== 0 || this.#page.tool.value !== 'box') return;
      clearTimeout(this.#waitingClick);
      this.#page.camera.value = 'fit';
    });
  }

  #stroke(event: PointerEvent): void {
    for (const each of placesSince(event)) {
      const place = this.#placeOf(each);
      if (place !== undefined) this.#step({ kind: 'move', at: place, ...pressureOf(each) });
    }
  }

  #step(event: GestureEvent): void {
    const { gesture, effects } = nextGesture(this.#page.gesture.value, event);
    this.#page.gesture.value = gesture;
    const preview = this.#page.draft.value;
    for (const effect of effects) this.#carryOut(effect, preview);
  }

  #carryOut(effect: GestureEffect, preview: DraftView | null): void {
    const page = this.#page;
    switch (effect.kind) {
      case 'commit':
        clearTimeout(this.#waitingClick);
        if (effect.click && page.tool.value === 'box') {
          this.#waitingClick = setTimeout(() => void this.#session.commit(effect.draft, preview), doubleClickMs);
        } else {
          void this.#session.commit(effect.draft, preview);
        }
        return;
      case 'pan':
        if (page.image.value !== undefined) {
          page.camera.value = panBy(page.camera.value, effect.by, page.viewport.value, page.image.value);
        }
        return;
      case 'window':
        this.#changeWindow(effect.by);
        return;
      default:
        carryOut(effect, this.#session, this.#session.surfaces.slices);
    }
  }

  #changeWindow(by: Point): void {
    const page = this.#page;
    const slice = page.shown.value?.slice;
    if (slice === undefined || slice.channels === 3) return;
    page.chosenWindow.value = dragWindow(page.window.value ?? asStored, by);
  }

  #placeOf(event: MouseEvent): Place | undefined {
    const transform = this.#page.transform.value;
    if (transform === undefined) return undefined;
    const viewport = { x: event.offsetX, y: event.offsetY };
    return { viewport, image: toImage(transform, viewport) };
  }

  #buttonOf(event: PointerEvent): 'draw' | 'pan' | 'window' | undefined {
    if (event.button === 0) return this.#page.panKey.value ? 'pan' : 'draw';
    return event.button === 1 ? 'pan' : event.button === 2 ? 'window' : undefined;
  }
}

/** Every place that the pointer was at since the event before: browsers tell of them once a frame. */
export function placesSince(event: PointerEvent): readonly PointerEvent[] {
  const all = event.getCoalescedEvents();
  return all.length > 0 ? all : [event];
}

/** Of a pen alone: a mouse presses with any force, or none. */
export function pressureOf({ pointerType, pressure }: PointerEvent): { readonly pressure?: number } {
  return pointerType === 'pen' ? { pressure } : {};
}
