import type { RgbImage } from '../../src/core/image/rgbImage';
import type { Mask } from '../../src/core/mask/mask';
import { closeUp } from '../../src/core/quality/closeUp';
import type { Evidence } from '../../src/core/quality/signal';

/** Evidence of a mask that nobody doubts, under an image that is bright where the mask is. */
export function evidenceOf(mask: Mask, rest: Partial<Evidence> & { readonly image?: RgbImage } = {}): Evidence {
  const { width, height } = mask;
  const drawn = { width, height, channels: 1, data: mask.data.map((value) => 50 + 150 * value) } as const;
  const { image = drawn, ...given } = rest;
  const shown = closeUp(mask, image);
  if (shown === undefined) throw new RangeError('There is nothing in the mask.');
  return {
    prompt: { box: shown.bounds, points: [] },
    closeUp: shown,
    logits: Float32Array.from(mask.data, (value) => (value === 1 ? 8 : -8)),
    ...given,
  };
}
