import { UserError } from '../../src/core/base/error';
import { openSource } from '../../src/core/bulk/sources';
import type { ImageAtHand, PlannedObject, SourceFolder } from '../../src/core/bulk/sources/source';
import type { SourceSpec } from '../../src/core/bulk/sources/spec';
import { t } from '../../src/core/text/message';

/** A folder in memory: texts by path; images are the files that end like one. */
export function sourceFolder(texts: Readonly<Record<string, string>>): SourceFolder {
  return {
    images: Object.keys(texts).filter((path) => /\.(png|dcm|nii\.gz)$/.test(path)),
    files: new Set(Object.keys(texts)),
    readText: (path) => {
      const text = texts[path];
      return text === undefined
        ? Promise.reject(new UserError('not-found', { file: path, problem: t`The prompts cannot be read.` }))
        : Promise.resolve(text);
    },
  };
}

export function imageAtHand(file: string, fields: Partial<ImageAtHand> = {}): ImageAtHand {
  return {
    file,
    ...{ slice: 0, volume: 0, from: 0 },
    info: { width: 200, height: 100, slices: 1 },
    sidecar: undefined,
    prompts: { box: true, point: true, mask: true },
    note: () => undefined,
    ask: () => Promise.reject(new Error('Nobody was to be asked.')),
    see: () => Promise.reject(new Error('Nothing was to be seen.')),
    find: () => Promise.reject(new Error('Nothing was taught.')),
    readFound: () => Promise.reject(new Error('No mask was to be read.')),
    ...fields,
  };
}

/** What a source has for each of its images. */
export async function objectsByImage(
  spec: SourceSpec,
  texts: Readonly<Record<string, string>>,
): Promise<Record<string, readonly PlannedObject[]>> {
  const source = await openSource(spec, sourceFolder(texts));
  const objects: Record<string, readonly PlannedObject[]> = {};
  for (const image of source.images)
    objects[image] = (await source.objectsIn(imageAtHand(image))).map(({ annotation: _, ...object }) => object);
  return objects;
}

/** An object that is asked for by a box. */
export function boxed(label: string, x0: number, y0: number, x1: number, y1: number, slice = 0): PlannedObject {
  return { label, slice, prompt: { box: { x0, y0, x1, y1 }, points: [] } };
}
