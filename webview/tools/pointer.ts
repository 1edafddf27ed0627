import type { Point } from '../../src/core/geometry/rect';
import type { Window } from '../../src/core/image/window';
import { panBy, toImage } from '../../src/core/view/camera';
import { nextGesture, type GestureEffect, type GestureEvent, type Place } from '../../src/core/view/gesture';
import { dragWindow } from '../../src/core/view/windowDrag';
import { moveCrosshair } from '../store/navigation';
import type { DraftView, Page } from '../store/page';
import type { Session } from '../store/session';
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
      this.#step({ kind: 'down', button, at: place, alt: event.altKey, context: pressContext(this.#page, place) });
    });
    target.addEventListener('pointermove', (event) => {
      const place = this.#placeOf(event);
      this.#page.pointer.value = place;
      if (place === undefined) return;
      if (event.shiftKey && event.buttons === 0 && this.#page.crosshairShown.value) {
        moveCrosshair(this.#page, [place.image.x, place.image.y, this.#page.position.value[2]]);
      }
      this.#step({ kind: 'move', at: place });
    });
    target.addEventListener('pointerup', (event) => {
      const place = this.#placeOf(event);
      if (place !== undefined) this.#step({ kind: 'up', at: place });
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

  #step(event: GestureEvent): void {
    const { gesture, effects } = nextGesture(this.#page.gesture.value, event);
    this.#page.gesture.value = gesture;
    const preview = this.#page.draft.value;
    for (const effect of effects) this.#carryOut(effect, preview);
  }

  #carryOut(effect: GestureEffect, preview: DraftView | null): void {
    const page = this.#page;
    switch (effect.kind) {
      case 'draft':
        this.#session.draw(effect.draft);
        return;
      case 'measure':
        this.#session.measure(effect);
        return;
      case 'select':
        void this.#session.select(effect.id);
        return;
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
