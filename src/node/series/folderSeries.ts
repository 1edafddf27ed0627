import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { mayBeDicom } from '../../core/formats/dicom/sniff';
import type { SeriesMode } from '../../core/formats/dicom/series/seriesMode';
import { sortSeries, type SeriesStack } from '../../core/formats/dicom/series/stacks';
import type { Plane } from '../../core/geometry/planeStack';
import type { VolumeGeometry } from '../../core/geometry/volumeGeometry';
import { t, type Message } from '../../core/text/message';
import { isSamePath } from '../files/fileKey';
import { readSeriesHeaders, type HeaderContext, type HeaderedFile } from './headers';
import { masksBeside } from './seriesMasks';

/** A DICOM series as one image: its slices are files of one folder. */
export interface SeriesImage {
  /** Path of the file that stands for the series: its masks lie beside this one. */
  readonly anchor: string;
  /** Whether masks of the series lie beside that file. */
  readonly isMasked: boolean;
  /** Absolute paths in the order of the slices, volume after volume. */
  readonly files: readonly string[];
  /** Slices of one volume. */
  readonly slices: number;
  /** Those of the files that have masks of their own: they open separately. */
  readonly apart: ReadonlySet<string>;
  /** SOP Instance UIDs in the order of the files; a file's name where it has none. */
  readonly instances: readonly string[];
  /** Stand for the files' contents, in their order. */
  readonly stamps: readonly string[];
  /** Where the slices of a volume lie, in their order. */
  readonly planes: readonly Plane[];
  readonly geometry?: VolumeGeometry;
  readonly remarks: readonly Message[];
}

/** Where a file's pixels are found: as a slice of a series, or in the file alone. */
export interface ImagePlace {
  readonly series?: SeriesImage;
  /** Slice of the series that the file is; 0 without a series. */
  readonly slice: number;
  /** Volume of the series that the slice lies in. */
  readonly volume: number;
  /** Why a file of a series stays alone. */
  readonly remark?: Message;
}

/**
 * Where the image of a file is found.
 * @param mode `single` to treat every file as a separate image, except the one beside which the masks of a series are stored
 * @param among names of the files to examine, if it is known which form a series; otherwise all of the folder
 * @throws UserError `cancelled`
 */
export async function imagePlaceOf(
  target: string,
  mode: SeriesMode,
  context: HeaderContext,
  among?: readonly string[],
): Promise<ImagePlace> {
  const [folder, name] = [path.dirname(target), path.basename(target)];
  const alone: ImagePlace = { slice: 0, volume: 0 };
  if (!mayBeDicom(name)) return alone;
  if (mode === 'single' && (await masksBeside(folder, name, new Set(await filesOf(folder)))) !== 'series') return alone;
  const [file] = await readSeriesHeaders(folder, [name], { ...context, onProgress: () => undefined });
  // Most files that are not a slice need no scan of their folder.
  if (file?.header.plane === undefined) return alone;
  return (await dicomFilesIn(folder, context, among)).find((other) => isSamePath(other.name, name))?.place ?? alone;
}

/** A DICOM file of a folder, and where its image is found. */
export interface PlacedFile extends HeaderedFile {
  readonly folder: string;
  readonly place: ImagePlace;
}

/**
 * All DICOM files in a folder, without those in folders below.
 * @param among names of the files to examine
 * @throws UserError `cancelled`
 */
export async function dicomFilesIn(
  folder: string,
  context: HeaderContext,
  among?: readonly string[],
): Promise<readonly PlacedFile[]> {
  const names = await filesOf(folder);
  const candidates = (among ?? names).filter((name) => mayBeDicom(name) && !name.startsWith('.'));
  const files = await readSeriesHeaders(folder, candidates, context);
  const present = new Set(names);
  const places = new Map<string, ImagePlace>();
  const { stacks, single } = sortSeries(files);
  for (const { file, remark } of single) {
    places.set(file.name, { slice: 0, volume: 0, ...(remark === undefined ? {} : { remark }) });
  }
  for (const stack of stacks) {
    for (const part of await apartByMasks(folder, stack, present)) {
      for (const [name, place] of await placesOf(folder, part, present)) places.set(name, place);
    }
  }
  return files.map((file) => ({ ...file, folder, place: places.get(file.name)! }));
}

/** Names of what a folder holds, without folders. */
export async function filesOf(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name);
}

/** A stack of several volumes as one of each volume, if masks were made for more than one of them separately: each keeps its own. */
async function apartByMasks(
  folder: string,
  stack: SeriesStack,
  present: ReadonlySet<string>,
): Promise<readonly SeriesStack[]> {
  const { volumes } = stack;
  const masked = await Promise.all(
    volumes.map((volume) => Promise.all(volume.map(({ name }) => masksBeside(folder, name, present)))),
  );
  if (masked.filter((masks) => masks.includes('series')).length < 2) return [stack];
  return volumes.map((volume, i) => {
    const remark = t`This is volume ${i + 1} of ${volumes.length}. The volumes open separately because several have masks of their own.`;
    return { ...stack, volumes: [volume], remarks: [remark, ...stack.remarks] };
  });
}

/** Places of a stack's files: the first one that can stands for all, those with masks of their own stay alone. */
async function placesOf(
  folder: string,
  stack: SeriesStack,
  present: ReadonlySet<string>,
): Promise<(readonly [string, ImagePlace])[]> {
  const files = (stack.volumes as readonly (readonly HeaderedFile[])[]).flat();
  const slices = stack.volumes[0]!.length;
  const masks = await Promise.all(files.map(({ name }) => masksBeside(folder, name, present)));
  const anchorAt = masks.includes('series') ? masks.indexOf('series') : masks.indexOf('none');
  const anchor = files[anchorAt];
  const apart = files.filter((file, i) => file !== anchor && masks[i] !== 'none').map(({ name }) => name);
  const remark =
    files.length === 2
      ? t`This file has masks of its own, so it opens without the other file of its series.`
      : t`This file has masks of its own, so it opens without the ${files.length - 1} other files of its series.`;
  if (anchor === undefined) return files.map(({ name }) => [name, { slice: 0, volume: 0, remark }]);
  const series: SeriesImage = {
    anchor: path.join(folder, anchor.name),
    isMasked: masks[anchorAt] === 'series',
    files: files.map(({ name }) => path.join(folder, name)),
    slices,
    apart: new Set(apart.map((name) => path.join(folder, name))),
    instances: files.map(({ name, header }) => header.instanceUid || name),
    stamps: files.map(({ stamp }) => stamp),
    planes: files.slice(0, slices).map(({ header }) => header.plane!),
    ...(stack.geometry === undefined ? {} : { geometry: stack.geometry }),
    remarks: [...stack.remarks, ...describeApart(apart)],
  };
  const alone = new Set(apart);
  return files.map(({ name }, at) => [
    name,
    alone.has(name) ? { slice: 0, volume: 0, remark } : { series, slice: at % slices, volume: Math.floor(at / slices) },
  ]);
}

function describeApart(names: readonly string[]): Message[] {
  if (names.length === 0) return [];
  const list = `${names.slice(0, 3).join(', ')}${names.length > 3 ? ' …' : ''}`;
  return [
    names.length === 1
      ? t`One slice has masks of its own, which appear when its file is opened separately: ${list}.`
      : t`${names.length} slices have masks of their own, which appear when their files are opened separately: ${list}.`,
  ];
}
