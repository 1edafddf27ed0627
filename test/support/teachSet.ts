import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { encode } from 'fast-png';
import type { RgbImage } from '../../src/core/image/rgbImage';
import { encodeRunLength } from '../../src/core/mask/runLength';
import { Mask } from '../../src/core/mask/mask';
import { seededRandom } from '../../src/core/statistics/random';
import type { SidecarObject } from '../../src/core/sidecar/sidecar';
import { saveMasks } from '../../src/node/masks/maskStore';

const side = 64;
const teachSize = { width: side, height: side };

/** A small image with a bright disc somewhere on a dark noisy ground, and the disc's mask. */
export function discExample(index: number): { readonly image: RgbImage; readonly mask: Mask } {
  const random = seededRandom(`image ${String(index)}`);
  const [cx, cy, radius] = [16 + 32 * random(), 16 + 32 * random(), 8 + 8 * random()];
  const mask = new Mask(side, side);
  const data = Uint8Array.from({ length: side * side }, (_, at) => {
    const inside = ((at % side) - cx) ** 2 + (Math.floor(at / side) - cy) ** 2 < radius ** 2;
    if (inside) mask.data[at] = 1;
    return (inside ? 190 : 40) + 40 * random();
  });
  return { image: { ...teachSize, channels: 1, data }, mask };
}

/** The name of an image of {@link writeTeachSet}. */
export const discName = (index: number): string => `${String(index).padStart(2, '0')}.png`;

/** Writes such images, the first of them with their masks, which have the label “disc” and the given status. */
export async function writeTeachSet(
  folder: string,
  images: number,
  statuses: readonly SidecarObject['status'][],
): Promise<void> {
  mkdirSync(folder, { recursive: true });
  for (let i = 0; i < images; i++) {
    const { image, mask } = discExample(i);
    const file = path.join(folder, discName(i));
    writeFileSync(file, encode({ ...teachSize, data: Uint8Array.from(image.data), depth: 8, channels: 1 }));
    const status = statuses[i];
    if (status === undefined) continue;
    const { counts } = encodeRunLength(mask);
    const { x0, y0, x1, y1 } = mask.bounds!;
    const object: SidecarObject = {
      ...{ id: '1', label: 'disc', slice: 0, prompt: { box: [x0, y0, x1, y1] } },
      mask: { size: [side, side], counts: [...counts] },
      ...{ status, origin: status === 'draft' ? 'machine' : 'human', by: 'tests', at: '2026-11-24T08:00:00.000Z' },
    };
    const labels = [{ name: 'disc', value: 1, color: '#e69f00' }];
    await saveMasks({ path: file, ...teachSize, slices: 1 }, { labels, objects: [object] }, { writer: 'human' });
  }
}
