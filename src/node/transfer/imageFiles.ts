import { joinSlices } from '../../core/formats/joinSlices';
import { writeImageVolume } from '../../core/formats/nifti/imageVolume';
import { writeRgbPng } from '../../core/formats/png/rgb';
import { writeSamplesPng } from '../../core/formats/png/samples';
import type { Slice } from '../../core/image/slice';
import type { LayoutFile } from '../../core/layouts/layout';
import type { OpenedImage } from '../image/openImage';
import { readInferenceSlice } from '../inference/inferenceSlice';
import { readFile } from '../files/readFile';

type ImageFile = Extract<LayoutFile, { kind: 'image' }>;

/**
 * The bytes of an image's file in a layout.
 * @throws UserError `unsupported-encoding` for samples that the format cannot hold; `too-large`
 */
export async function imageBytes(image: OpenedImage, { as, slice }: ImageFile): Promise<Uint8Array> {
  switch (as) {
    case 'copy':
      if (image.part === undefined) return readFile(image.path);
      return writeSamplesPng(await image.readSlice(slice));
    case 'stored':
      return writeSamplesPng(await image.readSlice(slice));
    case 'shown':
      return writeRgbPng((await readInferenceSlice(image, { slice })).image);
    case 'volume':
      return volumeBytes(image);
  }
}

/** All slices of the first volume with their values. @throws UserError as {@link joinSlices} */
async function volumeBytes(image: OpenedImage): Promise<Uint8Array> {
  const { info, niftiHeader } = image;
  const slices: Slice[] = [];
  for (let index = 0; index < info.slices; index++) slices.push(await image.readSlice(index));
  return writeImageVolume({
    ...joinSlices(slices),
    ...(info.geometry === undefined ? {} : { geometry: info.geometry }),
    ...(niftiHeader === undefined ? {} : { niftiHeader }),
  });
}
