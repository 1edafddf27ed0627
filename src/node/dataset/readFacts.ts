import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { CancellationToken } from '../../core/base/cancellation';
import { userErrorOf } from '../../core/base/error';
import { maskFacts, noHeader, noMasks, type HeaderFacts, type MaskFacts } from '../../core/dataset/datasetImage';
import type { SeriesMode } from '../../core/formats/dicom/series/seriesMode';
import type { SliceHeader } from '../../core/formats/dicom/series/sliceHeader';
import { sidecarName } from '../../core/sidecar/names';
import { parseSidecar } from '../../core/sidecar/sidecar';
import { readSliceHeaderFile } from '../decode/readSliceHeaderFile';
import { readSeriesHeaders, type HeaderContext } from '../series/headers';
import { imagesOf } from '../series/imagesOf';
import { readTextFile } from '../files/textFile';

/** Files that are examined at the same time. */
const width = 64;

/** Stands for a state of a file: modification time in milliseconds and size in bytes; null where there is no file. */
export type Stamp = readonly [number, number] | null;

/** Facts and the state of the file that they were read from. */
export interface Stamped<T> {
  readonly stamp: Stamp;
  readonly facts: T;
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
    return { stamp, facts: maskFacts(parseSidecar(await readTextFile(file), file)) };
  } catch (error) {
    return { stamp, facts: { ...noMasks, problem: userErrorOf(error, file).message } };
  }
}

/** Stands for the files of these names in a folder, as they are and as they are taken. */
export async function stateOfFiles(folder: string, names: readonly string[], series: SeriesMode): Promise<string> {
  const hash = createHash('sha256').update(series);
  const sorted = [...names].sort();
  for (let at = 0; at < sorted.length; at += width) {
    const some = sorted.slice(at, at + width);
    const stamps = await Promise.all(some.map(async (name) => [name, await stampOf(path.join(folder, name))]));
    hash.update(JSON.stringify(stamps));
  }
  return hash.digest('hex');
}

/**
 * What the headers of the DICOM files in a folder say.
 * @param names the files of the folder that are images, or may be
 * @returns by name; null for what is no image of its own: a slice of another file's series, a segmentation, what has no pixels
 * @throws UserError `cancelled`
 */
export async function readHeaderFacts(
  folder: string,
  names: readonly string[],
  series: SeriesMode,
  token: CancellationToken,
): Promise<ReadonlyMap<string, HeaderFacts | null>> {
  const context: HeaderContext = { readHeaders: (paths) => Promise.all(paths.map(readSliceHeaderFile)), token };
  const images = await imagesOf(folder, names, series, context);
  const facts = new Map<string, HeaderFacts | null>(
    names.map((name) => [name, images.get(name)?.image.path === name ? noHeader : null]),
  );
  const own = names.filter((name) => facts.get(name) !== null);
  for (const { name, header } of await readSeriesHeaders(folder, own, context)) {
    facts.set(name, factsOf(header, images.get(name)?.image.series?.files.length));
  }
  return facts;
}

function factsOf(
  { modality, seriesUid: uid, seriesNumber, seriesDescription }: SliceHeader,
  slices: number | undefined,
): HeaderFacts {
  const name = [seriesNumber, seriesDescription].filter((part) => part !== '').join(' · ');
  return {
    modality,
    ...(uid === '' ? {} : { series: { uid, name } }),
    ...(slices === undefined ? {} : { slices }),
  };
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
