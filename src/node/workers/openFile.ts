import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { messageOf, UserError, type UserErrorCode } from '../../core/base/error';
import type { FileHeader } from '../../core/formats/headerField';
import { openBytes, readHeaderFields } from '../../core/formats/registry';
import type { PixelCodecs } from '../../core/formats/pixelCodecs';
import type { Siblings } from '../../core/formats/siblings';
import type { MedicalImage } from '../../core/image/medicalImage';

/** Largest file that is read: Node reads no more than this at once. */
const maxFileBytes = 2 ** 31 - 1;

const codes: Readonly<Record<string, readonly [UserErrorCode, string]>> = {
  ENOENT: ['not-found', 'There is no such file.'],
  ENOTDIR: ['not-found', 'There is no such file.'],
  EACCES: ['unreadable', 'You may not read this file.'],
  EPERM: ['unreadable', 'You may not read this file.'],
};

/**
 * Reads a file and opens the image in it.
 * @returns the image and the SHA-256, in hexadecimal, of the file and of the data files that its header names
 * @throws UserError that names the file
 */
export async function openFile(file: string, codecs: PixelCodecs): Promise<{ image: MedicalImage; hash: string }> {
  const bytes = await readImageFile(file);
  const hash = createHash('sha256').update(bytes);
  const siblings: Siblings = {
    read: async (name) => {
      const content = await readImageFile(path.join(path.dirname(file), name));
      hash.update(content);
      return content;
    },
  };
  const image = await openBytes(bytes, file, codecs, siblings);
  return { image, hash: hash.digest('hex') };
}

/** Lists what a file's header says. @throws UserError that names the file */
export async function readFileHeader(file: string): Promise<FileHeader> {
  return readHeaderFields(await readImageFile(file), file);
}

async function readImageFile(file: string): Promise<Uint8Array> {
  try {
    const { size, isFile } = await statOf(file);
    if (!isFile) throw new UserError('bad-input', { file, problem: 'This is no file.', advice: 'Name an image file.' });
    if (size > maxFileBytes) {
      throw new UserError('too-large', {
        file,
        problem: `The file has ${size} bytes; at most ${maxFileBytes} can be read.`,
        advice: 'Split it, or crop or downsample the image.',
      });
    }
    return await readFile(file);
  } catch (error) {
    if (error instanceof UserError) throw error;
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const [kind, problem] = codes[code] ?? (['unreadable', `The file cannot be read (${messageOf(error)}).`] as const);
    throw new UserError(kind, { file, problem, advice: 'Check its path and permissions.', cause: error });
  }
}

async function statOf(file: string): Promise<{ size: number; isFile: boolean }> {
  const stats = await stat(file);
  return { size: stats.size, isFile: stats.isFile() };
}
