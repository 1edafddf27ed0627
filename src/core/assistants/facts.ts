import type { DatasetImage } from '../dataset/datasetImage';
import { volumesOf, type ImageInfo } from '../image/medicalImage';
import { areaOf, boundsOf } from '../mask/runLength';
import type { SidecarObject } from '../sidecar/sidecar';

/**
 * What assistants learn of an image in a list. Everything is picked one by one: of a header only the modality, for names of
 * series and other texts in headers can say who a patient is.
 */
export function listedFacts({ path, status, objects, unreviewed, labels, quality, modality, slices }: DatasetImage) {
  return {
    image: path,
    status: status === 'machine' ? 'unreviewed' : status,
    masks: objects,
    unreviewed,
    labels,
    ...(quality === undefined ? {} : { quality: rounded(quality) }),
    ...(modality === '' ? {} : { modality }),
    ...(slices === undefined ? {} : { slices }),
  };
}

/** What assistants learn of an opened image. */
export function imageFacts(info: ImageInfo) {
  const { format, modality, width, height, slices, channels, unit, geometry, pixelSpacing } = info;
  const spacing = geometry?.spacing ?? pixelSpacing;
  return {
    format,
    ...(modality === '' ? {} : { modality }),
    ...{ width, height, slices, volumes: volumesOf(info), color: channels === 3 },
    ...(unit === '' ? {} : { unit }),
    ...(spacing === undefined ? {} : { spacingInMm: spacing.map(rounded) }),
  };
}

/** What assistants learn of a mask: not who has worked on it, nor the file it is from. */
export function maskFacts(object: SidecarObject, { pixelSpacing }: Pick<ImageInfo, 'pixelSpacing'>) {
  const { id, label, slice, volume, mask, status, origin, quality, reasons, locked, assistant } = object;
  const box = boundsOf(mask);
  const area = areaOf(mask);
  return {
    ...{ id, label, slice },
    ...(volume === undefined ? {} : { volume }),
    status: status === 'draft' ? 'unreviewed' : status,
    by: origin === 'human' ? 'person' : 'model',
    ...(assistant === undefined ? {} : { assistant }),
    areaInPixels: area,
    ...(pixelSpacing === undefined ? {} : { areaInMm2: rounded(area * pixelSpacing[0] * pixelSpacing[1]) }),
    ...(box === undefined ? {} : { box: [box.x0, box.y0, box.x1, box.y1] }),
    ...(quality === undefined ? {} : { quality: rounded(quality) }),
    ...(reasons === undefined ? {} : { doubts: reasons }),
    ...(locked === undefined ? {} : { locked }),
  };
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
