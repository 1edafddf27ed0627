import type { OpenedImage } from './openedImage';

/** A volume as an image of its own, which is disposed with the image. */
export function imageOfVolume(image: OpenedImage, volume: number): OpenedImage {
  const { volumes: _, ...info } = image.info;
  return { ...image, info, readSlice: (index) => image.readSlice(index, volume) };
}
