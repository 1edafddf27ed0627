import type { Disposable } from '../../core/base/disposable';
import { UserError } from '../../core/base/error';
import type { Rect } from '../../core/geometry/rect';
import type { ImageInfo, MedicalImage } from '../../core/image/medicalImage';
import type { Slice } from '../../core/image/slice';
import type { SlicePlace } from '../../core/image/slicePlace';
import type { MaskContent } from '../../core/sidecar/maskContent';
import { t, type Message } from '../../core/text/message';
import type { DecodeApi } from '../decode/decodeApi';
import type { DecodePool, PooledImage } from '../decode/decodePool';
import type { HeaderContext } from '../series/headers';

/** What opening an image takes. */
export interface OpenContext extends HeaderContext {
  readonly decoders: DecodePool;
}

/** An image whose files are read and decoded in worker threads; it is held there until it is disposed. */
export interface OpenedImage extends Omit<MedicalImage, 'regions'>, Disposable {
  /** The file that the masks lie beside: of a series the one that stands for it, whichever was opened. */
  readonly path: string;
  /** Slice that the opened file holds; 0 but for a file of a series. */
  readonly slice: number;
  /** Volume that the slice lies in; 0 but for a file of a series. */
  readonly volume: number;
  /** For a series, the identifiers of its slices, in order, volume after volume: SOP Instance UIDs. */
  readonly instances?: readonly string[];
  /** For DICOM, the files of its slices, in order, volume after volume: one alone holds all of them. */
  readonly sources?: readonly string[];
  /** Of a series, its files and the slices that they hold, without those that have masks of their own. */
  readonly files?: readonly { readonly path: string; readonly slice: number; readonly volume: number }[];
  /** Files beside `path` that hold the image together with it: `a.img` of `a.hdr`, or the data file that a header names. */
  readonly dataFiles?: readonly string[];
  /** Of a part of a picture that stands as an image of its own, where it lies in the picture. */
  readonly part?: Rect;
  /** Objects that the file itself holds, as a DICOM Segmentation does; they are shown until others are saved beside it. */
  readonly content?: MaskContent;
  /**
   * Stands for the content, in hexadecimal: the SHA-256 of the file and of the data files that its header names, of those above 64 MiB
   * of their size, time, start and end; of a series, of the identity, size and time of every file.
   */
  readonly contentHash: string;
  /**
   * A rectangle of a level of a large image, see `pyramid.ts`; present where `info.levels` is.
   * @throws UserError that names the file
   */
  readonly readRegion?: (level: number, rect: Rect, at: SlicePlace) => Promise<Slice>;
}

/** The image of one file. */
export function imageOfFile(path: string, opened: PooledImage, remarks: readonly Message[] = []): OpenedImage {
  const { id, contentHash, dataFiles, niftiHeader } = opened;
  let disposed = false;
  const call = <T>(work: (api: DecodeApi) => Promise<T>): Promise<T> =>
    inFile(path, () => {
      if (disposed) throw closed();
      return opened.call(work);
    });
  return {
    path,
    slice: 0,
    volume: 0,
    info: withRemarks(opened.info, remarks),
    contentHash,
    ...(dataFiles.length === 0 ? {} : { dataFiles }),
    ...(niftiHeader === undefined ? {} : { niftiHeader }),
    ...(opened.info.format === 'dicom' ? { sources: [path] } : {}),
    readSlice: (index, volume) => call((api) => api.readSlice(id, index, volume)),
    ...(opened.info.levels === undefined
      ? {}
      : { readRegion: (level, rect, at) => call((api) => api.readRegion(id, level, rect, at)) }),
    dispose: () => {
      if (!disposed) opened.close();
      disposed = true;
    },
  };
}

export function withRemarks(info: ImageInfo, remarks: readonly Message[]): ImageInfo {
  const all = [...(info.remarks ?? []), ...remarks];
  return all.length === 0 ? info : { ...info, remarks: all };
}

/** What reading a disposed image throws. */
export function closed(): UserError {
  return new UserError('cancelled', { problem: t`The image has been closed.` });
}

/** Runs work on a file, and adds its name to errors. */
export async function inFile<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof UserError ? error.inFile(path) : error;
  }
}
