import path from 'node:path';
import { throwIfCancelled, type CancellationToken } from '../../core/base/cancellation';
import { userErrorOf, type UserError } from '../../core/base/error';
import { rectOf } from '../../core/geometry/rect';
import type { RgbImage } from '../../core/image/rgbImage';
import { isSamePlace, placeOf, placesOf, type SlicePlace } from '../../core/image/slicePlace';
import { splitPath } from '../../core/layouts/imageNames';
import { parsePictureStem } from '../../core/layouts/samUnet/names';
import { isExample, verdictsIn, type LabelVerdicts } from '../../core/review/labelVerdicts';
import { combine } from '../../core/mask/cleanUp/combine';
import { areaOf, type RunLengthMask } from '../../core/mask/runLength';
import { imageOfSidecar } from '../../core/sidecar/names';
import { parseSidecar, type Sidecar, type SidecarObject } from '../../core/sidecar/sidecar';
import { readTextFile } from '../files/textFile';
import { walkFolder } from '../files/walkFolder';
import { openImage, readImageHeader, seriesMode, type OpenedImage } from '../image/openImage';
import { windowAt } from '../image/volumeWindows';
import { longestSide, readInferenceRegion } from '../inference/inferenceRegion';
import { readInferenceSlice } from '../inference/inferenceSlice';
import type { AcceptedExample } from './example';

/** Pixels along the longest side of a large image that is learnt from: those of as many tiles as there may be. */
const taughtSide = 4 * longestSide;

export interface CollectOptions {
  /** Told of images and sidecars that cannot be read; they teach nothing. */
  readonly onError: (error: UserError) => void;
  /** Called with what each sidecar says of the masks of the label. */
  readonly onVerdicts?: (verdicts: LabelVerdicts) => void;
  readonly token: CancellationToken;
}

/**
 * The slices in a folder and its subfolders on which a person has accepted, corrected or drawn masks of a label, each with all
 * of them as one mask.
 *
 * @throws UserError `unreadable` when the folder itself cannot be read, `cancelled`
 */
export async function collectExamples(
  folder: string,
  label: string,
  { onError, onVerdicts, token }: CollectOptions,
): Promise<AcceptedExample[]> {
  const examples: AcceptedExample[] = [];
  for await (const { path: target } of walkFolder(folder)) {
    throwIfCancelled(token);
    const file = imageOfSidecar(target);
    if (file === undefined) continue;
    const full = path.join(folder, target);
    try {
      const sidecar = parseSidecar(await readTextFile(full), full);
      const objects = sidecar.objects.filter((object) => object.label === label && isExample(object));
      for (const verdicts of verdictsIn(sidecar.objects)) if (verdicts.label === label) onVerdicts?.(verdicts);
      if (objects.length > 0) examples.push(...(await examplesOf(folder, file, sidecar, objects)));
    } catch (error) {
      onError(userErrorOf(error, full));
    }
  }
  return examples;
}

async function examplesOf(
  folder: string,
  file: string,
  sidecar: Sidecar,
  objects: readonly SidecarObject[],
): Promise<AcceptedExample[]> {
  const image = await openImage(path.join(folder, file), { series: seriesMode(sidecar) });
  try {
    const group = await groupOf(folder, file, image);
    const examples: AcceptedExample[] = [];
    for (const at of placesOf(objects)) {
      const own = objects.filter((object) => isSamePlace(object, at));
      examples.push(
        await exampleAt(
          image,
          at,
          { file, group, by: own[0]!.by },
          own.map(({ mask }) => mask),
        ),
      );
    }
    return examples;
  } finally {
    image.dispose();
  }
}

/** A slice of an open image with several masks as one. */
export async function exampleAt(
  image: OpenedImage,
  at: SlicePlace,
  { file, group, by }: { readonly file: string; readonly group: string; readonly by?: string },
  masks: readonly RunLengthMask[],
): Promise<AcceptedExample> {
  const { seen, shown } = await seenFrom(image, at);
  const { width, height, channels, data } = seen;
  const own = masks.map(shown);
  return {
    ...{ file, group, sha256: image.contentHash, ...placeOf(at) },
    ...(by === undefined ? {} : { by }),
    image: { width, height, channels, data },
    mask: own.reduce((all, mask) => combine(all, mask, 'union')),
    objects: masks.length,
    smallest: Math.min(...own.map(areaOf)),
  };
}

/** A slice as the model sees it, or a smaller picture of a large one, and what of a mask it shows. */
async function seenFrom(
  image: OpenedImage,
  at: SlicePlace,
): Promise<{ readonly seen: RgbImage; readonly shown: (mask: RunLengthMask) => RunLengthMask }> {
  if (image.readRegion === undefined) {
    return { seen: (await readInferenceSlice(image, at)).image, shown: (mask) => mask };
  }
  const window = await windowAt(image, at);
  const { image: seen, picture } = await readInferenceRegion(image, at, window, rectOf(image.info), taughtSide);
  return { seen, shown: (mask) => picture.runsToPicture(mask) };
}

/** What the slices of an image have in common with those of other images: the patient of a DICOM file, or the volume. */
async function groupOf(folder: string, file: string, image: OpenedImage): Promise<string> {
  if (/\.(dcm|dicom|ima)$|\/[^/.]+$/i.test(file)) {
    const { title, fields } = await readImageHeader(path.join(folder, file));
    const patient = title === 'DICOM' ? fields.find(({ tag }) => tag === '(0010,0020)')?.value : undefined;
    if (patient !== undefined && patient !== '') return `patient ${patient}`;
  }
  return image.info.slices > 1 ? `image ${file}` : groupOfName(file);
}

/** Pictures that are named as slices of one volume (`case_z0012.png`) belong together. */
export function groupOfName(file: string): string {
  const { folder, stem } = splitPath(file);
  return `image ${folder}/${parsePictureStem(stem)?.name ?? stem}`;
}
