import { caseNames, splitPath } from '../imageNames';
import { jsonLines } from '../jsonText';
import type { LayoutFile, LayoutImage, LayoutWriter, TextFile, WriteContext } from '../layout';
import { writtenSlices } from '../slicesOf';
import { classesName, imageName, indexName, maskName, modalityToken, parseName } from './names';
import { parseClasses, parseIndex, type Index } from './schema';

/**
 * Images and masks under the names of SA-Med2D-20M, added to what is there: nothing is replaced, a mask gets the next free
 * instance, and a class that the mapping lacks the next free id. Volumes are written slice by slice.
 */
export async function writer(context: WriteContext): Promise<LayoutWriter> {
  const oldClasses = await context.text(classesName);
  const oldIndex = await context.text(indexName);
  const classes = new Map(
    [...(oldClasses === undefined ? [] : parseClasses(oldClasses))].map(([dataset, ids]) => [dataset, new Map(ids)]),
  );
  const index = oldIndex === undefined ? new Map<string, string[]>() : parseIndex(oldIndex);
  const cases = caseNames(context.images.map(({ path }) => path));
  return {
    files: (image) => ({
      files: writtenSlices(image).flatMap((slice) =>
        filesOf(image, slice, nameOf(image, slice, context, cases), classes),
      ),
      losses: [],
    }),
    index: (written) => [
      text(
        indexName,
        addToIndex(
          index,
          written.flatMap(({ paths }) => paths),
        ),
      ),
      text(
        classesName,
        Object.fromEntries([...classes].sort(byKey).map(([set, ids]) => [set, Object.fromEntries(ids)])),
      ),
    ],
  };
}

function nameOf(
  { path, slices, modality }: LayoutImage,
  slice: number,
  { dataset }: WriteContext,
  cases: ReadonlyMap<string, string>,
): string {
  const { name } = splitPath(path);
  if (slices === 1 && parseName(name) !== undefined && parseName(name)?.class === undefined) return name;
  return imageName({
    modality: modalityToken(modality),
    dataset,
    case: cases.get(path)!,
    slice: slices === 1 ? '2d_none' : `z_${String(slice).padStart(4, '0')}`,
  });
}

function filesOf(
  image: LayoutImage,
  slice: number,
  name: string,
  classes: Map<string, Map<string, string>>,
): LayoutFile[] {
  const isPng = image.slices === 1 && image.path.toLowerCase().endsWith('.png');
  const dataset = parseName(name)!.dataset;
  return [
    { kind: 'image', path: `images/${name}`, as: isPng ? 'copy' : 'shown', slice },
    ...image.objects
      .filter((object) => object.slice === slice)
      .map(({ label, mask }): LayoutFile => {
        const id = addClass(classes, dataset, label);
        return { kind: 'mask', mask, pathOf: (instance) => `masks/${maskName(name, id, instance)}` };
      }),
  ];
}

/** Id of a class, the next free one for a class that is new. */
function addClass(classes: Map<string, Map<string, string>>, dataset: string, label: string): string {
  const known = classes.get(dataset) ?? new Map<string, string>();
  classes.set(dataset, known);
  const highest = Math.max(-1, ...[...known.values()].map(Number));
  const id = known.get(label) ?? String(highest + 1).padStart(4, '0');
  known.set(label, id);
  return id;
}

/** Each image is followed by its masks. */
function addToIndex(index: Index, paths: readonly string[]): Readonly<Record<string, readonly string[]>> {
  const all = new Map([...index].map(([image, masks]) => [image, new Set(masks)]));
  let image = '';
  for (const path of paths) {
    if (path.startsWith('images/')) image = path;
    const masks = all.get(image) ?? new Set();
    all.set(image, masks);
    if (path !== image) masks.add(path);
  }
  return Object.fromEntries([...all].sort(byKey).map(([key, masks]) => [key, [...masks]]));
}

function byKey([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}

function text(path: string, content: Readonly<Record<string, unknown>>): TextFile {
  return { kind: 'text', path, text: `${jsonLines(content)}\n`, replaces: true };
}
