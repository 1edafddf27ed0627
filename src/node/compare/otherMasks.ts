import path from 'node:path';
import { UserError } from '../../core/base/error';
import type { RunRecord } from '../../core/bulk/journal';
import { masksInSlice, masksOf } from '../../core/compare/namedMasks';
import type { NamedMask } from '../../core/compare/pairMasks';
import { volumesOf, type ImageInfo } from '../../core/image/medicalImage';
import { placeAt } from '../../core/image/slicePlace';
import { sidecarName } from '../../core/sidecar/names';
import { parseSidecar, type SidecarLabel } from '../../core/sidecar/sidecar';
import { t } from '../../core/text/message';
import { openImage } from '../image/openImage';
import { commitOf, readCommitted } from './readCommitted';

/**
 * Masks of a file in any supported image format: one for each value of each slice.
 * @param image the one they are of
 * @throws UserError `damaged` when the sizes differ; `bad-input` when the file holds a picture; as `openImage`
 */
export async function masksOfFile(
  file: string,
  image: Pick<ImageInfo, 'width' | 'height' | 'slices' | 'volumes'>,
  labels: readonly SidecarLabel[],
): Promise<NamedMask[]> {
  const opened = await openImage(file);
  try {
    const { width, height, slices } = opened.info;
    const volumes = volumesOf(opened.info);
    if (width !== image.width || height !== image.height || slices !== image.slices) {
      throw new UserError('damaged', {
        file,
        problem: t`The masks have ${width} × ${height} × ${slices} pixels, but the image has ${image.width} × ${image.height} × ${image.slices}.`,
        advice: t`Choose a mask file of this image.`,
      });
    }
    if (volumes > 1 && volumes !== volumesOf(image)) {
      throw new UserError('damaged', {
        file,
        problem: t`The masks have ${volumes} volumes, but the image has ${volumesOf(image)}.`,
        advice: t`Choose a mask file of this image.`,
      });
    }
    // A DICOM Segmentation is opened as objects over its image.
    if (opened.content !== undefined) return masksOf(opened.content.objects);
    const masks: NamedMask[] = [];
    for (let i = 0; i < slices * volumes; i++) {
      const at = placeAt(i, slices);
      masks.push(...masksInSlice(await opened.readSlice(at.slice, at.volume), at, labels));
    }
    return masks;
  } catch (error) {
    throw error instanceof UserError ? error.inFile(file) : error;
  } finally {
    opened.dispose();
  }
}

/**
 * Masks beside an image as a branch or the last commit has them. It runs git, and so is for folders that the person trusts.
 * @param branch or a tag or a commit; the last commit when left out
 * @throws UserError `not-found` when git has none; `damaged`
 */
export async function committedMasks(image: string, branch?: string): Promise<NamedMask[]> {
  const folder = path.dirname(image);
  const name = sidecarName(path.basename(image));
  let text: string;
  try {
    text = await readCommitted(path.join(folder, name), branch && (await commitOf(folder, branch)));
  } catch (cause) {
    throw new UserError('not-found', {
      file: image,
      problem:
        branch === undefined
          ? t`The last commit contains no masks of this image.`
          : t`The branch ${branch} contains no masks of this image.`,
      advice: t`Commit its masks.json file with git first, or choose a mask file.`,
      cause,
    });
  }
  return masksOf(parseSidecar(text, `${name} (${branch ?? 'last commit'})`).objects);
}

/**
 * Masks of an image that a run has replaced.
 * @param image as the run names it: its path relative to the folder of the run
 * @returns undefined when the run has replaced none
 * @throws UserError `damaged` when its journal holds no sidecar
 */
export function replacedMasks({ head, begun }: RunRecord, image: string): NamedMask[] | undefined {
  const before = begun.get(image);
  return before === undefined ? undefined : masksOf(parseSidecar(before, `${image} before run ${head.id}`).objects);
}
