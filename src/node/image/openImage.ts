import path from 'node:path';
import { neverCancelled, type CancellationToken } from '../../core/base/cancellation';
import type { SeriesMode } from '../../core/formats/dicom/series/seriesMode';
import type { FileHeader } from '../../core/formats/headerField';
import type { Sidecar } from '../../core/sidecar/sidecar';
import { decodePool, type DecodePool } from '../decode/decodePool';
import { imagePlaceOf, type ImagePlace } from '../series/folderSeries';
import { imagesOf, type ImageOfFile } from '../series/imagesOf';
import { slideLevelsOf } from '../series/slideLevelsOf';
import { segmentationsOf, type ImagesOfFolder, type ListedSegmentations } from '../series/segmentationsOf';
import type { LayoutObject } from '../../core/layouts/layout';
import { arrayOfMasks } from './arrayOfMasks';
import { imageOfFile, inFile, type OpenContext, type OpenedImage } from './openedImage';
import { openSegmentation } from './openSegmentation';
import { openSeries } from './openSeries';
import { readSegments } from './readSegments';

export type { OpenedImage } from './openedImage';

export interface OpenOptions {
  /** Threads to use; the process's own by default. */
  readonly decoders?: DecodePool;
  /** `whole` when left out. */
  readonly series?: SeriesMode;
  /**
   * Of a NumPy archive, the array that is the image; where it is left out, the one that its masks were made on, or that looks like
   * an image.
   */
  readonly array?: string;
  /** Names of the files that can be of the image's series, if known; otherwise all files of its folder are examined. */
  readonly among?: readonly string[];
  readonly token?: CancellationToken;
  /** Called while the headers of a series are read, with the number of files examined and of all. */
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Opens an image without keeping the calling thread busy. A DICOM file opens the whole series that it belongs to, a DICOM
 * Segmentation the image that it was made of.
 * @throws UserError that names the file: `not-found`, `unreadable`, `unsupported-format`, `unsupported-encoding`,
 * `damaged`, `too-large`, `cancelled`; `bad-input` with a question where it is open which array of an archive is meant
 */
export async function openImage(file: string, options: OpenOptions = {}): Promise<OpenedImage> {
  const context = headerContext(options);
  const place = await imagePlaceOf(path.resolve(file), options.series ?? 'whole', context, options.among);
  if (place.series !== undefined) return openSeries(place.series, place, context.decoders);
  const array = options.array ?? (await arrayOfMasks(file));
  const { levels, remarks } = await slideLevelsOf(path.resolve(file), context);
  const as = { ...(array === undefined ? {} : { array }), ...(levels.length === 0 ? {} : { levels }) };
  const opened = await inFile(file, () => context.decoders.open(file, as));
  return opened.segmentation === undefined
    ? imageOfFile(file, opened, [...(place.remark === undefined ? [] : [place.remark]), ...remarks])
    : openSegmentation(file, opened, opened.segmentation, context);
}

/** Which image masks belong to: a single file, unless they are those of a series. */
export function seriesMode(masks: Pick<Sidecar, 'image'> | undefined): SeriesMode {
  return masks?.image.instances === undefined ? 'single' : 'whole';
}

/** Where the image of a file is found. @throws UserError `cancelled` */
export async function placeOfImage(file: string, options: OpenOptions = {}): Promise<ImagePlace> {
  return imagePlaceOf(path.resolve(file), options.series ?? 'whole', headerContext(options));
}

/** The images that files are slices of, see {@link imagesOf}. @throws UserError `cancelled` */
export function imagesOfFiles(
  root: string,
  files: readonly string[],
  options: OpenOptions = {},
): Promise<ReadonlyMap<string, ImageOfFile>> {
  return imagesOf(root, files, options.series ?? 'whole', headerContext(options));
}

/** DICOM Segmentations and their images, see {@link segmentationsOf}. @throws UserError `cancelled` */
export function segmentationsOfFiles(
  root: string,
  files: Iterable<string>,
  images: ImagesOfFolder,
  options: OpenOptions = {},
): Promise<ListedSegmentations> {
  return segmentationsOf(root, files, images, headerContext(options));
}

/** What a DICOM Segmentation says of an image, see {@link readSegments}. @throws UserError that names the file */
export function segmentsOn(image: OpenedImage, segmentation: string): Promise<LayoutObject[]> {
  return readSegments(segmentation, image, headerContext({}));
}

/**
 * Lists what the header of an image file says, of a DICOM file without an image too.
 * @throws UserError that names the file, as {@link openImage}
 */
export function readImageHeader(file: string): Promise<FileHeader> {
  return inFile(file, () => decodePool().run((api) => api.readHeader(file)));
}

function headerContext({ decoders = decodePool(), token = neverCancelled, onProgress }: OpenOptions): OpenContext {
  return {
    decoders,
    readHeaders: (paths) => decoders.run((api) => api.readSliceHeaders(paths)),
    token,
    ...(onProgress === undefined ? {} : { onProgress }),
  };
}
