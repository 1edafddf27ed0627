import { readHeader as parseHeader } from 'nifti-reader-js';
import { t } from '../../text/message';
import { damaged, parsing } from '../failures';
import { fieldsOfRecord, type HeaderField } from '../headerField';
import { asNifti } from './pair';
import { headerBytes, plainStart, sniffedBytes, versionOf } from './sniff';

/** Free texts; sites put names and record numbers into them. */
const free: ReadonlySet<string> = new Set(['description', 'aux_file', 'intent_name']);
/** What the parser adds to the fields of the file. */
const own: ReadonlySet<string> = new Set(['affine', 'extensions', 'littleEndian', 'isHDR', 'qfac']);

/**
 * The fields of the header by the parser's names, close to those of `nifti1.h`.
 * @throws UserError `damaged`
 */
export function readFields(bytes: Uint8Array): Promise<readonly HeaderField[]> {
  return Promise.resolve().then(() => {
    const start = asNifti(plainStart(bytes.subarray(0, sniffedBytes))).slice(0, headerBytes);
    const version = versionOf(start);
    if (version === undefined) throw damaged(t`The NIfTI header is missing or truncated.`);
    const flag = version === 1 ? 348 : 540;
    const buffer = start.slice().fill(0, flag, flag + 4).buffer;
    const header = parsing(t`The NIfTI header`, () => parseHeader(buffer));
    return fieldsOfRecord(plainValues(header)).map((field) => ({ ...field, confidential: free.has(field.name) }));
  });
}

function plainValues(header: object): object {
  const entries = Object.entries(header) as [string, unknown][];
  return Object.fromEntries(entries.filter(([name, value]) => typeof value !== 'function' && !own.has(name)));
}
