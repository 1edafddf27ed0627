import type { FileHandle } from 'node:fs/promises';
import { readSliceHeader, type SliceHeader } from '../../core/formats/dicom/series/sliceHeader';
import { detectFormat } from '../../core/formats/registry';
import { openToRead } from '../files/readFile';

/** Bytes from the start of a file that are tried in turn: most headers end within the first. */
const portions = [2 ** 16, 2 ** 20, 2 ** 24, 2 ** 26];

/** The header of a DICOM file without its pixels; null for what is no DICOM or cannot be read. */
export async function readSliceHeaderFile(path: string): Promise<SliceHeader | null> {
  let file: FileHandle | undefined;
  try {
    file = await openToRead(path);
    const { size } = await file.stat();
    for (const portion of portions) {
      const bytes = new Uint8Array(Math.min(portion, size));
      const { bytesRead } = await file.read(bytes, 0, bytes.length, 0);
      const head = bytes.subarray(0, bytesRead);
      if (detectFormat(head, path) !== 'dicom') return null;
      try {
        return readSliceHeader(head);
      } catch {
        // The header may be longer than what was read of it.
        if (portion >= size) return null;
      }
    }
    return null;
  } catch {
    // An unreadable file is not a slice of a series; opening it separately says why.
    return null;
  } finally {
    await file?.close();
  }
}
