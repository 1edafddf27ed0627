import { cp, readdir } from 'node:fs/promises';
import path from 'node:path';
import { encodeRunLength } from '../../src/core/mask/runLength';
import { Mask } from '../../src/core/mask/mask';
import type { SidecarObject } from '../../src/core/sidecar/sidecar';
import { saveMasks } from '../../src/node/masks/maskStore';
import { readMask } from './readMask';
import { validation } from './shared';

export const set = path.join(validation, 'jsrt_cxr');
export const label = { name: 'heart', value: 1, color: '#e69f00' };
export const names = async (): Promise<string[]> => (await readdir(path.join(set, 'images'))).sort();
export const target = (name: string): Promise<Mask> => readMask(path.join(set, 'masks', `${path.parse(name).name}__heart.png`));

export async function copyImages(folder: string, count: number): Promise<string[]> {
  const all = (await names()).slice(0, count);
  for (const name of all) await cp(path.join(set, 'images', name), path.join(folder, name));
  return all;
}

export function moved(mask: Mask, dx: number, dy: number): Mask {
  const out = new Mask(mask.width, mask.height);
  for (let y = 0; y < mask.height; y++)
    for (let x = 0; x < mask.width; x++) {
      const [u, v] = [x - dx, y - dy];
      if (u >= 0 && v >= 0 && u < mask.width && v < mask.height) out.data[y * mask.width + x] = mask.data[v * mask.width + u]!;
    }
  return out;
}

export function objectOf(mask: Mask, more: Partial<SidecarObject> = {}): SidecarObject {
  const { size, counts } = encodeRunLength(mask);
  const { x0, y0, x1, y1 } = mask.bounds!;
  return {
    ...{ id: '1', label: 'heart', slice: 0, prompt: { box: [x0, y0, x1, y1] as [number, number, number, number] } },
    mask: { size: [...size] as [number, number], counts: [...counts] },
    ...{ status: 'accepted', origin: 'human', by: 'anna', at: '2026-11-24T08:00:00.000Z' },
    ...more,
  } as SidecarObject;
}

export async function save(file: string, mask: Mask, objects: readonly SidecarObject[]): Promise<void> {
  await saveMasks({ path: file, width: mask.width, height: mask.height, slices: 1 }, { labels: [label], objects }, { writer: 'human' });
}
