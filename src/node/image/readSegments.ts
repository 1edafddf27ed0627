import path from 'node:path';
import { UserError } from '../../core/base/error';
import { numberOf, placeOf } from '../../core/image/slicePlace';
import type { LayoutObject } from '../../core/layouts/layout';
import { t } from '../../core/text/message';
import { imagePlaceOf } from '../series/folderSeries';
import { readSeriesHeaders } from '../series/headers';
import { contentOf, placeFrames, readFrameMasks, type Ground } from './dicomSegmentation';
import { inFile, type OpenContext, type OpenedImage } from './openedImage';

/**
 * The segments of a DICOM Segmentation that lie on slices of an image, in the order of the slices. Slices of a series whose
 * files have masks of their own are left out.
 * @throws UserError that names the file: `damaged` when it is no segmentation, or its pixels do not lie on those of the
 * image; and what reading it throws
 */
export async function readSegments(target: string, image: OpenedImage, context: OpenContext): Promise<LayoutObject[]> {
  const opened = await inFile(target, () => context.decoders.open(target));
  try {
    const { segmentation } = opened;
    if (segmentation === undefined)
      throw new UserError('damaged', { file: target, problem: t`The file is not a DICOM Segmentation.` });
    const masks = await inFile(target, () => readFrameMasks(opened, context.token));
    const slices = placeFrames(await groundOf(image, context), segmentation, masks);
    if (slices === undefined) {
      throw new UserError('damaged', {
        file: target,
        problem: t`The pixels of these segments do not align with those of ${path.basename(image.path)}.`,
      });
    }
    const ofVolume = image.info.slices;
    const open = image.files && new Set(image.files.map((at) => numberOf(at, ofVolume)));
    return contentOf(segmentation, masks, slices, ofVolume)
      .objects.filter((object) => open?.has(numberOf(object, ofVolume)) ?? true)
      .map(({ label, mask, ...object }) => ({ label, ...placeOf(object), mask }));
  } finally {
    opened.close();
  }
}

async function groundOf({ path: target, info, instances }: OpenedImage, context: OpenContext): Promise<Ground> {
  const [folder, name] = [path.dirname(target), path.basename(target)];
  const [file] = await readSeriesHeaders(folder, [name], context);
  const { series } = instances === undefined ? {} : await imagePlaceOf(target, 'whole', context);
  return { info, instance: file?.header.instanceUid ?? '', ...(series && { series }) };
}
