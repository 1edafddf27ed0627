import type { HeaderField } from '../headerField';
import { textHeaderFields } from '../textHeaderFields';

/** The lines of the header, up to the empty one that ends it. */
export function readFields(bytes: Uint8Array): Promise<readonly HeaderField[]> {
  return Promise.resolve().then(() => textHeaderFields(bytes, (line) => line === ''));
}
