import { intersectRect, isEmptyRect, type Rect, type Size } from '../../src/core/geometry/rect';
import { encodeRunLength } from '../../src/core/mask/runLength';
import type { Followed } from '../../src/core/propagation/followObjects';
import { rectMask } from './sidecars';

/** Where an object is on each slice; it is absent where there is nothing. */
export type Body = (slice: number) => Rect | undefined;

const nothing: Rect = { x0: 0, y0: 0, x1: 0, y1: 0 };

/** A volume with a body, and a model that finds of it what lies in the box. */
export function bodyModel(body: Body, size: Size & { readonly slices: number }): Followed & { asked: number[] } {
  const asked: number[] = [];
  return {
    info: size,
    prompts: { mask: true },
    asked,
    see: ({ slice }) => {
      const data = new Uint8Array(size.width * size.height).fill(60);
      const mask = rectMask(size, body(slice) ?? nothing);
      for (let at = 0; at < data.length; at++) if (mask.data[at] === 1) data[at] = 180;
      return Promise.resolve({ ...size, channels: 1, data });
    },
    ask: ({ slice }, prompts) => {
      asked.push(slice);
      return Promise.resolve(
        prompts.map(({ box }) => {
          const found = intersectRect(body(slice) ?? nothing, box!);
          return { mask: encodeRunLength(rectMask(size, isEmptyRect(found) ? nothing : found)) };
        }),
      );
    },
  };
}
