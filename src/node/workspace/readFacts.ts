import { open, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { userErrorOf } from '../../core/base/error';
import { identityBytes, readIdentity } from '../../core/formats/dicom/identity';
import { detectFormat, isImageName } from '../../core/formats/registry';
import { sidecarName } from '../../core/sidecar/names';
import { parseSidecar } from '../../core/sidecar/sidecar';
import { maskFacts, noHeader, noMasks, type HeaderFacts, type MaskFacts } from '../../core/workspace/datasetImage';

/** Stands for a state of a file: modification time in milliseconds and size in bytes; null where there is no file. */
export type Stamp = readonly [number, number] | null;

/** Facts and the state of the file that they were read from. */
export interface Stamped<T> {
  readonly stamp: Stamp;
  readonly facts: T;
}

/** Only such files say in their first bytes what they show; of other formats the name is all that is cheap. */
const dicomName = /\.(dcm|dicom|ima)$/i;

/** Whether a file's header is worth a look. */
export function hasTellingHeader(name: string): boolean {
  return dicomName.test(name) || !isImageName(name);
}

/**
 * What the sidecar beside an image says of it.
 * @param image absolute path
 * @param known what was read before, which still holds when the file is the same
 */
export async function readMaskFacts(image: string, known?: Stamped<MaskFacts>): Promise<Stamped<MaskFacts>> {
  const file = path.join(path.dirname(image), sidecarName(path.basename(image)));
  const stamp = await stampOf(file);
  if (stamp === null) return { stamp, facts: noMasks };
  if (known !== undefined && isSame(known.stamp, stamp)) return known;
  try {
    return { stamp, facts: maskFacts(parseSidecar(await readFile(file, 'utf8'), file).objects) };
  } catch (error) {
    return { stamp, facts: { ...noMasks, problem: userErrorOf(error, file).message } };
  }
}

/**
 * What the first bytes of a DICOM file say; nothing is known of other files.
 * @param image absolute path
 */
export async function readHeaderFacts(image: string, known?: Stamped<HeaderFacts>): Promise<Stamped<HeaderFacts>> {
  const stamp = await stampOf(image);
  if (stamp === null) return { stamp, facts: noHeader };
  if (known !== undefined && isSame(known.stamp, stamp)) return known;
  const head = await readHead(image);
  const isDicom = head !== undefined && detectFormat(head, path.basename(image)) === 'dicom';
  return { stamp, facts: isDicom ? readIdentity(head) : noHeader };
}

async function readHead(file: string): Promise<Uint8Array | undefined> {
  try {
    const handle = await open(file);
    try {
      const { buffer, bytesRead } = await handle.read(new Uint8Array(identityBytes), 0, identityBytes, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch {
    return undefined;
  }
}

async function stampOf(file: string): Promise<Stamp> {
  return stat(file).then(
    ({ mtimeMs, size }) => [mtimeMs, size],
    () => null,
  );
}

function isSame(a: Stamp, b: Stamp): boolean {
  return a !== null && b !== null && a[0] === b[0] && a[1] === b[1];
}
