import type { GestureEffect } from '../../src/core/view/gesture';
import type { Session } from '../store/session';
import type { Surface } from '../store/surface';

/** Effects that the mouse and the keyboard's crosshair carry out alike, on the slices and in planes. */
export type SharedEffect = Exclude<GestureEffect, { readonly kind: 'commit' | 'pan' | 'window' }>;

export function carryOut(effect: SharedEffect, session: Session, surface: Surface): void {
  switch (effect.kind) {
    case 'draft':
      session.draw(effect.draft, surface.prompted.value);
      return;
    case 'measure':
      session.measure(effect);
      return;
    case 'select':
      void session.select(effect.id);
      return;
    case 'stroke':
      session.strokes.carryOut(effect, surface);
      return;
    case 'area':
      session.areas.carryOut(effect, surface);
  }
}
