import { encodeRunLength } from '../../src/core/mask/runLength';
import { Mask } from '../../src/core/mask/mask';
import type { Rect, Size } from '../../src/core/geometry/rect';
import type { SidecarLabel, SidecarObject } from '../../src/core/sidecar/sidecar';

/** A mask of a filled rectangle. */
export function rectMask({ width, height }: Size, { x0, y0, x1, y1 }: Rect): Mask {
  const mask = new Mask(width, height);
  for (let y = y0; y < y1; y++) mask.data.fill(1, y * width + x0, y * width + x1);
  return mask;
}

export const liver: SidecarLabel = { name: 'liver', value: 1, color: '#e69f00' };
export const lesion: SidecarLabel = { name: 'lesion', value: 300, color: '#56b4e9' };

/** An object as a machine makes it: a rectangle of an image. */
export function rectObject(size: Size, rect: Rect, fields: Partial<SidecarObject> = {}): SidecarObject {
  const { size: stored, counts } = encodeRunLength(rectMask(size, rect));
  return {
    id: '1',
    label: 'liver',
    slice: 0,
    prompt: { box: [rect.x0, rect.y0, rect.x1, rect.y1] },
    mask: { size: [...stored], counts: [...counts] },
    quality: 0.9,
    status: 'draft',
    origin: 'machine',
    model: { name: 'tiny', sha256: 'ab' },
    by: 'tests',
    at: '2026-11-24T08:00:00.000Z',
    ...fields,
  };
}
