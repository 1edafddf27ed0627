import type { ByteSource } from '../../base/byteSource';
import { plainField, shownValue, type HeaderField } from '../headerField';
import { readDirectories, tag, type Directory } from './directory';

/** Texts and times written by users or scanners. */
const free: ReadonlySet<number> = new Set([tag.imageDescription, tag.dateTime, tag.artist]);

/** Numbers of a field that are written out. */
const shownNumbers = 64;

/**
 * The fields of the first page, by the names of TIFF 6.0, and how many pages there are.
 * @throws UserError `damaged`
 */
export async function readFields(_head: Uint8Array, file: ByteSource): Promise<readonly HeaderField[]> {
  const { pages } = await readDirectories(file);
  const page = pages[0]!;
  const fields = Object.entries(tag).flatMap(([name, code]) =>
    page.has(code)
      ? [{ ...plainField(name, valueOf(page, code)), tag: String(code), confidential: free.has(code) }]
      : [],
  );
  return [...fields, plainField('pages', String(pages.length))];
}

function valueOf(page: Directory, code: number): string {
  const text = page.text(code);
  if (text !== '') return shownValue(text);
  const bytes = page.bytes(code);
  if (bytes !== undefined && bytes.length > 1) return `${bytes.length} bytes`;
  const values = page.numbers(code);
  const shown = values.slice(0, shownNumbers).join('\\');
  return values.length > shownNumbers ? `${shown}\\… (${values.length} values)` : shown;
}
