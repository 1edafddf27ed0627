import { isSamePlace, type DrawingPlace } from '../../src/core/image/slicePlace';
import type { Draft } from '../../src/core/view/gesture';
import type { Shape } from './objects';

/** A prompt with the mask that the model last gave for it. */
export interface DraftView extends Draft {
  readonly place: DrawingPlace;
  readonly shape?: Shape;
  readonly quality?: number;
}

/** The prompts at a place. */
export function draftsAt(place: DrawingPlace | undefined, drafts: readonly DraftView[]): readonly DraftView[] {
  return place === undefined ? [] : drafts.filter((draft) => isSamePlace(draft.place, place));
}
