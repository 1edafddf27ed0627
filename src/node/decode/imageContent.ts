import type { Hash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { bytesSource, type ByteSource } from '../../core/base/byteSource';
import { messageOf, UserError } from '../../core/base/error';
import type { FileContent } from '../../core/formats/content';
import { t } from '../../core/text/message';
import { sourceOf } from '../files/fileSource';
import { hasCode } from '../files/hasCode';
import { leadsNowhere } from '../files/isMissing';
import { InflatedFile } from './inflatedFile';
import { openToRead, readFile } from '../files/readFile';

/** Files up to this size are read at once, larger ones as they are asked for; in bytes. */
const readAtOnce = 2 ** 26;
/** What stands for a file that is not read at once: its size, its time, and so many bytes from either end. */
const hashedBytes = 2 ** 20;

/** The content of a file, until it is closed. */
export interface OpenContent {
  readonly content: FileContent;
  readonly close: () => Promise<void>;
}

/**
 * Opens the content of an image file, or of a data file beside it.
 * @param hash is updated with the content, or what stands for it; nothing is hashed without one
 * @throws UserError that names the file: `not-found`, `unreadable`, `bad-input`, `too-large`
 */
export async function openContent(file: string, hash?: Hash): Promise<OpenContent> {
  return reading(file, async () => {
    const isSmall = (await sizeOf(file)) <= readAtOnce;
    const { source, close } = isSmall ? await readSmall(file, hash) : await openLarge(file, hash);
    const inflated: InflatedFile[] = [];
    return {
      content: {
        ...source,
        inflate: (length, kind, from) => {
          const opened = new InflatedFile(file, length, { kind, from });
          inflated.push(opened);
          return opened;
        },
      },
      close: async () => {
        await Promise.all([...inflated.map((each) => each.close()), close()]);
      },
    };
  });
}

interface OpenSource {
  readonly source: ByteSource;
  readonly close: () => Promise<void>;
}

async function readSmall(file: string, hash?: Hash): Promise<OpenSource> {
  const bytes = await readFile(file);
  hash?.update(bytes);
  // Node's Buffer is a Uint8Array whose slice() does not copy.
  const plain = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { source: bytesSource(plain), close: () => Promise.resolve() };
}

async function openLarge(file: string, hash?: Hash): Promise<OpenSource> {
  const handle = await openToRead(file);
  try {
    const source = await sourceOf(file, handle);
    const { mtimeMs } = await handle.stat();
    hash?.update(JSON.stringify([source.size, mtimeMs]));
    for (const start of [0, source.size - hashedBytes]) hash?.update(await source.read(start, hashedBytes));
    return { source, close: () => handle.close() };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function sizeOf(file: string): Promise<number> {
  const stats = await stat(file);
  if (!stats.isFile()) {
    throw new UserError('bad-input', { file, problem: t`This is not a file.`, advice: t`Name an image file.` });
  }
  return stats.size;
}

async function reading<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof UserError) throw error;
    const problem = leadsNowhere(error)
      ? t`The file does not exist.`
      : hasCode(error, 'EACCES', 'EPERM')
        ? t`You do not have permission to read this file.`
        : t`The file cannot be read (${messageOf(error)}).`;
    throw new UserError(leadsNowhere(error) ? 'not-found' : 'unreadable', {
      ...{ file, problem, advice: t`Check its path and permissions.`, cause: error },
    });
  }
}
