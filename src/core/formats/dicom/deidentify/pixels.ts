import type { ByteSource } from '../../../base/byteSource';
import { t } from '../../../text/message';
import { damaged } from '../../failures';
import type { Element } from '../dataSet';
import type { Fragments } from '../write/dataSet';

const item = 0xe000fffe;
const sequenceEnd = 0xe0ddfffe;

/**
 * The pixels of a file as they are: their bytes, or the offset table and the fragments of encapsulated ones.
 * @throws UserError `damaged`
 */
export async function readPixels(file: ByteSource, pixels: Element): Promise<Uint8Array | Fragments> {
  if (pixels.isDelimited !== true) return file.read(pixels.dataOffset, pixels.length);
  const bytes = await file.read(pixels.dataOffset, file.size - pixels.dataOffset);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const fragments: Uint8Array[] = [];
  let at = 0;
  while (at + 8 <= bytes.length) {
    const tag = view.getUint32(at, true);
    const length = view.getUint32(at + 4, true);
    at += 8;
    // Some writers leave out the end.
    if (tag === sequenceEnd) break;
    if (tag !== item) throw damaged(t`The compressed pixel data contain elements other than items.`);
    if (at + length > bytes.length) throw damaged(t`The DICOM data end too early; the file is truncated.`);
    fragments.push(bytes.subarray(at, at + length));
    at += length;
  }
  return { fragments };
}
