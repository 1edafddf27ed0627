import type { Disposable } from '../../core/base/disposable';
import { UserError } from '../../core/base/error';
import type { FileHeader } from '../../core/formats/headerField';
import type { MedicalImage } from '../../core/image/medicalImage';
import { DecodePool } from '../workers/decodePool';

/** An image whose file is read and decoded in a worker thread, which holds it until it is disposed. */
export interface OpenedImage extends MedicalImage, Disposable {
  readonly path: string;
  /** SHA-256 of the file, and of the data files that its header names, in hexadecimal. */
  readonly contentHash: string;
}

let pool: DecodePool | undefined;

/**
 * Opens an image without keeping the calling thread busy.
 * @param decoders threads to use; the process's own by default
 * @throws UserError that names the file: `not-found`, `unreadable`, `unsupported-format`, `unsupported-encoding`,
 * `damaged`, `too-large`
 */
export async function openImage(path: string, decoders: DecodePool = ownPool()): Promise<OpenedImage> {
  const opened = await inFile(path, () => decoders.open(path));
  const { id, info, contentHash, niftiHeader } = opened;
  let disposed = false;
  return {
    path,
    info,
    contentHash,
    ...(niftiHeader === undefined ? {} : { niftiHeader }),
    readSlice: (index) =>
      inFile(path, () => {
        if (disposed) throw new UserError('cancelled', { problem: 'The image has been closed.' });
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
  return inFile(path, () => ownPool().readHeader(path));
}

function ownPool(): DecodePool {
  return (pool ??= new DecodePool());
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
