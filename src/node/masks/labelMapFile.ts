import path from 'node:path';
import { readLabelVolumes, writeLabelVolume } from '../../core/formats/nifti/labelVolume';
import { readLabelPng, writeLabelPng } from '../../core/formats/png/labelMap';
import { writeLargeLabelPng } from '../../core/formats/png/largeLabelMap';
import { isLarge } from '../../core/image/pyramid';
import { numberOf } from '../../core/image/slicePlace';
import { drawLabels, type LabelledMask } from '../../core/mask/labelMap';
import type { Sidecar, SidecarLabel } from '../../core/sidecar/sidecar';
import { deflatePart, gunzip, gzip } from '../files/gzip';
import { isSameArray } from '../files/sameArray';
import { isKept, labelledVolumes, type MaskFile } from './maskFile';

/** The label map of a sidecar: a PNG, or NIfTI for volumes. */
export function labelMapFile(name: string, folder: string, sidecar: Sidecar): MaskFile {
  const { image, labels } = sidecar;
  const isVolume = image.slices * labelledVolumes(sidecar) > 1;
  const isWide = labels.some(({ value }) => value > 255);
  const values = (): Uint8Array | Uint16Array => drawContent(sidecar);
  return {
    path: path.join(folder, name),
    name,
    memory:
      image.width * image.height * image.slices * labelledVolumes(sidecar) * (isVolume ? 2 : 3) * (isWide ? 2 : 1),
    holds: (bytes) => {
      const { width, height, data } = isVolume
        ? readLabelVolumes(bytes, gunzip, image.width * image.height * image.slices * labelledVolumes(sidecar))
        : readLabelPng(bytes, image);
      return width === image.width && height === image.height && isSameArray(data, values());
    },
    bytes: (full) =>
      isVolume
        ? writeLabelVolume({ ...full, volumes: labelledVolumes(sidecar), data: values() }, gzip)
        : labelPng(sidecar),
  };
}

/** The label map of an image of one slice. */
function labelPng(sidecar: Sidecar): Uint8Array {
  const { image, labels } = sidecar;
  const colors = new Map(labels.map(({ value, color }) => [value, color]));
  return isLarge(image)
    ? writeLargeLabelPng(image, labelledMasks(sidecar), deflatePart, colors)
    : writeLabelPng(image, drawContent(sidecar), colors);
}

/** Label values of everything that is kept. */
function drawContent(sidecar: Sidecar): Uint8Array | Uint16Array {
  const { image } = sidecar;
  return drawLabels(image, image.slices * labelledVolumes(sidecar), labelledMasks(sidecar));
}

/** Everything that is kept, in the order in which it is drawn. */
function labelledMasks({ image, labels, objects }: Sidecar): readonly LabelledMask[] {
  return objects.filter(isKept).map((object) => ({
    slice: numberOf(object, image.slices),
    mask: object.mask,
    value: valueOf(labels, object.label),
  }));
}

function valueOf(labels: readonly SidecarLabel[], name: string): number {
  const label = labels.find((candidate) => candidate.name === name);
  if (label === undefined) throw new RangeError(`There is no label “${name}”.`);
  return label.value;
}
