import { t } from '../../text/message';
import { damaged } from '../failures';
import { checkRatio, inflateUpTo } from '../inflate';
import { inflatedBytes, type PngHeader } from './header';

/**
 * Checks the length of the pixel data before the parser inflates whatever is there.
 * @throws UserError `damaged`
 */
export function checkLength(header: PngHeader): void {
  const expected = inflatedBytes(header);
  checkRatio(
    expected,
    header.data.reduce((sum, { length }) => sum + length, 0),
  );
  const { bytes, more } = inflateUpTo(expected, header.data, 'zlib');
  if (more) throw damaged(t`The PNG contains more pixels than its header declares.`);
  if (bytes.length < expected) throw damaged(t`The PNG contains fewer pixels than its header declares.`);
}
