import path from 'node:path';
import { throwIfCancelled, type CancellationToken } from '../../core/base/cancellation';
import { UserError, userErrorOf } from '../../core/base/error';
import type { ReadImage } from '../../core/agreement/compareReadings';
import type { Reading } from '../../core/agreement/drawnLabels';
import type { ReaderSelection } from '../../core/agreement/readerPlace';
import { isSelected } from '../../core/layouts/selection';
import { isUnreviewed } from '../../core/review/verdict';
import { followSlices } from '../../core/sidecar/followSlices';
import type { Sidecar } from '../../core/sidecar/sidecar';
import { t } from '../../core/text/message';
import { exists } from '../files/exists';
import { insideFolder } from '../files/insideFolder';
import { comparePaths } from '../files/walkFolder';
import type { Reader } from './readers';

/** What several readers have drawn in one image. */
export interface ImageReadings extends Omit<ReadImage, 'spacing'> {
  /** One for each reader. */
  readonly readings: readonly Reading[];
  /** Labels of the readers’ sidecars, the first of each name. */
  readonly labels: Sidecar['labels'];
  /** The image on disk, in the folder of the first reader that has it; undefined where none has. */
  readonly file: string | undefined;
  /** Whether the masks are those of a DICOM series. */
  readonly isSeries: boolean;
}

/** The images of all readers, in natural order. */
export function imagesOf(readers: readonly Reader[]): string[] {
  return [...new Set(readers.flatMap(({ images }) => [...images]))].sort(comparePaths);
}

/**
 * Reads image by image what readers have drawn; an image is in memory at a time.
 * @param onError called with sidecars that cannot be read or do not fit those of other readers; the image is left out
 * @throws UserError `cancelled`
 */
export async function* readingsOf(
  readers: readonly Reader[],
  images: readonly string[],
  {
    selection,
    token,
    onError,
  }: { selection: ReaderSelection; token: CancellationToken; onError: (error: UserError) => void },
): AsyncGenerator<ImageReadings> {
  for (const image of images) {
    throwIfCancelled(token);
    try {
      const sidecars = await Promise.all(
        readers.map(async (reader) => (reader.images.has(image) ? reader.read(image) : undefined)),
      );
      yield { ...readingsIn(image, sidecars, selection), file: await fileOf(image, readers) };
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      onError(userErrorOf(error, image));
    }
  }
}

/** @throws UserError `damaged` for sidecars of different images */
function readingsIn(
  image: string,
  sidecars: readonly (Sidecar | undefined)[],
  selection: ReaderSelection,
): Omit<ImageReadings, 'file'> {
  const known = sidecars.filter((sidecar) => sidecar !== undefined);
  const { width, height, slices, volumes, instances } = known[0]!.image;
  const readings = sidecars.map((sidecar): Reading => {
    if (sidecar === undefined || !isRead(sidecar, selection)) return undefined;
    const { instances: own, slices: depth, ...size } = sidecar.image;
    const isSeries = instances !== undefined && own !== undefined;
    const isSame = size.width === width && size.height === height && (depth === slices || isSeries);
    if (!isSame || (size.volumes ?? 1) !== (volumes ?? 1)) throw ofOtherSize(image);
    const selected = sidecar.objects.filter((object) => isSelected(object, selection));
    // Slices of a series may have been added for one of the readers.
    return isSeries
      ? followSlices(selected, { instances: own, slices: depth }, { instances, slices }, image)
      : selected;
  });
  const labels = known.flatMap((sidecar) => sidecar.labels);
  return {
    ...{ image, width, height, slices, readings, isSeries: instances !== undefined },
    ...(volumes === undefined ? {} : { volumes }),
    labels: labels.filter(({ name }, i) => labels.findIndex((label) => label.name === name) === i),
  };
}

/** Whether a reader has read the image: has judged a mask, or accepted it as empty. Unreviewed masks alone say nothing. */
function isRead({ objects, empty }: Sidecar, selection: ReaderSelection): boolean {
  return selection === 'all' || empty !== undefined || objects.some((object) => !isUnreviewed(object));
}

async function fileOf(image: string, readers: readonly Reader[]): Promise<string | undefined> {
  for (const { folder } of readers) {
    const file = await insideFolder(folder, image);
    if (await exists(file)) return path.resolve(file);
  }
  return undefined;
}

function ofOtherSize(image: string): UserError {
  return new UserError('damaged', {
    file: image,
    problem: t`The readers have masks for images of different sizes.`,
    advice: t`Check that this is the same image for all of them.`,
  });
}
