import type { FileHandle } from 'node:fs/promises';
import { messageOf, UserError } from '../../core/base/error';
import { headOf, type ByteSource } from '../../core/base/byteSource';
import { refuseLfsPointer } from '../../core/base/gitLfs';
import { t, type Text } from '../../core/text/message';
import { isMissing } from './isMissing';
import { openToRead } from './readFile';
import { reasonOf } from './reasonOf';

/** Bytes that identify a Git LFS pointer. */
const pointerBytes = 64;

/**
 * Runs `work` with a file's bytes, read as they are asked for.
 *
 * @throws UserError `not-found`, or `unreadable`, also for a pointer of Git LFS; those of `work` name the file
 */
export async function withFileSource<T>(file: string, work: (source: ByteSource) => Promise<T>): Promise<T> {
  const handle = await openToRead(file).catch((cause: unknown) => {
    throw notOpened(file, cause);
  });
  try {
    const source = await sourceOf(file, handle);
    refuseLfsPointer(await headOf(source, pointerBytes));
    return await work(source);
  } catch (error) {
    throw error instanceof UserError ? error.inFile(file) : error;
  } finally {
    await handle.close();
  }
}

/** The bytes of an open file. @throws UserError `unreadable` for what is no file */
export async function sourceOf(file: string, handle: FileHandle): Promise<ByteSource> {
  const stats = await handle.stat();
  if (!stats.isFile()) throw unreadable(file, t`it is not a file`);
  const { size } = stats;
  return {
    size,
    async read(offset, length) {
      if (offset + length > size) throw cutOff(file);
      try {
        return await readFully(handle, offset, length);
      } catch (error) {
        throw error instanceof UserError ? error.inFile(file) : unreadable(file, messageOf(error), error);
      }
    },
  };
}

/** Exactly `length` bytes from `offset`. @throws UserError `damaged` where the file ends before */
export async function readFully(handle: FileHandle, offset: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length;) {
    const { bytesRead } = await handle.read(bytes, at, length - at, offset + at);
    // The file has become shorter since it was opened.
    if (bytesRead === 0) throw cutOff();
    at += bytesRead;
  }
  return bytes;
}

function notOpened(file: string, cause: unknown): UserError {
  const missing = isMissing(cause);
  if (!missing) return unreadable(file, reasonOf(cause), cause);
  return new UserError('not-found', {
    file,
    problem: t`The file does not exist.`,
    advice: t`Check the path, or restore the file.`,
    cause,
  });
}

function unreadable(file: string, reason: Text, cause?: unknown): UserError {
  return new UserError('unreadable', { file, problem: t`The file cannot be read: ${reason}.`, cause });
}

function cutOff(file?: string): UserError {
  return new UserError('damaged', {
    ...(file === undefined ? {} : { file }),
    problem: t`The file is truncated.`,
    advice: t`Download or copy the file again.`,
  });
}
