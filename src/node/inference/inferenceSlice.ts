import { defaultWindow } from '../../core/image/applyWindow';
import { toRgb } from '../../core/image/toRgb';
import { isSameWindow, plainWindow, type Window } from '../../core/image/window';
import type { InferenceImage } from '../../core/protocol/inferenceApi';
import { numberOf, type SlicePlace } from '../../core/image/slicePlace';
import type { OpenedImage } from '../image/openImage';

/** A slice as the model is to see it, and the window that made it so. */
export interface InferenceSlice {
  readonly image: InferenceImage;
  /** null for 8-bit images, which are shown as they are. */
  readonly window: Window | null;
  /** Whether that is the slice's own default. */
  readonly isDefaultWindow: boolean;
}

/**
 * Decodes a slice for the model.
 * @param window the slice's own default when left out
 * @throws UserError that names the file
 */
export async function readInferenceSlice(
  image: OpenedImage,
  at: SlicePlace,
  window?: Window | null,
): Promise<InferenceSlice> {
  const slice = await image.readSlice(at.slice, at.volume);
  const own = defaultWindow(slice);
  const shown = window === undefined ? own : window;
  const number = numberOf(at, image.info.slices);
  const key = JSON.stringify([image.contentHash, number, plainWindow(shown)]);
  return {
    image: { key, ...toRgb(slice, shown) },
    window: shown,
    isDefaultWindow: isSameWindow(shown, own),
  };
}
