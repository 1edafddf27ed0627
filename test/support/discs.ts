import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { encode } from 'fast-png';
import type { Rect } from '../../src/core/geometry/rect';
import type { Mask } from '../../src/core/mask/mask';
import { inscribedEllipse } from '../../src/core/metrics/inscribedEllipse';
import { writeBinaryPng } from '../../src/core/formats/png/labelMap';

export const size = { width: 160, height: 120 };

/** A mask of a disc. */
export function disc(box: Rect): Mask {
  return inscribedEllipse(size, box);
}

/** A grey PNG: bright discs on a dark ground. */
export function discImage(...boxes: readonly Rect[]): Uint8Array {
  const data = new Uint8Array(size.width * size.height).fill(40);
  for (const box of boxes) {
    for (const [i, value] of disc(box).data.entries()) if (value === 1) data[i] = 200;
  }
  return encode({ ...size, data, depth: 8, channels: 1 });
}

/** Writes a data set of one image with the reference masks of its discs. */
export function writeDiscSet(folder: string, ...boxes: readonly Rect[]): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'image.png'), discImage(...boxes));
  const index: Record<string, string> = {};
  for (const [i, box] of boxes.entries()) {
    writeFileSync(path.join(folder, `mask_${i}.png`), writeBinaryPng(disc(box)));
    index[`mask_${i}.png`] = 'image.png';
  }
  writeFileSync(path.join(folder, 'label2image_test.json'), JSON.stringify(index));
}
