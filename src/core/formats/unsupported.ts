import { t, type Text } from '../text/message';
const magics: readonly (readonly [name: Text, offset: number, bytes: readonly number[]])[] = [
  [t`MINC 2 or another HDF5 file`, 0, [0x89, 0x48, 0x44, 0x46]],
  [t`MINC`, 0, [0x43, 0x44, 0x46]],
  [t`JPEG 2000`, 0, [0x00, 0x00, 0x00, 0x0c, 0x6a, 0x50]],
  [t`GIF`, 0, [0x47, 0x49, 0x46, 0x38]],
  [t`PDF`, 0, [0x25, 0x50, 0x44, 0x46]],
  [t`A ZIP archive`, 0, [0x50, 0x4b, 0x03, 0x04]],
  [t`A gzip file that contains neither NIfTI nor MGH`, 0, [0x1f, 0x8b]],
];

/** Name of a format that is known but not supported, for an error that helps. */
export function unsupportedName(bytes: Uint8Array): Text | undefined {
  return magics.find(([, offset, magic]) => magic.every((byte, i) => bytes[offset + i] === byte))?.[0];
}
