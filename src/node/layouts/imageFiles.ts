import { readFile } from 'node:fs/promises';
import { UserError } from '../../core/base/error';
import { writeImageVolume } from '../../core/formats/nifti/imageVolume';
import { writeRgbPng } from '../../core/formats/png/rgb';
import { writeSamplesPng } from '../../core/formats/png/samples';
import { newSamples, typeOfSamples } from '../../core/formats/samples';
import type { SampleArray } from '../../core/image/medicalImage';
import type { LayoutFile } from '../../core/layouts/layout';
import type { OpenedImage } from '../image/openImage';
import { lookAt } from '../inference/inferenceImage';

type ImageFile = Extract<LayoutFile, { kind: 'image' }>;

/**
 * The bytes of an image's file in a layout.
 * @throws UserError `unsupported-encoding` for samples that the format cannot hold
 */
export async function imageBytes(image: OpenedImage, { as, slice }: ImageFile): Promise<Uint8Array> {
  switch (as) {
    case 'copy':
      return readFile(image.path);
    case 'shown':
      return writeRgbPng((await lookAt(image, slice)).image);
    case 'stored':
      return writeSamplesPng(await image.readSlice(slice));
    case 'volume':
      return volumeBytes(image);
  }
}

/** Stored samples where all slices are scaled alike, otherwise modality values. */
async function volumeBytes(image: OpenedImage): Promise<Uint8Array> {
  const { info, niftiHeader } = image;
  const { width, height, slices, geometry } = info;
  if (info.channels === 3) {
    throw new UserError('unsupported-encoding', {
      problem: 'The image is in colour, which a volume cannot hold here.',
    });
  }
  const area = width * height;
  let data: SampleArray | undefined;
  let scale = { slope: 1, intercept: 0 };
  for (let index = 0; index < slices; index++) {
    const slice = await image.readSlice(index);
    const { slope, intercept } = slice;
    if (data === undefined) {
      scale = { slope, intercept };
      data = newSamples(typeOfSamples(slice.data), area * slices);
    } else if (scale.slope !== slope || scale.intercept !== intercept) {
      return modalityVolume(image);
    }
    data.set(slice.data, index * area);
  }
  return writeImageVolume({
    width,
    height,
    slices,
    channels: 1,
    data: data!,
    ...scale,
    ...(geometry === undefined ? {} : { geometry }),
    ...(niftiHeader === undefined ? {} : { niftiHeader }),
  });
}

async function modalityVolume(image: OpenedImage): Promise<Uint8Array> {
  const { width, height, slices, geometry } = image.info;
  const data = new Float32Array(width * height * slices);
  for (let index = 0; index < slices; index++) {
    const { data: stored, slope, intercept } = await image.readSlice(index);
    for (let at = 0; at < stored.length; at++) data[index * stored.length + at] = stored[at]! * slope + intercept;
  }
  const frame = geometry === undefined ? {} : { geometry };
  return writeImageVolume({ width, height, slices, channels: 1, data, slope: 1, intercept: 0, ...frame });
}
