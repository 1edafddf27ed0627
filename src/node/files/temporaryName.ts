import { createHash } from 'node:crypto';
import path from 'node:path';

/** Bytes that a file name may have on the file systems in use. */
const longest = 255;
const ending = /^\.(.+)\.(?:[0-9a-f]{12}|[0-9a-f]{20})\.tmp$/;

/**
 * What a file is called before it is whole: hidden, in the same folder, and not longer than a name may be.
 * @param id hexadecimal digits: twelve, or twenty that identify the owner
 */
export function temporaryPath(target: string, id: string): string {
  return path.join(path.dirname(target), `.${stemOf(path.basename(target))}.${id}.tmp`);
}

/**
 * Whether a file name is one that {@link temporaryPath} makes.
 * @returns the part that identifies the target: see {@link stemOf}
 */
export function temporaryStem(name: string): string | undefined {
  return ending.exec(name)?.[1];
}

/** The name of a target within its temporary name: unchanged, or shortened with a hash if it would be too long. */
export function stemOf(name: string): string {
  const room = longest - '..01234567890123456789.tmp'.length;
  if (Buffer.byteLength(name) <= room) return name;
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 8);
  let cut = name.normalize('NFC');
  while (Buffer.byteLength(cut) > room - hash.length - 1) cut = cut.slice(0, -1);
  return `${cut}~${hash}`;
}
