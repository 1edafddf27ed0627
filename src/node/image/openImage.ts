import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { neverCancelled, type CancellationToken } from '../../core/base/cancellation';
import type { Disposable } from '../../core/base/disposable';
import { UserError } from '../../core/base/error';
import type { FileHeader } from '../../core/formats/headerField';
import { checkExtent } from '../../core/formats/limits';
import type { ImageInfo, MedicalImage } from '../../core/image/medicalImage';
import type { Sidecar } from '../../core/sidecar/sidecar';
import { placeOf, type ImagePlace, type SeriesImage, type SeriesMode } from '../series/folderSeries';
import { DecodePool } from '../workers/decodePool';

export interface OpenOptions {
  /** Threads to use; the process's own by default. */
  readonly decoders?: DecodePool;
  /** `whole` when left out. */
  readonly series?: SeriesMode;
  readonly token?: CancellationToken;
  /** Called while the headers of a series are read, with the number of files looked at and of all. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** An image whose files are read and decoded in worker threads; it is held there until it is disposed. */
export interface OpenedImage extends MedicalImage, Disposable {
  /** The file that the masks lie beside: of a series the one that stands for it, whichever was opened. */
  readonly path: string;
  /** Slice that the opened file holds; 0 but for a file of a series. */
  readonly slice: number;
  /** Of a series, what tells its slices from all others, in their order: SOP Instance UIDs. */
  readonly instances?: readonly string[];
  /**
   * Stands for the content, in hexadecimal: the SHA-256 of the file and of the data files that its header names; of a series,
   * of the identity, size and time of every file.
   */
  readonly contentHash: string;
}

let pool: DecodePool | undefined;

function ownPool(): DecodePool {
  return (pool ??= new DecodePool());
}

/**
 * Opens an image without keeping the calling thread busy. A DICOM file opens the whole series that it belongs to.
 * @throws UserError that names the file: `not-found`, `unreadable`, `unsupported-format`, `unsupported-encoding`,
 * `damaged`, `too-large`, `cancelled`
 */
export async function openImage(path: string, options: OpenOptions = {}): Promise<OpenedImage> {
  const decoders = options.decoders ?? ownPool();
  const place = await placeOfImage(path, options);
  return place.series === undefined
    ? openFile(path, decoders, place.remark)
    : openSeries(place.series, place.slice, decoders);
}

/** Which image masks belong to: a file by itself, unless they are those of a series. */
export function seriesMode(masks: Pick<Sidecar, 'image'> | undefined): SeriesMode {
  return masks?.image.instances === undefined ? 'single' : 'whole';
}

/** Where the image of a file is found. @throws UserError `cancelled` */
export async function placeOfImage(
  path: string,
  { decoders = ownPool(), series = 'whole', token = neverCancelled, onProgress }: OpenOptions = {},
): Promise<ImagePlace> {
  return placeOf(resolve(path), series, { decoders, token, ...(onProgress === undefined ? {} : { onProgress }) });
}

async function openFile(path: string, decoders: DecodePool, remark: string | undefined): Promise<OpenedImage> {
  const opened = await inFile(path, () => decoders.open(path));
  const { id, contentHash, niftiHeader } = opened;
  const info = remark === undefined ? opened.info : withRemarks(opened.info, [remark]);
  let disposed = false;
  return {
    path,
    slice: 0,
    info,
    contentHash,
    ...(niftiHeader === undefined ? {} : { niftiHeader }),
    readSlice: (index) =>
      inFile(path, () => {
        if (disposed) throw closed();
        return opened.call((api) => api.readSlice(id, index));
      }),
    dispose: () => {
      if (!disposed) opened.close();
      disposed = true;
    },
  };
}

/**
 * Lists what the header of an image file says, of a DICOM file without an image too.
 * @throws UserError that names the file, as {@link openImage}
 */
export function readImageHeader(path: string): Promise<FileHeader> {
  return inFile(path, () => ownPool().run((api) => api.readHeader(path)));
}

/** Opens a series, of which no more than the slices that are being decoded is in memory. */
async function openSeries(series: SeriesImage, slice: number, decoders: DecodePool): Promise<OpenedImage> {
  const { anchor, files, instances, stamps, geometry, remarks } = series;
  const first = await openFile(anchor, decoders, undefined);
  first.dispose();
  const { geometry: _ofOneSlice, ...described } = first.info;
  const info = withRemarks(
    { ...described, slices: files.length, ...(geometry === undefined ? {} : { geometry }) },
    remarks,
  );
  checkExtent({ width: info.width, height: info.height, slices: files.length, bytesPerPixel: 0 });
  const hash = createHash('sha256').update(JSON.stringify([instances, stamps]));
  let disposed = false;
  return {
    path: anchor,
    slice,
    info,
    instances,
    contentHash: hash.digest('hex'),
    readSlice: async (index) => {
      const file = files[index];
      if (file === undefined) throw new RangeError(`Slice ${index} is outside 0 to ${files.length - 1}.`);
      if (disposed) throw closed();
      const read = await inFile(file, () => decoders.run((api) => api.readFile(file)));
      if (read.width !== info.width || read.height !== info.height || read.channels !== info.channels) {
        throw new UserError('damaged', {
          file,
          problem: 'The file has changed and no longer fits its series.',
          advice: 'Close the image and open it again.',
        });
      }
      return read;
    },
    dispose: () => {
      disposed = true;
    },
  };
}

function withRemarks(info: ImageInfo, remarks: readonly string[]): ImageInfo {
  const all = [...(info.remarks ?? []), ...remarks];
  return all.length === 0 ? info : { ...info, remarks: all };
}

function closed(): UserError {
  return new UserError('cancelled', { problem: 'The image has been closed.' });
}

/** Ends the process's decode threads; the next {@link openImage} starts new ones. */
export async function closeDecoders(): Promise<void> {
  const closing = pool;
  pool = undefined;
  await closing?.close();
}

async function inFile<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof UserError ? error.inFile(path) : error;
  }
}
