import { stat } from 'node:fs/promises';
import path from 'node:path';
import { readFile } from '../files/readFile';

/** What VS Code adds to the name of a copy in the same folder, before the ending. */
const copySuffix = / copy( \d+)?(?=\.[^.]*$|$)/;

/**
 * The image that a new file is a copy of: one with masks, the same content and the same name, or the name from which VS Code makes
 * that of a copy.
 * @param masked images with masks
 */
export async function sourceOfCopy(
  { file, name, size }: { readonly file: string; readonly name: string; readonly size: number },
  masked: readonly string[],
): Promise<string | undefined> {
  const original = name.replace(copySuffix, '');
  for (const image of masked) {
    if (image === file || ![name, original].includes(path.basename(image))) continue;
    const stats = await stat(image).catch(() => undefined);
    if (stats?.size === size && (await hasSameContent(image, file))) return image;
  }
  return undefined;
}

async function hasSameContent(one: string, other: string): Promise<boolean> {
  const [a, b] = await Promise.all([readFile(one), readFile(other)]);
  return a.equals(b);
}
