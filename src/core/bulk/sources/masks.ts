import { placeNamed } from '../../image/sliceOfFile';
import { placeOf } from '../../image/slicePlace';
import type { AnnotationNote, TakeNote } from '../../layouts/annotationNote';
import { ImageFinder } from '../../layouts/findImage';
import type { FoundMask, Layout } from '../../layouts/layout';
import { loadReading, type LoadedReading, type MaskReading } from '../../layouts/maskReading';
import { namesWithVolumes } from '../../layouts/volumeNames';
import { detectLayout, layouts } from '../../layouts/registry';
import { decodeRunLength } from '../../mask/runLength';
import { counted } from '../../text/counted';
import { t, type Message } from '../../text/message';
import { understoodMasks } from './maskSets';
import { baseOf, besideFile, folderOf } from './namedImages';
import type { ImageAtHand, PlannedObject, PromptSource, SourceFolder } from './source';

interface Found {
  /** Its path is relative to the folder of the run. */
  readonly mask: FoundMask;
  /** As the layout names its place. */
  readonly named: { readonly slice?: number; readonly volume?: number };
}

/** A data set inside the folder of a run. */
interface MaskFolder {
  /** Relative to the folder of the run; empty for that itself. */
  readonly root: string;
  readonly layout: Layout;
  /** Its files, relative to it. */
  readonly paths: readonly string[];
}

/**
 * Masks and boxes that exist, in each layout that keeps them apart from the images, and in DICOM Segmentations and RT Structure Sets,
 * with the labels that these give them: the model is given the bounds of each and, if it was trained for that, the mask itself, to improve on it.
 * Of a box, which has no outline, it is given the box alone.
 *
 * @throws UserError `damaged` naming an index that is wrong
 */
export async function openMasks(
  { reading: asked = {} }: { reading?: MaskReading | undefined },
  folder: SourceFolder,
): Promise<PromptSource> {
  const reading = await loadReading(asked, (file) => folder.readText(file));
  const notes: AnnotationNote[] = [];
  const understood: Message[] = [];
  const byImage = new Map<string, Found[]>();
  for (const { root, layout, paths } of maskFolders(folder.files)) {
    const images = below(root, folder.images);
    const finder = new ImageFinder(images, folder.root === undefined ? {} : { folder: inRoot(folder.root, root) });
    const text = (path: string): Promise<string> => folder.readText(inRoot(root, path));
    const note: TakeNote = (each) => notes.push(inFolder(each, root));
    const listed = await layout.read({ paths, images, text, note, boxes: true });
    const all = listed.flatMap(({ masks }) => masks);
    understood.push(understoodMasks({ root, layout, images: listed.length, masks: all }, asked));
    for (const { names, masks, byPlace } of listed) {
      const hits = namesWithVolumes(names).map((named) => ({
        named,
        image: finder.find({ ...named, name: besideFile('', named.name) }),
      }));
      // An image that is not there fails under the name that the layout gives it.
      const hit = hits.find(({ image }) => typeof image === 'string');
      const placed = hit === undefined && byPlace && (await folder.imageByPlace?.(inFolder(byPlace, root)));
      const named = hit?.named ?? {};
      const path = typeof placed === 'string' ? placed : inRoot(root, String(hit?.image ?? names[0]!.name));
      const found = masks.map((mask) => ({ mask: relocated(mask, root), named }));
      add(byImage, path, found);
    }
  }
  const { segmentations = new Map<string, readonly string[]>() } = folder;
  if (segmentations.size > 0)
    understood.push(t`DICOM Segmentations and RT Structure Sets of ${counted(segmentations.size, 'image')}`);
  for (const [image, paths] of segmentations) {
    const found = paths.map((path): Found => ({ mask: { kind: 'segmentation', path }, named: {} }));
    add(byImage, image, found);
  }
  return {
    images: new Set(byImage.keys()),
    notes,
    understood,
    objectsIn: async (image) =>
      (await Promise.all((byImage.get(image.file) ?? []).map(objectsOf(image, reading)))).flat(),
  };
}

function add(byImage: Map<string, Found[]>, image: string, found: readonly Found[]): void {
  const known = byImage.get(image) ?? [];
  for (const each of found) known.push(each);
  byImage.set(image, known);
}

/** Whether a folder with these files has masks that can be prompts. */
export function hasMaskFolders(files: ReadonlySet<string>): boolean {
  return maskFolders(files).length > 0;
}

/** The data sets in a folder; a nested one is read separately. */
function maskFolders(files: ReadonlySet<string>): MaskFolder[] {
  const roots = [...new Set(['', ...[...files].filter(isIndex).map(folderOf)])].sort((a, b) => b.length - a.length);
  const read = new Set<string>();
  return roots.flatMap((root) => {
    const paths = below(
      root,
      [...files].filter((file) => !read.has(file)),
    );
    const layout = detectLayout(paths);
    if (layout === undefined || !isApart(layout)) return [];
    for (const path of paths) read.add(inRoot(root, path));
    return [{ root, layout, paths }];
  });
}

function isIndex(file: string): boolean {
  const name = baseOf(file);
  return layouts.some((layout) => layout.isIndex?.(name));
}

/** Masks beside images are the images' own, and a file for all images is a source of its own. */
function isApart({ isBesideImages, isSingleFile }: Layout): boolean {
  return !isBesideImages && !isSingleFile;
}

function below(root: string, files: readonly string[]): string[] {
  const prefix = inRoot(root, '');
  return files.filter((file) => file.startsWith(prefix)).map((file) => file.slice(prefix.length));
}

function inRoot(root: string, path: string): string {
  return root === '' ? path : `${root}/${path}`;
}

function inFolder<T extends { readonly file: string }>(named: T, root: string): T {
  return { ...named, file: inRoot(root, named.file) };
}

function relocated(mask: FoundMask, root: string): FoundMask {
  return mask.kind === 'inline' ? mask : { ...mask, path: besideFile(inRoot(root, ''), mask.path) };
}

function objectsOf(image: ImageAtHand, reading: LoadedReading): (found: Found) => Promise<PlannedObject[]> {
  return async ({ mask: found, named }) =>
    (await image.readFound(found, placeNamed(image, named), reading)).flatMap((object) => {
      if (object.box !== undefined)
        return [{ label: object.label, ...placeOf(object), prompt: { box: object.box, points: [] } }];
      const reference = decodeRunLength(object.mask);
      const box = reference.bounds;
      if (box === undefined) return [];
      const previous = image.prompts.mask ? { previous: reference } : {};
      return [{ label: object.label, ...placeOf(object), prompt: { box, points: [] }, ...previous, reference }];
    });
}
