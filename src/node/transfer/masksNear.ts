import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../../core/base/error';
import { ImageFinder } from '../../core/layouts/findImage';
import type { FoundImage, Layout } from '../../core/layouts/layout';
import { isInMaskFolder } from '../../core/layouts/maskFolders';
import { detectLayout } from '../../core/layouts/registry';
import { sidecarName } from '../../core/sidecar/names';
import { exists } from '../files/exists';
import { listFolder } from '../files/findImages';
import { slashPath } from '../files/slashPath';
import { readTextFile } from '../files/textFile';
import { imagesOfFiles } from '../image/openImage';
import { ImagesByPlace } from './imagesByPlace';

/** Masks of an image that something else has made. */
export interface MasksNear {
  /** Folder that is laid out. */
  readonly source: string;
  readonly layout: Layout;
}

/**
 * Looks for masks of an image without a sidecar in the layouts that are known: in its folder and in the one above, and in
 * their folders for masks.
 * @param image path of the file that the sidecar would lie beside
 * @param files of the image, where it is a series: masks of any of them count
 */
export async function findMasksNear(image: string, files: readonly string[] = [image]): Promise<MasksNear | undefined> {
  const folder = path.dirname(image);
  if (await exists(path.join(folder, sidecarName(path.basename(image))))) return undefined;
  for (const source of [folder, path.dirname(folder)]) {
    const images = files.map((file) => slashPath(source, file));
    const paths = [...new Set([...(await filesAround(source)), ...images])];
    const layout = detectLayout(paths);
    if (layout === undefined || layout.isSingleFile) continue;
    if (await hasMasks(layout, source, paths, images)) return { source, layout };
  }
  return undefined;
}

async function hasMasks(
  layout: Layout,
  source: string,
  paths: readonly string[],
  images: readonly string[],
): Promise<boolean> {
  const finder = new ImageFinder(images, { folder: source });
  try {
    const text = (target: string): Promise<string> => readTextFile(path.join(source, target));
    const found = await layout.read({ paths, images, text });
    const own = found.filter(({ masks }) => masks.length > 0);
    if (own.some(({ names }) => names.some((name) => typeof finder.find(name) === 'string'))) return true;
    return await isMeantByPlace(own, source, images);
  } catch (error) {
    // An invalid index is ignored here: the import reports it.
    if (error instanceof UserError) return false;
    throw error;
  }
}

/** Whether files whose names say nothing are for an image, of all that they could be for. */
async function isMeantByPlace(
  found: readonly FoundImage[],
  source: string,
  images: readonly string[],
): Promise<boolean> {
  const wanted = found.flatMap(({ byPlace }) => byPlace ?? []);
  if (wanted.length === 0) return false;
  const all = await imagesOfFiles(source, (await listFolder(source)).images);
  const places = new ImagesByPlace([...all.values()].map(({ image }) => path.join(source, image.path)));
  for (const each of wanted) {
    const image = await places.find({ ...each, file: path.join(source, each.file) });
    if (typeof image === 'string' && images.includes(slashPath(source, image))) return true;
  }
  return false;
}

/** Files in a folder and in its folders for masks. */
async function filesAround(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  for (const { name } of entries.filter((entry) => entry.isDirectory() && isInMaskFolder(`${entry.name}/`))) {
    const inside = await readdir(path.join(folder, name), { withFileTypes: true }).catch(() => []);
    files.push(...inside.filter((entry) => entry.isFile()).map((entry) => `${name}/${entry.name}`));
  }
  return files;
}
