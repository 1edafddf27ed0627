import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { formatSidecar, parseSidecar, type Sidecar, type SidecarObject } from '../../../src/core/sidecar/sidecar';
import type { SavedLayout } from '../../../src/core/layouts/savedLayout';
import { inspectMasks, loadMasks, redrawMaskFiles, saveMasks } from '../../../src/node/masks/maskStore';
import { openImage } from '../../../src/node/image/openImage';
import { imageOfMasks } from '../../../src/node/masks/imageOfMasks';
import { Scene } from '../../support/durability/scene';
import { liver, rectObject } from '../../support/sidecars';

const size = { width: 24, height: 16 };
const object = (id: string, left: number, fields: Partial<SidecarObject> = {}): SidecarObject =>
  rectObject(size, { x0: left, y0: 3, x1: left + 4, y1: 8 }, { id, run: 'r1', ...fields });

const scenes: Scene[] = [];
afterEach(() => {
  for (const scene of scenes.splice(0)) scene.dispose();
});

/** A folder whose first image has an object of a run and one of a person. */
async function marked(layout: SavedLayout): Promise<Scene> {
  const scene = new Scene({ layout, format: 'png' }, { count: 1 });
  scenes.push(scene);
  const image = { ...size, slices: 1, path: scene.at('a.png') };
  const objects = [object('1', 2), object('2', 10, { origin: 'human', status: 'accepted' })];
  await saveMasks(image, { labels: [liver], objects }, { writer: 'human', layout });
  return scene;
}

/** Edits the sidecar as a user does in an editor of text. */
function edit(scene: Scene, change: (sidecar: Sidecar) => Sidecar): void {
  const file = scene.at('a.png.masks.json');
  writeFileSync(file, formatSidecar(change(parseSidecar(readFileSync(file, 'utf8'), file))));
}

/** What a sidecar is after a user has edited it: of the first kind nothing can be read. */
const broken: Readonly<Record<string, (text: string) => string>> = {
  'of 0 bytes': () => '',
  'that is {}': () => '{}',
  'that is null': () => 'null',
  'that is no JSON': (text) => text.slice(0, -20),
  'without objects': (text) => text.replace(/"masks": .*\n/, '').replace(/"objects": \[[^]*\]/, '"objects": []'),
};

describe.each(['beside', 'objects'] as const)('masks in the layout %s', (layout) => {
  it.each(Object.keys(broken))('beside a sidecar %s are reported by runs, and stay', async (kind) => {
    const scene = await marked(layout);
    const file = scene.at('a.png.masks.json');
    writeFileSync(file, broken[kind]!(readFileSync(file, 'utf8')));
    const before = scene.contents();
    for (const replace of [false, true]) {
      await expect(scene.run(5, { replace })).rejects.toMatchObject({
        code: 'damaged',
        message: expect.stringMatching(/a\.png\.masks\.json: .+\. Restore it from version control/) as unknown,
      });
      expect(scene.contents()).toEqual(before);
    }
    expect((await inspectMasks(scene.at('a.png'))).damage).toMatchObject({ file });
  });

  it('that their sidecar no longer has are reported by runs, and stay', async () => {
    const scene = await marked(layout);
    edit(scene, ({ objects, masks, ...sidecar }) => ({
      ...{ ...sidecar, objects: objects.slice(0, 1) },
      ...(masks === undefined ? {} : { masks: masks.slice(0, 1) }),
    }));
    const before = scene.contents();
    const run = scene.run(5, { replace: true });
    if (layout === 'beside') {
      await expect(run).rejects.toThrow(/a\.png\.mask\.png: The mask file shows something other than its sidecar/);
      expect(scene.contents()).toEqual(before);
      // A thorough inspection finds it, and a user can decide that the sidecar is right.
      const { faults } = await inspectMasks(scene.at('a.png'), true);
      expect(faults).toEqual([{ file: scene.at('a.png.mask.png'), kind: 'differs' }]);
      const image = await openImage(scene.at('a.png'));
      await redrawMaskFiles(imageOfMasks(image), true);
      image.dispose();
      expect((await inspectMasks(scene.at('a.png'), true)).faults).toEqual([]);
      await scene.run(5, { replace: true });
    } else {
      // The file of an object that the sidecar does not name belongs to nobody.
      await run;
      expect(scene.contents()['masks/a__liver_1.png']).toBe(before['masks/a__liver_1.png']);
    }
  });

  it('are not removed by undoing a run after their sidecar was edited', async () => {
    const scene = new Scene({ layout, format: 'png' }, { count: 1 });
    scenes.push(scene);
    await scene.run(3);
    const image = { ...size, slices: 1, path: scene.at('a.png') };
    const { content, version } = await loadMasks(image);
    const objects = [...content!.objects, object('mine', 14, { origin: 'human', status: 'accepted' })];
    await saveMasks(image, { ...content!, objects }, { writer: 'human', expected: version });
    edit(scene, ({ objects: all, masks, ...sidecar }) => ({
      ...{ ...sidecar, objects: all.slice(0, 1) },
      ...(masks === undefined ? {} : { masks: masks.slice(0, 1) }),
    }));
    const before = scene.contents();
    const summary = await scene.undo();
    if (layout === 'beside') {
      expect(summary!.left).toMatchObject([{ file: 'a.png', code: 'damaged' }]);
      expect(scene.contents()).toEqual(before);
    } else {
      expect(readdirSync(path.join(scene.folder, 'masks'))).toEqual(['a__liver_1.png']);
    }
  });
});
