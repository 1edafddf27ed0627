const preambleLength = 128;
const prefix = [0x44, 0x49, 0x43, 0x4d];

/** Bytes of preamble and prefix. */
export const preambleBytes = preambleLength + prefix.length;

/** Whether the bytes begin as DICOM Part 10 does (PS3.10, 7.1) or, lacking its preamble, with a data set. */
export function sniff(head: Uint8Array, name: string): boolean {
  return hasPreamble(head) || ((startsWithMeta(head) || startsWithDataSet(head)) && mayBeDicom(name));
}

/** Whether a file may be DICOM by its name: names of DICOM files end in `.dcm` and the like, in the digits of a UID or without an ending at all. */
export function mayBeDicom(name: string): boolean {
  const ending = /\.([a-z][a-z0-9]*)$/i.exec(name)?.[1];
  return ending === undefined || /^(dcm|dicom|ima)$/i.test(ending);
}

/** The preamble and the prefix `DICM` that Part 10 asks for. */
export function newPreamble(): Uint8Array {
  const preamble = new Uint8Array(preambleLength + prefix.length);
  preamble.set(prefix, preambleLength);
  return preamble;
}

export function hasPreamble(head: Uint8Array): boolean {
  return prefix.every((byte, i) => head[preambleLength + i] === byte);
}

/** Some files lack preamble and prefix but have the file meta information, which is explicit VR little endian. */
export function startsWithMeta(head: Uint8Array): boolean {
  return head[0] === 2 && head[1] === 0 && head[3] === 0 && hasExplicitVr(head);
}

/**
 * Some old files start with their data set, little endian: an element of group 0008 whose number is small and whose
 * length, by explicit or implicit VR, stays small as well.
 */
function startsWithDataSet(head: Uint8Array): boolean {
  if (head.length < 8 || head[0] !== 8 || head[1] !== 0 || head[3] !== 0 || head[2]! > 0x70) return false;
  return hasExplicitVr(head) || (head[4]! < 128 && head[5] === 0 && head[6] === 0 && head[7] === 0);
}

/** Whether the element at the start of the bytes names its value representation. */
function hasExplicitVr(head: Uint8Array): boolean {
  return isCapital(head[4]) && isCapital(head[5]);
}

function isCapital(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x41 && byte <= 0x5a;
}
