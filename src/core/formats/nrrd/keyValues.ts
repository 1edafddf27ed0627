import { decodeText } from '../../base/text';
import { headerPortion } from '../headerLines';

/** The keys and values of a header, `key:=value`, in UTF-8; of one key the last value. @param bytes a file, or its beginning */
export function keyValuesOf(bytes: Uint8Array): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const line of decodeText(bytes.subarray(0, headerPortion), 'utf-8').split(/\r?\n/)) {
    if (line === '') break;
    const match = /^([^#:][^:]*):=(.*)$/.exec(line);
    if (match !== null) values.set(match[1]!, unescaped(match[2]!));
  }
  return values;
}

function unescaped(value: string): string {
  return value.replace(/\\([\\n])/g, (_, sign: string) => (sign === 'n' ? '\n' : '\\'));
}
