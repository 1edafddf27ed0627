import { expect } from 'vitest';
import { inspectMasks } from '../../../src/node/masks/maskStore';
import type { Scene } from './scene';

/** What a folder shows, without when and by which run. */
export interface Seen {
  readonly images: readonly string[];
  readonly views: readonly string[];
  readonly human: readonly string[];
}

export async function look(scene: Scene): Promise<Seen> {
  const contents = scene.contents();
  const views: string[] = [];
  const human: string[] = [];
  for (const image of scene.images) {
    const objects = await scene.view(image);
    views.push(JSON.stringify(objects.map(({ id, mask, origin, status }) => ({ id, mask, origin, status }))));
    human.push(JSON.stringify(objects.filter(({ by }) => by === 'a person')));
  }
  return { images: scene.imageFiles.map((file) => contents[file] ?? 'gone'), views, human };
}

/** After a fault: images are as they were, each view is the old or the new one, and nothing looks like another program's. */
export async function checkAfterFault(scene: Scene, before: Seen, after: Seen, where: string): Promise<void> {
  const now = await look(scene);
  expect(now.images, where).toEqual(before.images);
  for (const [i, view] of now.views.entries()) {
    expect([before.views[i], after.views[i]], `${where}: what is shown of ${scene.images[i]!}`).toContain(view);
  }
}

/** Once someone has worked in the folder: sidecars and mask files agree, and nothing is left over. */
export async function checkWhole(scene: Scene, where: string): Promise<void> {
  for (const image of scene.images) {
    const { state, faults } = await inspectMasks(scene.at(image));
    expect(state, `${where}: ${image}`).not.toBe('foreign');
    expect(faults, `${where}: ${image}`).toEqual([]);
  }
  expect(scene.leftovers(), `${where}: left over`).toEqual([]);
}
