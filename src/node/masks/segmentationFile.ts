import path from 'node:path';
import { UserError } from '../../core/base/error';
import type { DicomSource } from '../../core/formats/dicom/source';
import { volumesOf } from '../../core/image/medicalImage';
import { binarySegmentation } from '../../core/layouts/dicomSeg/segmentation';
import { showsMasks } from '../../core/layouts/dicomSeg/shows';
import type { Sidecar } from '../../core/sidecar/sidecar';
import { t } from '../../core/text/message';
import { dicomUid } from '../files/dicomUid';
import { dicomSourceOf } from '../image/dicomSourceOf';
import { findLabels } from '../labels/labelFile';
import type { ImageOfMasks } from './imageOfMasks';
import { isKept, type MaskFile } from './maskFile';

/** The masks of a DICOM image or series as one binary Segmentation, whose segments have the codes that the workspace gives its labels. */
export function segmentationFile(name: string, folder: string, { image, labels, objects }: Sidecar): MaskFile {
  const kept = objects.filter(isKept);
  const { width, height, slices, instances } = image;
  const file = path.join(folder, name);
  return {
    path: file,
    name,
    memory: width * height * (kept.length / 8 + 3),
    holds: (bytes) => showsMasks(bytes, image, kept),
    bytes: async (full) => {
      const dicom = await sourceOf(full, instances);
      // An invalid label file is reported where labels are edited; masks are saved without its codes.
      const known = await findLabels(folder, () => undefined);
      const described = { path: file, width, height, slices, volumes: volumesOf(image), objects: kept };
      return binarySegmentation(
        {
          ...{ ...described, channels: 1, modality: '' },
          ...(full.geometry === undefined ? {} : { geometry: full.geometry }),
          ...(dicom === undefined ? {} : { dicom }),
        },
        { labels, known, uid: dicomUid },
      );
    },
  };
}

/** The files of an image. @param instances of a series, its slices as the sidecar counts them: some may have come since */
async function sourceOf(
  image: ImageOfMasks,
  instances: readonly string[] | undefined,
): Promise<DicomSource | undefined> {
  const source = await dicomSourceOf({ ...image, info: image });
  if (source === undefined || instances === undefined) return source;
  const known = new Map(source.slices.map((slice) => [slice.instanceUid, slice]));
  // Slices without a UID cannot be referred to, which writing says.
  if (known.has('')) return source;
  const slices = instances.flatMap((instance) => known.get(instance) ?? []);
  if (slices.length === instances.length) return { ...source, slices };
  throw new UserError('not-found', {
    file: image.path,
    problem: t`${instances.length - slices.length} of the ${instances.length} slices that the masks were saved for are missing.`,
    advice: t`Restore the files of the series, or open it and save its masks again.`,
  });
}
