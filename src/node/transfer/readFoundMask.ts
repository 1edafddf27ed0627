import path from 'node:path';
import { headOf } from '../../core/base/byteSource';
import { latin1 } from '../../core/base/bytes';
import { UserError, userErrorOf } from '../../core/base/error';
import { namesStructureSet } from '../../core/formats/dicom/structures/structures';
import type { LabelVolume } from '../../core/formats/nifti/labelVolume';
import { sameGeometry, voxelToPatient } from '../../core/geometry/volumeGeometry';
import { volumesOf } from '../../core/image/medicalImage';
import { placeAt, placeOf, volumeOf, type SlicePlace } from '../../core/image/slicePlace';
import type { AnnotationNote, TakeNote } from '../../core/layouts/annotationNote';
import { checkLabelValues } from '../../core/layouts/checkValues';
import { refuseGraded } from '../../core/layouts/graded';
import { readObject } from '../../core/layouts/inverted';
import type { LabelTable } from '../../core/layouts/labelTable';
import type { FoundMask, LayoutObject, Undecided } from '../../core/layouts/layout';
import type { LoadedReading } from '../../core/layouts/maskReading';
import { structuresIn } from '../../core/layouts/rtstruct/read';
import { combine } from '../../core/mask/cleanUp/combine';
import { labelValuesIn } from '../../core/mask/labelMap';
import { encodeLabelMap, encodeRunLength, type RunLengthMask } from '../../core/mask/runLength';
import { withFileSource } from '../files/fileSource';
import { insideFolder } from '../files/insideFolder';
import { dicomSourceOf } from '../image/dicomSourceOf';
import { openImage, segmentsOn, type OpenedImage } from '../image/openImage';
import { readMask } from '../masks/readMask';
import { readLabelMap } from './readLabelMap';
import { readFile } from '../files/readFile';
import { t } from '../../core/text/message';

export interface ReadOptions {
  /** Called with what is wrong with single annotations. */
  readonly note?: TakeNote | undefined;
  /** Called with pixels that belong to no object because the data set leaves them undecided. */
  readonly leaveUndecided?: ((pixels: Undecided) => void) | undefined;
  /** How masks are read that can be read in several ways; a question where left out. */
  readonly reading?: LoadedReading | undefined;
}

/**
 * Reads a mask for an image.
 * @param root folder of the layout
 * @param at the slice that a mask of one slice lies on, and the volume of a mask of one volume
 * @throws UserError that names the file: `damaged` for another size or place than the image's; and what reading throws
 */
export async function readFoundMask(
  root: string,
  mask: FoundMask,
  at: SlicePlace,
  image: OpenedImage,
  labels: LabelTable,
  { note = () => undefined, ...options }: ReadOptions = {},
): Promise<readonly LayoutObject[]> {
  const { width, height, slices } = image.info;
  const volumes = volumesOf(image.info);
  if (at.slice >= slices || volumeOf(at) >= volumes) {
    throw new UserError('damaged', {
      problem:
        at.slice >= slices
          ? t`A mask is for slice ${at.slice}, but the image has ${slices}, counted from 0.`
          : t`A mask is for volume ${volumeOf(at)}, but the image has ${volumes}, counted from 0.`,
    });
  }
  switch (mask.kind) {
    case 'inline': {
      const stored = mask.mask(image.info, note);
      if (stored === undefined) return [];
      if (stored.size[0] !== width || stored.size[1] !== height) throw otherSize(stored.size, image);
      const box = mask.box?.(image.info);
      return [{ label: mask.label, ...placeOf(at), mask: stored, ...(box === undefined ? {} : { box }) }];
    }
    case 'mask': {
      const read = await readMask(await insideFolder(root, mask.path), image.info, options.reading?.object);
      if (read.bounds === undefined) note(emptyMask(mask.path));
      return [{ label: mask.label, ...placeOf(at), mask: encodeRunLength(read) }];
    }
    case 'file': {
      const objects = await objectsInFile(await insideFolder(root, mask.path), mask.objects, image, note);
      return objects.map((object) => ({
        ...object,
        ...placeOf({ ...object, volume: volumeOf(object) + volumeOf(at) }),
      }));
    }
    case 'segmentation':
      return derivedObjects(await insideFolder(root, mask.path), image, note);
    case 'labelMap':
      return objectsInMap(await insideFolder(root, mask.path), mask, image, at, labels, { ...options, note });
  }
}

/** Bytes of a DICOM file that name its class. */
const headBytes = 2048;

/** What a DICOM file that was made of an image says of it: a Segmentation, or an RT Structure Set. */
async function derivedObjects(file: string, image: OpenedImage, note: TakeNote): Promise<readonly LayoutObject[]> {
  const head = await withFileSource(file, (source) => headOf(source, headBytes));
  return namesStructureSet(latin1(head)) ? objectsInFile(file, structuresIn, image, note) : segmentsOn(image, file);
}

/** What a file says of an image. */
async function objectsInFile(
  file: string,
  read: Extract<FoundMask, { kind: 'file' }>['objects'],
  image: OpenedImage,
  note: TakeNote,
): Promise<readonly LayoutObject[]> {
  const opened: OpenedImage[] = [];
  const open = async (): Promise<OpenedImage> => {
    const own = await openImage(file, { series: 'single' });
    opened.push(own);
    return own;
  };
  try {
    const source = (): ReturnType<typeof dicomSourceOf> => dicomSourceOf(image);
    return await read({ name: path.basename(file), bytes: await readFile(file), open, source }, image.info, note);
  } catch (error) {
    throw userErrorOf(error, file);
  } finally {
    for (const each of opened) each.dispose();
  }
}

/**
 * One object for each label on each slice.
 * @param at the slice of a series that a map of one slice is for, and the volume that a map of one volume is for
 */
async function objectsInMap(
  file: string,
  { path: target, names: stated, colors, regions = [], ignored }: Extract<FoundMask, { kind: 'labelMap' }>,
  image: OpenedImage,
  at: SlicePlace,
  labels: LabelTable,
  { note, reading, leaveUndecided }: ReadOptions & { readonly note: TakeNote },
): Promise<LayoutObject[]> {
  try {
    const map = await readLabelMap(file, { reading, table: colors, tables: [labels.colors] });
    const names = map.names ?? stated;
    for (const message of map.notes ?? []) note({ file: target, annotation: null, message });
    const { width, height, slices } = image.info;
    const isOfVolume = volumesOf(map) === 1;
    const isOfSlice = image.instances !== undefined && map.slices === 1 && isOfVolume;
    const fitsDepth = (map.slices === slices || isOfSlice) && (isOfVolume || volumesOf(map) === volumesOf(image.info));
    if (map.width !== width || map.height !== height || !fitsDepth) {
      const isFlat = map.slices === 1 && slices === 1 && isOfVolume;
      const depth = isFlat ? [] : [map.slices, ...(isOfVolume ? [] : [volumesOf(map)])];
      throw otherSize([map.width, map.height, ...depth], image);
    }
    const values = new Set(labelValuesIn(map.data));
    if (values.size === 0) note(emptyMask(target));
    if (ignored !== undefined && values.delete(ignored)) {
      note({
        file: path.basename(file),
        annotation: null,
        message: t`The pixels of the ignore label are undecided: they belong to no object.`,
      });
    }
    const inRegions = new Set(regions.flatMap((region) => region.values));
    checkLabelValues(
      [...values].filter((value) => !inRegions.has(value)),
      names,
      map.isLossy,
    );
    const first = isOfSlice ? at.slice : 0;
    if (names.size + regions.length === 0) refuseGraded(map, map.data);
    if (map.isVolume) await checkPlace(file, image, { first, slices: map.slices });
    const own = regions.filter((region) => region.values.some((value) => values.has(value)));
    // Of values that have names, none is what surrounds the object.
    const isClear = map.isSettled === true || names.size + regions.length > 0;
    const data = isClear ? map.data : readObject(map, map.data, reading?.object);
    const shown = new Map([...(map.shown ?? [])].map(([value, color]) => [names.get(value), color]));
    const from = { slice: first, volume: isOfVolume ? at.volume : 0 };
    const all = objectsOf({ ...map, data }, from, (value) => {
      if (value === ignored) return [noLabel];
      const over = own.filter((region) => region.values.includes(value)).map(({ name }) => name);
      return over.length > 0 && !names.has(value) ? over : [labels.nameOf(value, names), ...over];
    });
    for (const { label, ...pixels } of all) if (label === noLabel) leaveUndecided?.(pixels);
    const objects = all.filter(({ label }) => label !== noLabel);
    return objects.map((object) => {
      const color = shown.get(object.label);
      return color === undefined ? object : { ...object, color };
    });
  } catch (error) {
    throw userErrorOf(error, file);
  }
}

/** Of undecided pixels; labels have names. */
const noLabel = '';

function emptyMask(file: string): AnnotationNote {
  return { file, annotation: null, message: t`The mask is empty: no pixel belongs to an object.` };
}

function objectsOf(
  { width, height, slices, data, ...map }: LabelVolume,
  first: SlicePlace,
  namesOf: (value: number) => readonly string[],
): LayoutObject[] {
  const area = width * height;
  const objects: LayoutObject[] = [];
  for (let number = 0; number < slices * volumesOf(map); number++) {
    const plane = data.subarray(number * area, (number + 1) * area);
    const { slice, volume = 0 } = placeAt(number, slices);
    const at = placeOf({ slice: first.slice + slice, volume: volumeOf(first) + volume });
    const byLabel = new Map<string, RunLengthMask[]>();
    for (const [value, mask] of encodeLabelMap(plane, [width, height])) {
      for (const label of namesOf(value)) byLabel.set(label, [...(byLabel.get(label) ?? []), mask]);
    }
    for (const [label, masks] of byLabel) objects.push({ label, ...at, mask: united(masks) });
  }
  return objects;
}

function united([first, ...others]: readonly RunLengthMask[]): RunLengthMask {
  return others.reduce((sum, mask) => combine(sum, mask, 'union'), first!);
}

/** @throws UserError `damaged` when the voxels of a label volume lie elsewhere than those slices of the image */
async function checkPlace(
  file: string,
  { info }: OpenedImage,
  { first, slices }: { readonly first: number; readonly slices: number },
): Promise<void> {
  const labels = await openImage(file);
  try {
    const { geometry } = labels.info;
    if (geometry === undefined || info.geometry === undefined) return;
    const own = { ...info.geometry, origin: voxelToPatient(info.geometry, [0, 0, first]) };
    if (sameGeometry(geometry, own, [info.width, info.height, slices])) return;
  } finally {
    labels.dispose();
  }
  throw new UserError('damaged', {
    problem: t`The voxels of the mask are not in the same positions as those of the image.`,
    advice: t`Resample the labels to the image, or copy the geometry of the image to them.`,
  });
}

function otherSize(size: readonly number[], { info }: OpenedImage): UserError {
  const own = [info.width, info.height, info.slices, volumesOf(info)].slice(0, size.length);
  return new UserError('damaged', {
    problem: t`The mask has ${size.join(' × ')} pixels, but its image has ${own.join(' × ')}.`,
    advice: t`Scale the mask to the size of its image with nearest-neighbour interpolation, or restore the image it was made for.`,
  });
}
