import {
  areAtOnePlace,
  areParallel,
  heightOf,
  normalOf,
  stackOf,
  type Plane,
  type PlaneStack,
} from '../../../geometry/planeStack';
import { momentKeys, type SliceHeader } from './sliceHeader';

/** A file of a folder with what its header says. */
export interface SeriesFile {
  /** Name without folder. */
  readonly name: string;
  readonly header: SliceHeader;
}

/** Files of one series that make one volume. */
export interface SeriesStack extends PlaneStack {
  /** At least two, in the order of their slices: along the normal of their planes. */
  readonly files: readonly SeriesFile[];
}

export interface SortedSeries {
  readonly stacks: readonly SeriesStack[];
  /** Files that are images of their own, with the reason where they might be expected in a stack. */
  readonly single: readonly { readonly file: SeriesFile; readonly remark?: string }[];
}

type PlacedFile = SeriesFile & { readonly header: { readonly plane: Plane } };

/**
 * Puts files together to volumes: by series, then by size, colour, orientation and frame of reference, and where several
 * lie at one place by time, echo and the like. Files without a place in the patient, and those with several frames, stay
 * images of their own. The order of `files` does not matter.
 */
export function sortSeries(files: readonly SeriesFile[]): SortedSeries {
  const stacks: SeriesStack[] = [];
  const single: { file: SeriesFile; remark?: string }[] = [];
  for (const series of groupBy(files.toSorted(byNumber), ({ header }) => header.seriesUid)) {
    const placed = series.filter(isPlaced);
    single.push(...series.filter((file) => !isPlaced(file)).map((file) => ({ file })));
    const groups = groupBySpace(placed).flatMap(splitByMoment);
    for (const group of groups) {
      const { kept, repeated } = withoutRepeats(group.files);
      const first = kept[0]!;
      if (kept.length === 1) {
        single.push(...group.files.map((file) => ({ file })));
        continue;
      }
      for (const { file, of } of repeated) {
        single.push({ file, remark: `This file repeats ${of.name}, and is no slice of the series.` });
      }
      const spacing = first.header.pixelSpacing ?? [1, 1];
      const stack = stackOf(
        kept.map(({ header }) => header.plane),
        spacing,
        first.header.thickness,
      );
      const remarks = [
        ...(group.moment === undefined ? [] : [group.moment]),
        ...stack.remarks,
        ...describeRepeats(repeated.length),
        ...describeOthers(series.length - group.files.length, groups.length > 1),
      ];
      const known = first.header.pixelSpacing !== undefined && stack.geometry !== undefined;
      stacks.push({ files: kept, remarks, ...(known ? { geometry: stack.geometry } : {}) });
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
  const number = (a.header.instanceNumber ?? Infinity) - (b.header.instanceNumber ?? Infinity);
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

/** Files of one orientation; where several lie at one place, parted by the first key that tells them apart. */
function splitByMoment(files: readonly PlacedFile[]): { files: readonly PlacedFile[]; moment?: string }[] {
  if (!hasRepeats(files)) return [{ files }];
  for (const [index, { name }] of momentKeys.entries()) {
    const parts = groupBy(files, ({ header }) => header.moments[index]!);
    if (parts.length > 1 && parts.length < files.length && !parts.some(hasRepeats)) {
      return parts.map((part, i) => ({ files: part, moment: `This is ${name} ${i + 1} of ${parts.length}.` }));
    }
  }
  const parts = groupBy(files, ({ header }) => JSON.stringify(header.moments));
  // More parts than files at any place come from values that each slice has of its own, while some files are copies.
  if (parts.length === 1 || parts.length > mostAtOnePlace(files)) return [{ files }];
  return parts.map((part, i) => ({ files: part, moment: `This is part ${i + 1} of ${parts.length}.` }));
}

function hasRepeats(files: readonly PlacedFile[]): boolean {
  return withoutRepeats(files).repeated.length > 0;
}

/** Of files in order along their normal, how many lie where most do. */
function mostAtOnePlace(files: readonly PlacedFile[]): number {
  let most = 0;
  let here: PlacedFile[] = [];
  for (const file of files) {
    const isThere = here.length > 0 && areAtOnePlace(here[0]!.header.plane, file.header.plane);
    here = isThere ? [...here, file] : [file];
    most = Math.max(most, here.length);
  }
  return most;
}

/** Of files in order along their normal, the first at each place. */
function withoutRepeats(files: readonly PlacedFile[]): {
  kept: readonly PlacedFile[];
  repeated: readonly { file: PlacedFile; of: PlacedFile }[];
} {
  const kept: PlacedFile[] = [];
  const repeated: { file: PlacedFile; of: PlacedFile }[] = [];
  for (const file of files) {
    const before = kept.at(-1);
    if (before !== undefined && areAtOnePlace(before.header.plane, file.header.plane))
      repeated.push({ file, of: before });
    else kept.push(file);
  }
  return { kept, repeated };
}

function describeRepeats(count: number): string[] {
  if (count === 0) return [];
  return [count === 1 ? 'One file repeats a slice and is left out.' : `${count} files repeat slices and are left out.`];
}

function describeOthers(count: number, several: boolean): string[] {
  if (count === 0 || !several) return [];
  return [
    `${count} more ${count === 1 ? 'file' : 'files'} of the series differ in size, orientation or time and open apart.`,
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
