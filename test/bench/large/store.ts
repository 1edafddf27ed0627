import { copyFileSync, linkSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { Mask } from '../../../src/core/mask/mask';
import { encodeRunLength } from '../../../src/core/mask/runLength';
import type { MaskContent } from '../../../src/core/sidecar/maskContent';
import type { SidecarObject } from '../../../src/core/sidecar/sidecar';
import { openImage } from '../../../src/node/image/openImage';
import { endProcessWide } from '../../../src/node/processWide';
import { imageOfMasks, type ImageOfMasks } from '../../../src/node/masks/imageOfMasks';
import { loadMasks, saveMasks } from '../../../src/node/masks/maskStore';
import { importMasks } from '../../../src/node/transfer/importMasks';
import { median, type Figures } from '../measure';
import { ct, ctFile, folder, labelCount, labelFile } from './inputs';

const runs = 5;

/**
 * How long the masks of a CT take to be written, by the store that the editor has in a thread: a box in an image without
 * masks, its removal, one box more among a hundred labels on thousands of slices; and to be imported. Medians.
 */
export async function largeStore(): Promise<Figures> {
  const image = ctFile();
  const inside = mkdtempSync(path.join(folder, 'store-'));
  try {
    const target = path.join(inside, path.basename(image));
    linkSync(image, target);
    const opened = await openImage(target);
    const of = imageOfMasks(opened);
    opened.dispose();
    const [first, second] = [box('a', 300), box('b', 301)];
    const [saves, undos]: [number[], number[]] = [[], []];
    for (let run = 0; run < runs; run++) {
      clear(inside, target);
      await save(of, { labels: [lesion], objects: [first] });
      saves.push(await save(of, { labels: [lesion], objects: [first, second] }));
      undos.push(await save(of, { labels: [lesion], objects: [first] }));
    }
    clear(inside, target);
    const source = path.join(inside, 'import');
    mkdirSync(source);
    copyFileSync(labelFile(labelCount), path.join(source, `${path.basename(image)}.mask.nii.gz`));
    const importMs = await timed(async () => {
      const { objects, failed } = await importMasks({ source, images: inside, origin: 'machine', by: 'bench' });
      if (failed.length > 0 || objects < labelCount) throw new Error(`Only ${objects} objects were imported.`);
    });
    const { content } = await loadMasks(of);
    const { labels, objects } = content!;
    const labelSaves: number[] = [];
    for (let run = 0; run < runs; run++) {
      const added = box(`new ${run}`, 300 + run);
      labelSaves.push(await save(of, { labels: [...labels, lesion], objects: [...objects, added] }));
    }
    return {
      saveMs: median(saves),
      undoMs: median(undos),
      labelsSaveMs: median(labelSaves),
      importMs,
      objects: objects.length,
    };
  } finally {
    await endProcessWide();
    rmSync(inside, { recursive: true });
  }
}

const lesion = { name: 'lesion', value: 200, color: '#e69f00' };

/** An object that a person has drawn a box around. */
function box(id: string, slice: number): SidecarObject {
  const { width, height } = ct;
  const mask = new Mask(width, height);
  for (let y = 200; y < 280; y++) mask.data.fill(1, y * width + 200, y * width + 290);
  const { size, counts } = encodeRunLength(mask);
  const work = { status: 'corrected', origin: 'human', by: 'bench', at: new Date(0).toISOString() } as const;
  return {
    ...{ id, label: lesion.name, slice, prompt: { box: [200, 200, 290, 280] } },
    mask: { size: [...size], counts: [...counts] },
    ...work,
  };
}

async function save(image: ImageOfMasks, content: MaskContent): Promise<number> {
  const { version } = await loadMasks(image);
  return timed(async () => {
    await saveMasks(image, content, { writer: 'human', expected: version });
  });
}

async function timed(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** Removes everything but the image. */
function clear(inside: string, image: string): void {
  for (const name of readdirSync(inside)) {
    if (name !== path.basename(image)) rmSync(path.join(inside, name), { recursive: true });
  }
}
