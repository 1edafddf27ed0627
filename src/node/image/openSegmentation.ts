import path from 'node:path';
import type { SegmentationInfo } from '../../core/image/segmentationInfo';
import { volumeOf } from '../../core/image/slicePlace';
import type { Message } from '../../core/text/message';
import type { PooledImage } from '../decode/decodePool';
import { findSource } from '../series/findSource';
import {
  contentOf,
  describeAlone,
  describeGround,
  ownSlices,
  placeFrames,
  readFrameMasks,
  unionOf,
} from './dicomSegmentation';
import { imageOfFile, inFile, withRemarks, type OpenContext, type OpenedImage } from './openedImage';
import { openSeries } from './openSeries';

/**
 * Opens a DICOM Segmentation: its segments are objects over the image that they were made of, where that is found in or near the
 * folder and their pixels lie on each other, and over their own pixels otherwise. The file is never written.
 * @throws UserError as `openImage`
 */
export async function openSegmentation(
  target: string,
  opened: PooledImage,
  segmentation: SegmentationInfo,
  context: OpenContext,
): Promise<OpenedImage> {
  const own = imageOfFile(target, opened);
  try {
    const masks = await inFile(target, () => readFrameMasks(opened, context.token));
    const found = await findSource(target, new Set(segmentation.sources), context);
    if (found !== undefined) {
      const { place, header } = found;
      const file = path.join(found.folder, found.name);
      const ground =
        place.series === undefined
          ? imageOfFile(file, await inFile(file, () => context.decoders.open(file, { asFrames: true })))
          : await openSeries(place.series, place, context.decoders);
      const { series } = place;
      const instance = header.instanceUid;
      const slices = placeFrames({ info: ground.info, instance, ...(series && { series }) }, segmentation, masks);
      if (slices !== undefined) {
        own.dispose();
        const content = contentOf(segmentation, masks, slices, ground.info.slices);
        const first = content.objects[0] ?? { slice: 0 };
        const info = withRemarks(ground.info, describeGround(ground.path, masks, slices));
        return { ...ground, path: target, slice: first.slice, volume: volumeOf(first), info, content };
      }
      ground.dispose();
    }
    const file = found && path.join(found.folder, found.name);
    return alone(own, segmentation, masks, describeAlone(file));
  } catch (error) {
    own.dispose();
    throw error;
  }
}

/** A segmentation over pixels of its own: 1 wherever there is a segment. */
function alone(
  own: OpenedImage,
  segmentation: SegmentationInfo,
  masks: Parameters<typeof contentOf>[1],
  remark: Message,
): OpenedImage {
  const { frames, info } = ownSlices(own.info, segmentation);
  const slices = new Map(frames.flatMap((ofSlice, slice) => ofSlice.map((frame) => [frame, slice] as const)));
  const content = contentOf(segmentation, masks, slices, info.slices);
  const { sources: _ofFrames, ...image } = own;
  return {
    ...image,
    slice: content.objects[0]?.slice ?? 0,
    info: withRemarks(info, [remark]),
    content,
    readSlice: async (index) => {
      const ofSlice = frames[index];
      if (ofSlice === undefined) throw new RangeError(`Slice ${index} is outside 0 to ${frames.length - 1}.`);
      const read = await Promise.all(ofSlice.map((frame) => own.readSlice(frame)));
      return unionOf(read, segmentation.threshold);
    },
  };
}
