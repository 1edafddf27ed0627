import { createHash } from 'node:crypto';

/**
 * A UID from a UUID (PS3.5, B.2) that stands for its parts: the same for the same, so that an export gives the same bytes.
 * @param parts in their order
 */
export function dicomUid(...parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) {
    const bytes = Buffer.from(part);
    hash.update(`${bytes.length}:`).update(bytes);
  }
  const uuid = hash.digest().subarray(0, 16);
  // Version 8, made by a rule of its own (RFC 9562, 5.8).
  uuid[6] = (uuid[6]! & 0x0f) | 0x80;
  uuid[8] = (uuid[8]! & 0x3f) | 0x80;
  return `2.25.${BigInt(`0x${uuid.toString('hex')}`)}`;
}
