import { splitPath } from '../imageNames';
import type { FoundImage, LayoutSource } from '../layout';
import { classesName, indexName, parseName } from './names';
import { parseClasses, parseIndex, type Classes, type Index } from './schema';

/** The images of the index, or, without one, of the names of the masks. */
export async function read({ paths, text }: LayoutSource): Promise<FoundImage[]> {
  const classes = paths.includes(classesName) ? parseClasses(await text(classesName)) : new Map();
  const index = paths.includes(indexName) ? parseIndex(await text(indexName)) : indexOfNames(paths);
  return [...index].map(([image, masks]) => ({
    names: namesOf(image),
    masks: masks.map((path) => ({ kind: 'mask', path, label: labelOf(path, classes) })),
  }));
}

/** The image's own path, or the case and slice that it was made from. */
function namesOf(image: string): FoundImage['names'] {
  const parsed = parseName(splitPath(image).name);
  const own = { name: image };
  if (parsed === undefined) return [own];
  const slice = parsed.slice.startsWith('z_') ? { slice: Number(parsed.slice.slice(2)) } : {};
  return [own, { name: parsed.case, ...slice }];
}

function indexOfNames(paths: readonly string[]): Index {
  const index = new Map<string, string[]>();
  for (const path of paths) {
    const { folder, name } = splitPath(path);
    if (parseName(name)?.class === undefined) continue;
    const image = `${folder.replace(/(^|\/)masks\/$/, '$1images/')}${name.replace(/--\d{4}_\d+\.png$/, '.png')}`;
    const masks = index.get(image);
    if (masks === undefined) index.set(image, [path]);
    else masks.push(path);
  }
  return index;
}

function labelOf(path: string, classes: Classes): string {
  const { dataset, class: id } = parseName(splitPath(path).name) ?? {};
  if (dataset === undefined || id === undefined) return splitPath(path).stem;
  const known = [...(classes.get(dataset) ?? [])].find(([, value]) => value === id);
  return known?.[0] ?? `class ${id}`;
}
