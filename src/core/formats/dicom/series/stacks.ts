import {
  areAtOnePlace,
  areParallel,
  heightOf,
  normalOf,
  stackOf,
  type Plane,
  type PlaneStack,
} from '../../../geometry/planeStack';
import { t, type Message } from '../../../text/message';
import { momentKeys } from './moment';
import type { SliceHeader } from './sliceHeader';
import { splitVolumes } from './volumes';

/** A file of a folder with what its header says. */
export interface SeriesFile {
  /** Name without folder. */
  readonly name: string;
  readonly header: SliceHeader;
}

/** Files of one series that make one image. */
export interface SeriesStack extends PlaneStack {
  /** Of each volume the files, in the order of their slices: along the normal of their planes. */
  readonly volumes: readonly (readonly SeriesFile[])[];
}

export interface SortedSeries {
  readonly stacks: readonly SeriesStack[];
  /** Files that are images of their own, with the reason where they might be expected in a stack. */
  readonly single: readonly { readonly file: SeriesFile; readonly remark?: Message }[];
}

type PlacedFile = SeriesFile & { readonly header: { readonly plane: Plane } };

/**
 * Puts files together to images: by series, then by size, colour, orientation and frame of reference. Where as many lie at each
 * place, they are volumes of one image; where several lie at some, they are parted by time, echo and the like. Files without a
 * place in the patient, and those with several frames, stay images of their own. The order of `files` does not matter.
 */
export function sortSeries(files: readonly SeriesFile[]): SortedSeries {
  const stacks: SeriesStack[] = [];
  const single: { file: SeriesFile; remark?: Message }[] = [];
  for (const series of groupBy(files.toSorted(byNumber), ({ header }) => header.seriesUid)) {
    const placed = series.filter(isPlaced);
    single.push(...series.filter((file) => !isPlaced(file)).map((file) => ({ file })));
    const groups = groupBySpace(placed).flatMap(splitByMoment);
    for (const group of groups) {
      const [kept, ...later] = group.volumes;
      const first = kept[0]!;
      if (kept.length === 1) {
        single.push(...group.files.map((file) => ({ file })));
        continue;
      }
      for (const { file, of } of group.repeated) {
        single.push({ file, remark: t`This file duplicates ${of.name} and is not a slice of the series.` });
      }
      const spacing = first.header.pixelSpacing ?? [1, 1];
      const stack = stackOf(
        kept.map(({ header }) => header.plane),
        spacing,
        first.header.thickness,
      );
      const remarks = [
        ...group.remarks,
        ...stack.remarks,
        ...describeRepeats(group.repeated.length),
        ...describeOthers(series.length - group.files.length, groups.length > 1),
      ];
      const known = first.header.pixelSpacing !== undefined && stack.geometry !== undefined;
      stacks.push({ volumes: [kept, ...later], remarks, ...(known ? { geometry: stack.geometry } : {}) });
    }
  }
  return { stacks, single };
}

function isPlaced(file: SeriesFile): file is PlacedFile {
  const { plane, frames } = file.header;
  return plane !== undefined && frames === 1;
}

/** By instance number, then by name: what decides where geometry does not. */
function byNumber(a: SeriesFile, b: SeriesFile): number {
  const number = (a.header.moment.instanceNumber ?? Infinity) - (b.header.moment.instanceNumber ?? Infinity);
  return number < 0 || number > 0 ? number : a.name < b.name ? -1 : 1;
}

/** Groups of equal size, colour, frame of reference and orientation, sorted along their normal. */
function groupBySpace(files: readonly PlacedFile[]): PlacedFile[][] {
  const alike = groupBy(files, ({ header: { width, height, color, frameOfReference, pixelSpacing } }) =>
    JSON.stringify([width, height, color, frameOfReference, pixelSpacing?.map((size) => size.toFixed(4))]),
  );
  const groups = alike.flatMap((group) => {
    const parallel: PlacedFile[][] = [];
    for (const file of group) {
      const own = parallel.find(([first]) => areParallel(first!.header.plane, file.header.plane));
      if (own === undefined) parallel.push([file]);
      else own.push(file);
    }
    return parallel;
  });
  return groups.map((group) => {
    const normal = normalOf(group[0]!.header.plane);
    return group.toSorted((a, b) => heightOf(a.header.plane, normal) - heightOf(b.header.plane, normal));
  });
}

/** Files that make one image, and those that repeat one of them. */
interface Group {
  readonly files: readonly PlacedFile[];
  readonly volumes: readonly [readonly PlacedFile[], ...(readonly PlacedFile[])[]];
  readonly repeated: readonly { readonly file: PlacedFile; readonly of: PlacedFile }[];
  readonly remarks: readonly Message[];
}

/**
 * Files of one orientation; where as many lie at each place, they are volumes, and where several lie at some, they are parted by
 * the first key that distinguishes them.
 */
function splitByMoment(files: readonly PlacedFile[]): Group[] {
  const places = placesOf(files);
  const most = Math.max(...places.map(({ length }) => length));
  if (most === 1 || places.length === 1) return [groupOf(files)];
  const volumes = areCopies(files) ? undefined : splitVolumes(places);
  if (volumes !== undefined) {
    const [first, ...later] = volumes;
    return [{ files, volumes: [first!, ...later], repeated: [], remarks: [] }];
  }
  for (const [index, { part: describe }] of momentKeys.entries()) {
    const parts = groupBy(files, ({ header }) => header.moment.keys[index]!);
    if (parts.length > 1 && parts.length < files.length && !parts.some(hasRepeats)) {
      return parts.map((part, i) => groupOf(part, describe(i + 1, parts.length)));
    }
  }
  const parts = groupBy(files, ({ header }) => JSON.stringify(header.moment.keys));
  // More parts than files at any place come from values that each slice has of its own, while some files are copies.
  if (parts.length === 1 || parts.length > most) return [groupOf(files)];
  return parts.map((part, i) =>
    groupOf(part, t`This is part ${i + 1} of ${parts.length}, whose slices are not all in the same positions.`),
  );
}

/** Whether some files are the same instance. */
function areCopies(files: readonly PlacedFile[]): boolean {
  const uids = files.map(({ header }) => header.instanceUid).filter((uid) => uid !== '');
  return new Set(uids).size < uids.length;
}

/** A group of one volume. @param part which of several that do not lie at the same places */
function groupOf(files: readonly PlacedFile[], part?: Message): Group {
  const places = placesOf(files);
  const kept = places.map(([first]) => first!);
  const repeated = places.flatMap(([of, ...others]) => others.map((file) => ({ file, of: of! })));
  const remarks = part === undefined ? [] : [part];
  return { files, volumes: [kept], repeated, remarks };
}

function hasRepeats(files: readonly PlacedFile[]): boolean {
  return placesOf(files).length < files.length;
}

/** Files in order along their normal, by place. */
function placesOf(files: readonly PlacedFile[]): PlacedFile[][] {
  const places: PlacedFile[][] = [];
  for (const file of files) {
    const here = places.at(-1);
    if (here !== undefined && areAtOnePlace(here[0]!.header.plane, file.header.plane)) here.push(file);
    else places.push([file]);
  }
  return places;
}

function describeRepeats(count: number): Message[] {
  if (count === 0) return [];
  return [
    count === 1
      ? t`One file duplicates a slice and is left out.`
      : t`${count} files duplicate slices and are left out.`,
  ];
}

function describeOthers(count: number, several: boolean): Message[] {
  if (count === 0 || !several) return [];
  return [
    count === 1
      ? t`One more file of the series differs in size, orientation or time and opens separately.`
      : t`${count} more files of the series differ in size, orientation or time and open separately.`,
  ];
}

function groupBy<T>(items: readonly T[], key: (item: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const name = key(item);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [item]);
    else group.push(item);
  }
  return [...groups.values()];
}
