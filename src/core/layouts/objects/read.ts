import { shortNames, splitPath } from '../imageNames';
import type { FoundImage, FoundMask, LayoutSource } from '../layout';
import { masksFolder, parseRest, splitMaskPath } from './names';

/** Masks of single objects. The owner is the image with the longest name that is a prefix of the mask's name. */
export function read({ paths, images }: LayoutSource): Promise<FoundImage[]> {
  const known = knownImages(images);
  const found = new Map<string, FoundImage & { readonly masks: FoundMask[] }>();
  for (const path of paths) {
    const split = splitMaskPath(path);
    if (split === undefined) continue;
    const { short, image } = ownerOf(split, known);
    const { label, ...place } = parseRest(split.name.slice(short.length + 2));
    const key = JSON.stringify([image, place]);
    const entry = found.get(key) ?? { names: [{ name: image, ...place }], masks: [] };
    entry.masks.push({ kind: 'mask', path, label });
    found.set(key, entry);
  }
  return Promise.resolve([...found.values()]);
}

/** Images by the folder of their masks and their name in it, short or whole. */
function knownImages(images: readonly string[]): ReadonlyMap<string, string> {
  const short = shortNames(images);
  return new Map(
    images.flatMap((path) => {
      const { folder, name } = splitPath(path);
      return [name, short.get(path)!].map((known) => [masksFolder(folder) + known, path] as const);
    }),
  );
}

function ownerOf(
  { folder, name }: { readonly folder: string; readonly name: string },
  known: ReadonlyMap<string, string>,
): { readonly short: string; readonly image: string } {
  for (let end = name.lastIndexOf('__'); end > 0; end = name.lastIndexOf('__', end - 1)) {
    const short = name.slice(0, end);
    const image = known.get(`${folder}masks/${short}`);
    if (image !== undefined) return { short, image };
  }
  const short = name.slice(0, name.indexOf('__'));
  return { short, image: folder + short };
}
