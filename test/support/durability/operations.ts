import { rmSync } from 'node:fs';
import { savedLayouts } from '../../../src/core/layouts/savedLayout';
import { maskFilesOf } from '../../../src/node/masks/maskFiles';
import { inspectMasks, redrawMaskFiles } from '../../../src/node/masks/maskStore';
import { openImage } from '../../../src/node/image/openImage';
import { imageOfMasks } from '../../../src/node/masks/imageOfMasks';
import { importMasks } from '../../../src/node/transfer/importMasks';
import type { Scene } from './scene';

/** Something that changes masks, and what it needs. */
export interface Operation {
  readonly prepare: (scene: Scene) => Promise<void>;
  readonly work: (scene: Scene) => Promise<unknown>;
  /** Whether it belongs to a run, so that undoing the run brings everything back. */
  readonly isRun?: true;
  /** Whether a person changes work of theirs. */
  readonly isPerson?: true;
  /** Whether the folder has a mask of another program before, which nothing else may touch. */
  readonly isForeign?: true;
}

const nothing = (): Promise<void> => Promise.resolve();
const run = async (scene: Scene, left: number): Promise<void> => {
  await scene.run(left);
};

export const operations: Readonly<Record<string, Operation>> = {
  'a first save': { prepare: nothing, work: (scene) => scene.save(scene.images[0]!, 1, 9), isPerson: true },
  'a save over a save': {
    prepare: (scene) => scene.save(scene.images[0]!, 1, 9),
    work: (scene) => scene.save(scene.images[0]!, 5),
    isPerson: true,
  },
  'a save that leaves nothing': {
    prepare: (scene) => scene.save(scene.images[0]!, 1),
    work: (scene) => scene.save(scene.images[0]!),
    isPerson: true,
  },
  'a run': { prepare: nothing, work: (scene) => scene.run(3), isRun: true },
  'a run beside a person’s work': {
    prepare: (scene) => scene.save(scene.images[1]!, 1, 9),
    work: (scene) => scene.run(3),
    isRun: true,
  },
  'a run that replaces': {
    prepare: (scene) => run(scene, 3),
    work: (scene) => scene.run(9, { replace: true }),
    isRun: true,
  },
  'an undo': { prepare: (scene) => run(scene, 3), work: (scene) => scene.undo(), isRun: true },
  'an undo of a run that replaced': {
    prepare: async (scene) => {
      await scene.run(3);
      await scene.run(9, { replace: true });
    },
    work: (scene) => scene.undo(),
    isRun: true,
  },
  'an import': {
    prepare: async (scene) => {
      await scene.save(scene.images[0]!, 1, 9);
      rmSync(scene.at(`${scene.images[0]!}.masks.json`));
    },
    work: async (scene) => {
      const request = { source: scene.folder, images: scene.folder, origin: 'human', by: 'tests' } as const;
      const { done, failed } = await importMasks(request);
      const isThere = (await scene.view(scene.images[0]!)).length > 0;
      if (done.length !== 1 && !isThere) throw new Error(`Nothing was imported: ${failed[0]?.message ?? ''}`);
    },
    isPerson: true,
    isForeign: true,
  },
  'drawing a mask file again': {
    prepare: async (scene) => {
      const image = scene.images[0]!;
      await scene.save(image, 1, 9);
      const { sidecar } = await inspectMasks(scene.at(image));
      rmSync(maskFilesOf(scene.at(image), sidecar!)[0]!.path);
    },
    work: async (scene) => {
      const image = await openImage(scene.at(scene.images[0]!));
      try {
        await redrawMaskFiles(imageOfMasks(image));
      } finally {
        image.dispose();
      }
    },
  },
};

/** What someone does next. */
export const nextOperations: Readonly<Record<string, (scene: Scene, onlyNew: boolean) => Promise<unknown>>> = {
  'a person saves': (scene) => scene.save(scene.images[0]!, 7),
  'a run': (scene) => scene.run(4),
  'a run that replaces': (scene) => scene.run(4, { replace: true }),
  'the run is resumed': (scene) => scene.resume(),
  'the run is undone': (scene, onlyNew) => scene.undo({ onlyNew }),
};

const formats = { beside: ['png', 'nifti'], objects: ['png', 'nifti'], 'dicom-seg': ['dicom'] } as const;

export const kinds = savedLayouts.flatMap((layout) =>
  formats[layout].map((format) => ({ layout, format, name: `${layout}, ${format}` })),
);
