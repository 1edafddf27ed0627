import { writeFileSync } from 'node:fs';
import { encode } from 'fast-png';
import { roundOutward } from '../../src/core/geometry/rect';
import { encodeRunLength } from '../../src/core/mask/runLength';
import type { LoadedModel } from '../../src/core/protocol/inferenceApi';
import type { Segmenter } from '../../src/node/inference/segmenter';
import { rectMask } from './sidecars';

/** Size of the images that {@link boxSegmenter} finds taught labels in. */
export const boxSize = { width: 40, height: 30 };

export const boxModel: LoadedModel = {
  ...{ name: 'boxes', sha256: 'ab', device: 'cpu', ms: 1, memory: 1 },
  prompts: { box: true, point: true, mask: true },
};

/** A grey image of that size. */
export function writeBoxImage(file: string): void {
  const data = new Uint8Array(boxSize.width * boxSize.height).fill(50);
  writeFileSync(file, encode({ ...boxSize, data, depth: 8, channels: 1 }));
}

/** A model whose mask is the box, and that finds every taught label in one corner. */
export function boxSegmenter(onSegment: () => void | Promise<void> = () => undefined, loaded = boxModel): Segmenter {
  return {
    start: () => Promise.resolve(loaded),
    find: (_, decoders) =>
      Promise.resolve({
        objects: decoders.map(() => ({
          mask: encodeRunLength(rectMask(boxSize, { x0: 2, y0: 2, x1: 9, y1: 9 })),
          quality: 0.7,
        })),
        ms: { encode: 1, decode: 1 },
      }),
    segment: async ({ width, height }, prompts) => {
      await onSegment();
      const objects = prompts.map((prompt) => ({
        mask: encodeRunLength(rectMask({ width, height }, roundOutward(prompt!.box!))),
        quality: 0.8,
      }));
      return { objects, ms: { encode: 1, decode: 1 } };
    },
  };
}
