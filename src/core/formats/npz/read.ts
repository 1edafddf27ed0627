import { bytesSource, wholeOf, type ByteSource } from '../../base/byteSource';
import type { MedicalImage } from '../../image/medicalImage';
import { t, type Message } from '../../text/message';
import { unsupportedEncoding } from '../failures';
import { read as readArray } from '../npy/read';
import { arraysIn, type StoredArray } from './arrays';

/**
 * Reads the array of a NumPy archive that is named like an image, or else its largest, as its `.npy` file is read. A remark
 * names the others.
 * @throws UserError `damaged`, `unsupported-encoding` or `too-large`
 */
export async function read(content: ByteSource): Promise<MedicalImage> {
  const [chosen, ...others] = arraysIn(await wholeOf(content));
  if (chosen === undefined) {
    throw unsupportedEncoding(t`The NumPy archive contains no array with two or more dimensions.`, t`Open an image.`);
  }
  const image = await readArray(bytesSource(chosen.file));
  const { info } = image;
  const encoding = `${info.encoding}, array “${chosen.name}”`;
  const remarks = others.length === 0 ? {} : { remarks: [describeOthers(chosen, others)] };
  return { ...image, info: { ...info, format: 'npz', encoding, ...remarks } };
}

function describeOthers(chosen: StoredArray, others: readonly StoredArray[]): Message {
  const names = others.map(({ name, shape }) => `“${name}” (${shape.join(' × ')})`).join(', ');
  return t`The archive contains several arrays; “${chosen.name}” is shown, but not ${names}. Save an array as .npy to open it.`;
}
