import { UserError } from '../../src/core/base/error';
import type { ByteSource } from '../../src/core/model/checkpoint/byteSource';

/** A file held in memory. */
export function memorySource(bytes: Uint8Array): ByteSource {
  return {
    size: bytes.length,
    read: (offset, length) =>
      offset + length <= bytes.length
        ? Promise.resolve(bytes.subarray(offset, offset + length))
        : Promise.reject(new UserError('damaged', { problem: 'The file is cut off.' })),
  };
}
