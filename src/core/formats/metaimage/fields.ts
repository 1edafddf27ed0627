import type { HeaderField } from '../headerField';
import { textHeaderFields } from '../textHeaderFields';

/** The lines of the header, up to ElementDataFile, which ends it. */
export function readFields(bytes: Uint8Array): Promise<readonly HeaderField[]> {
  return Promise.resolve().then(() => textHeaderFields(bytes, (line) => line.startsWith('ElementDataFile')));
}
