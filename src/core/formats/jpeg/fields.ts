import { latin1 } from '../../base/bytes';
import { fieldsOfRecord, plainField, shownValue, type HeaderField } from '../headerField';
import { readHeader, segmentsOf } from './header';

const comment = 0xfe;

/**
 * Size, process and orientation of the picture, and its comments, which may say anything.
 * @throws UserError `damaged` or `unsupported-encoding`
 */
export function readFields(bytes: Uint8Array): Promise<readonly HeaderField[]> {
  return Promise.resolve().then(() => {
    const comments = [...segmentsOf(bytes)].flatMap(({ code, segment }) =>
      code === comment ? [{ ...plainField('comment', shownValue(latin1(segment)), 'COM'), confidential: true }] : [],
    );
    return [...fieldsOfRecord(readHeader(bytes)), ...comments];
  });
}
