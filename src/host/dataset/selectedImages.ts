import path from 'node:path';
import { UserError } from '../../core/base/error';
import { t } from '../../core/text/message';
import { isInside } from '../../node/files/isInside';
import { slashPath } from '../../node/files/slashPath';
import type { Dataset } from './dataset';
import type { DatasetNode } from './datasetItem';

/** Images that are selected in the Dataset view. */
export interface SelectedImages {
  /** Absolute path of the workspace folder. */
  readonly folder: string;
  /** Their paths below it. */
  readonly images: readonly string[];
}

/**
 * The images of several selected rows: those rows themselves, and all below rows of folders.
 * @throws UserError `bad-input` for rows of different workspace folders, or none that has images
 */
export async function selectedImages(
  nodes: readonly DatasetNode[],
  dataset: Pick<Dataset, 'find'>,
  roots: readonly string[],
): Promise<SelectedImages> {
  const places = nodes.flatMap((node) => {
    if (node.kind === 'image') return [path.join(node.image.root, node.image.path)];
    return node.kind === 'group' && node.folder !== undefined ? [path.normalize(node.folder)] : [];
  });
  const within = (root: string): boolean => places.every((place) => isInside(root, place));
  const folder = roots.find((root) => places.length > 0 && within(root));
  if (folder === undefined) {
    throw new UserError('bad-input', {
      problem: t`The selected rows are no images of one workspace folder.`,
      advice: t`Select images or folders of one workspace folder.`,
    });
  }
  const { images } = await dataset.find({ root: folder, filter: [], order: 'name', offset: 0 });
  const chosen = images.filter((image) => places.some((place) => isInside(place, path.join(folder, image.path))));
  return { folder, images: chosen.map((image) => slashPath(folder, path.join(folder, image.path))) };
}
