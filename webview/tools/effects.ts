import type { GestureEffect } from '../../src/core/view/gesture';
import type { Session } from '../store/session';

/** Effects that the mouse and the keyboard's crosshair carry out alike. */
export type SharedEffect = Exclude<GestureEffect, { readonly kind: 'commit' | 'pan' | 'window' }>;

export function carryOut(effect: SharedEffect, session: Session): void {
  switch (effect.kind) {
    case 'draft':
      session.draw(effect.draft);
      return;
    case 'measure':
      session.measure(effect);
      return;
    case 'select':
      void session.select(effect.id);
      return;
    case 'stroke':
      session.strokes.carryOut(effect);
      return;
    case 'area':
      session.areas.carryOut(effect);
  }
}
