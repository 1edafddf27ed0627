import { t } from '../../text/message';
import type { CodecName } from '../pixelCodecs';
import { unsupportedEncoding } from '../failures';

export interface TransferSyntax {
  readonly uid: string;
  readonly name: string;
  /** How a frame is stored: as samples, as run lengths or for a codec. */
  readonly compression: 'none' | 'rle' | CodecName;
  readonly bigEndian?: boolean;
}

const uidRoot = '1.2.840.10008.1.2';

export const implicitLittleEndian = uidRoot;
export const explicitLittleEndian = `${uidRoot}.1`;
export const bigEndian = `${uidRoot}.2`;
export const deflated = `${uidRoot}.1.99`;

const syntaxes: readonly TransferSyntax[] = [
  { uid: implicitLittleEndian, name: 'Implicit VR Little Endian', compression: 'none' },
  { uid: explicitLittleEndian, name: 'Explicit VR Little Endian', compression: 'none' },
  { uid: deflated, name: 'Deflated Explicit VR Little Endian', compression: 'none' },
  { uid: bigEndian, name: 'Explicit VR Big Endian', compression: 'none', bigEndian: true },
  { uid: `${uidRoot}.5`, name: 'RLE Lossless', compression: 'rle' },
  { uid: `${uidRoot}.4.50`, name: 'JPEG Baseline', compression: 'jpeg' },
  { uid: `${uidRoot}.4.51`, name: 'JPEG Extended', compression: 'jpeg' },
  { uid: `${uidRoot}.4.53`, name: 'JPEG Spectral Selection', compression: 'jpeg' },
  { uid: `${uidRoot}.4.55`, name: 'JPEG Full Progression', compression: 'jpeg' },
  { uid: `${uidRoot}.4.57`, name: 'JPEG Lossless', compression: 'jpeg-lossless' },
  { uid: `${uidRoot}.4.70`, name: 'JPEG Lossless, first-order prediction', compression: 'jpeg-lossless' },
  { uid: `${uidRoot}.4.80`, name: 'JPEG-LS Lossless', compression: 'jpeg-ls' },
  { uid: `${uidRoot}.4.81`, name: 'JPEG-LS Near-Lossless', compression: 'jpeg-ls' },
  { uid: `${uidRoot}.4.90`, name: 'JPEG 2000 Lossless', compression: 'jpeg-2000' },
  { uid: `${uidRoot}.4.91`, name: 'JPEG 2000', compression: 'jpeg-2000' },
  { uid: `${uidRoot}.4.201`, name: 'HTJ2K Lossless', compression: 'htj2k' },
  { uid: `${uidRoot}.4.202`, name: 'HTJ2K Lossless RPCL', compression: 'htj2k' },
  { uid: `${uidRoot}.4.203`, name: 'HTJ2K', compression: 'htj2k' },
];

const byUid: ReadonlyMap<string, TransferSyntax> = new Map(syntaxes.map((syntax) => [syntax.uid, syntax]));

/** Its display name, or the UID itself. */
export function nameOfSyntax(uid: string): string {
  return byUid.get(uid)?.name ?? uid;
}

/** @throws UserError `unsupported-encoding` that names the UID */
export function transferSyntaxOf(uid: string): TransferSyntax {
  const syntax = byUid.get(uid);
  if (syntax !== undefined) return syntax;
  throw unsupportedEncoding(
    uid === '' ? t`The DICOM transfer syntax has no UID.` : t`The DICOM transfer syntax ${uid} is not supported.`,
    t`Convert the file to Explicit VR Little Endian.`,
  );
}
