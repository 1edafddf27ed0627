import { shortNames, splitPath } from '../imageNames';
import type { LayoutImage, LayoutWriter, WriteContext } from '../layout';
import { coveredArea, overlapLosses } from '../overlaps';
import { binarySegmentation, labelMapSegmentation, type SegmentationContext } from './segmentation';

/** A binary Segmentation for each image, which keeps overlaps. */
export function binaryWriter(context: WriteContext): Promise<LayoutWriter> {
  return writerOf(context, binarySegmentation, () => []);
}

/** A Label Map Segmentation for each image. */
export function labelMapWriter(context: WriteContext): Promise<LayoutWriter> {
  return writerOf(context, labelMapSegmentation, ({ objects }) => overlapLosses(coveredArea(objects)));
}

function writerOf(
  context: WriteContext,
  fileOf: (image: LayoutImage, context: SegmentationContext) => Uint8Array,
  lossesOf: (image: LayoutImage) => readonly string[],
): Promise<LayoutWriter> {
  const short = shortNames(context.images.map(({ path }) => path));
  return Promise.resolve({
    files: (image) => {
      const path = `${splitPath(image.path).folder}${short.get(image.path)!}_seg.dcm`;
      return { files: [{ kind: 'bytes', path, bytes: fileOf(image, context) }], losses: lossesOf(image) };
    },
    index: () => [],
  });
}
