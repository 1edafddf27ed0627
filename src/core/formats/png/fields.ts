import { latin1 } from '../../base/bytes';
import { fieldsOfRecord, plainField, shownValue, type HeaderField } from '../headerField';
import { chunksOf, readHeader } from './header';

/**
 * Size and kind of the pixels, and the uncompressed texts (PNG 3rd edition, 11.3.3.2), which may say anything.
 * @throws UserError `damaged`
 */
export function readFields(bytes: Uint8Array): Promise<readonly HeaderField[]> {
  return Promise.resolve().then(() => {
    const { width, height, depth, channels, indexed, interlaced } = readHeader(bytes);
    const texts = [...chunksOf(bytes)].flatMap(({ type, content }) => (type === 'tEXt' ? [textOf(content)] : []));
    return [...fieldsOfRecord({ width, height, depth, channels, indexed, interlaced }), ...texts];
  });
}

/** A keyword, a zero, and the text. */
function textOf(content: Uint8Array): HeaderField {
  const text = latin1(content);
  const end = text.indexOf('\0');
  return { ...plainField(text.slice(0, end), shownValue(text.slice(end + 1)), 'tEXt'), confidential: true };
}
