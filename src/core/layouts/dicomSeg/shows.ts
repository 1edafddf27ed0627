import { bytesOf, parseFile } from '../../formats/dicom/dataSet';
import { nativeBytes } from '../../formats/dicom/frames';
import { frameGroups } from '../../formats/dicom/functionalGroups';
import { readImagePixel } from '../../formats/dicom/imagePixel';
import { readSegmentation } from '../../formats/dicom/segmentation/segmentation';
import { unpackBits } from '../../formats/dicom/stored';
import { numberOf } from '../../image/slicePlace';
import { Mask } from '../../mask/mask';
import { areaOf, encodeRunLength, type RunLengthMask } from '../../mask/runLength';
import type { Sidecar } from '../../sidecar/sidecar';
import type { LayoutObject } from '../layout';

/**
 * Whether a file is a binary Segmentation of these masks, whoever has written it: the same pixels under the same labels on the
 * same slices. One with compressed pixels counts as another.
 * @param image that the masks are of; in a series, frames are found by the instances of its slices
 * @throws UserError `damaged`
 */
export function showsMasks(bytes: Uint8Array, image: Sidecar['image'], objects: readonly LayoutObject[]): boolean {
  const { dataSet } = parseFile(bytes);
  const pixel = readImagePixel(dataSet);
  const { width, height, frames, bitsAllocated, element } = pixel;
  const segmentation = readSegmentation(dataSet, frameGroups(dataSet), frames);
  if (segmentation?.kind !== 'binary' || bitsAllocated !== 1 || width !== image.width || height !== image.height) {
    return false;
  }
  const data = bytesOf(dataSet).subarray(element.dataOffset, element.dataOffset + element.length);
  if (element.isDelimited === true || data.length < nativeBytes(pixel)) return false;
  const numbers = image.instances && new Map(image.instances.map((instance, number) => [instance, number]));
  const labels = new Map(segmentation.segments.map(({ number, label }) => [number, label]));
  const shown = segmentation.frames.flatMap(({ segment, source }, frame) => {
    const mask = encodeRunLength(new Mask(width, height, unpackBits(data, frame * width * height, width * height)));
    const slice = source && (numbers === undefined ? source.frame : numbers.get(source.instance));
    return areaOf(mask) === 0 ? [] : [keyOf(labels.get(segment ?? 0), slice, mask)];
  });
  const wanted = objects
    .filter(({ mask }) => areaOf(mask) > 0)
    .map((object) => keyOf(object.label, numberOf(object, image.slices), object.mask));
  return JSON.stringify(shown.sort()) === JSON.stringify(wanted.sort());
}

function keyOf(label: string | undefined, slice: number | undefined, { counts }: RunLengthMask): string {
  return JSON.stringify([label, slice, counts]);
}
