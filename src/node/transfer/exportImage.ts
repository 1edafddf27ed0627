import type { CancellationToken } from '../../core/base/cancellation';
import { volumesOf } from '../../core/image/medicalImage';
import type { Layout, LayoutImage, LayoutWriter, WrittenImage } from '../../core/layouts/layout';
import { imagesOfVolumes } from '../../core/layouts/volumeNames';
import { dicomUid } from '../files/dicomUid';
import { dicomSourceOf } from '../image/dicomSourceOf';
import { imageOfVolume } from '../image/imageOfVolume';
import type { OpenedImage } from '../image/openImage';
import type { Deidentification } from './deidentification';
import { writeDerivedImages, type DerivedImages } from './derivedImages';
import type { Exported } from './exported';
import type { FileWriter } from './fileWriter';

/** How images are written. */
export interface ExportTo {
  readonly layout: Layout;
  readonly writer: LayoutWriter;
  readonly files: FileWriter;
  /** Undefined where the identity of patients stays. */
  readonly hidden: Deidentification | undefined;
  /** The name of each image, without its folder, that no other has there. */
  readonly names: ReadonlyMap<string, string>;
  readonly token: CancellationToken;
}

/**
 * Writes the files of one image.
 * @returns what was written, and what the layout could not hold of it
 * @throws UserError what opening, reading and writing throws; what was written until then is left to the caller
 */
export async function exportImage(
  each: Exported,
  to: ExportTo,
): Promise<{ readonly written: readonly WrittenImage[]; readonly losses: readonly string[] }> {
  const { layout, writer, files, hidden } = to;
  const found = await each.open();
  const opened = hidden?.image(found) ?? found;
  try {
    const image = await layoutImage(each, opened, to);
    const parts = layout.holdsVolumes ? [{ image, opened }] : volumesApart(image, opened);
    const images: WrittenImage[] = [];
    const losses: string[] = [];
    for (const part of parts) {
      const derived = await derivedImages(part, to);
      const ofPart = derived?.image ?? part.image;
      const result = writer.files(ofPart);
      const paths: string[] = [];
      for (const file of result.files) {
        const written = (await hidden?.file(file, part.opened)) ?? file;
        paths.push(await files.write(written, part.opened));
      }
      if (derived !== undefined || result.files.some(({ kind }) => kind === 'image')) {
        await hidden?.check(each.image, opened);
      }
      images.push({ image: ofPart, paths });
      losses.push(...(derived?.losses ?? []), ...result.losses);
    }
    return { written: images, losses };
  } finally {
    opened.dispose();
  }
}

async function layoutImage(
  { image: source, masksOn }: Exported,
  opened: OpenedImage,
  { layout, files, hidden }: ExportTo,
): Promise<LayoutImage> {
  const { width, height, slices, channels, modality, geometry } = opened.info;
  const { objects, undecided } = await masksOn(opened);
  const path = hidden?.nameOf(source) ?? source;
  return {
    ...{ path, width, height, slices, volumes: volumesOf(opened.info), channels, modality, objects },
    ...(geometry === undefined ? {} : { geometry }),
    ...(undecided === undefined || layout.holdsUndecided !== true ? {} : { undecided }),
    ...(await referredTo()),
  };

  async function referredTo(): Promise<Partial<LayoutImage>> {
    if (layout.refersToDicom === true && hidden !== undefined) {
      return hidden.writeSource(source, opened, objects, files);
    }
    const dicom = layout.refersToDicom === true ? await dicomSourceOf(opened) : undefined;
    return dicom === undefined ? {} : { dicom };
  }
}

/** The DICOM files that a layout refers to, made of an image that is none; undefined where there is nothing to make. */
async function derivedImages(
  { image, opened }: Part,
  { layout, files, hidden, names, token }: ExportTo,
): Promise<DerivedImages | undefined> {
  if (layout.refersToDicom !== true || image.dicom !== undefined) return undefined;
  const uid = (...parts: readonly (string | Uint8Array)[]): string => {
    const own = dicomUid(...parts);
    return hidden?.uid(own) ?? own;
  };
  return writeDerivedImages(image, opened, { files, names, uid, token, needsPosition: layout.needsPosition === true });
}

/** A volume as an image of its own, or an image with all of its volumes. */
interface Part {
  readonly image: LayoutImage;
  readonly opened: OpenedImage;
}

function volumesApart(image: LayoutImage, opened: OpenedImage): readonly Part[] {
  return imagesOfVolumes(image).map(({ volume, image: alone }) => ({
    image: alone,
    opened: imageOfVolume(opened, volume),
  }));
}
