import path from 'node:path';
import { throwIfCancelled, type CancellationToken } from '../../core/base/cancellation';
import { areParallel, heightOf, normalOf, stackOf, type Plane } from '../../core/geometry/planeStack';
import { volumesOf, type ImageInfo } from '../../core/image/medicalImage';
import type { FrameMask, SegmentationInfo } from '../../core/image/segmentationInfo';
import type { Slice } from '../../core/image/slice';
import { numberOf, placeAt } from '../../core/image/slicePlace';
import type { MaskContent } from '../../core/sidecar/maskContent';
import type { SidecarObject } from '../../core/sidecar/sidecar';
import { t, type Message } from '../../core/text/message';
import type { PooledImage } from '../decode/decodePool';
import type { SeriesImage } from '../series/folderSeries';

/** Frames that are decoded by one call to a worker: between two calls the work can be cancelled. */
const batch = 32;

/** The masks of all frames, in their order. @throws UserError `cancelled`, and what decoding throws */
export async function readFrameMasks(opened: PooledImage, token: CancellationToken): Promise<FrameMask[]> {
  const masks: FrameMask[] = [];
  for (let first = 0; first < opened.info.slices; first += batch) {
    throwIfCancelled(token);
    masks.push(...(await opened.call((api) => api.readFrameMasks(opened.id, first, batch))));
  }
  return masks;
}

/** What an image has to say for the frames of a segmentation to be laid over it. */
export interface Ground {
  readonly info: ImageInfo;
  /** Instances and planes of its slices; absent for a single file, whose frames are its slices. */
  readonly series?: Pick<SeriesImage, 'instances' | 'planes'>;
  /** SOP Instance UID of a single file. */
  readonly instance: string;
}

/**
 * The slice of an image that each frame with a mask lies on, counted through all volumes: the one that it says it was made of,
 * otherwise the one at its place; of several volumes it is the one that the segmentation names an image of there. Frames that lie on
 * none are left out.
 * @returns undefined when there is none, or the pixels of a frame and its slice do not lie on each other
 */
export function placeFrames(
  { info, series, instance }: Ground,
  { frames, sources }: SegmentationInfo,
  masks: readonly FrameMask[],
): ReadonlyMap<number, number> | undefined {
  const slices = new Map<number, number>();
  for (const { frame, mask } of masks) {
    const { plane, source } = frames[frame]!;
    const own = source?.instance === instance ? source.frame : undefined;
    const slice = series === undefined ? own : sliceOf(series, { source: source?.instance, sources }, plane, info);
    if (slice === undefined || slice >= info.slices * volumesOf(info)) continue;
    const [width, height] = mask.size;
    const ground = series?.planes[slice % info.slices];
    const isOver = plane === undefined || ground === undefined || coincide(plane, ground, info);
    if (width !== info.width || height !== info.height || !isOver) return undefined;
    slices.set(frame, slice);
  }
  return slices.size === 0 ? undefined : slices;
}

function sliceOf(
  { instances, planes }: Pick<SeriesImage, 'instances' | 'planes'>,
  { source, sources }: { readonly source: string | undefined; readonly sources: readonly string[] },
  plane: Plane | undefined,
  info: ImageInfo,
): number | undefined {
  const named = source === undefined ? -1 : instances.indexOf(source);
  if (named >= 0) return named;
  const slice = plane === undefined ? -1 : planes.findIndex((other) => coincide(plane, other, info));
  if (slice < 0) return undefined;
  const here = instances.flatMap((_, number) => (number % planes.length === slice ? [number] : []));
  const meant = here.length === 1 ? here : here.filter((number) => sources.includes(instances[number]!));
  return meant.length === 1 ? meant[0] : undefined;
}

/** Whether the pixels of two planes lie on each other, to half of the smaller side of a pixel. */
function coincide(a: Plane, b: Plane, { pixelSpacing = [1, 1] }: ImageInfo): boolean {
  const offset = Math.hypot(...a.position.map((part, axis) => part - b.position[axis]!));
  return areParallel(a, b) && offset < Math.min(...pixelSpacing) / 2;
}

/** The frames of a segmentation shown without an image, by slices: those in one position are one slice. */
export interface OwnSlices {
  readonly frames: readonly (readonly number[])[];
  readonly info: ImageInfo;
}

/** Puts the frames at one place together, in the order of their places where all have one. */
export function ownSlices(info: ImageInfo, { frames }: SegmentationInfo): OwnSlices {
  const groups = new Map<string, { frames: number[]; plane?: Plane }>();
  for (const [index, { plane, source }] of frames.entries()) {
    const key =
      plane?.position.map((part) => part.toFixed(3)).join() ?? (source && JSON.stringify(source)) ?? `${index}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { frames: [index], ...(plane === undefined ? {} : { plane }) });
    else group.frames.push(index);
  }
  const { geometry: _ofFrames, remarks: _onFrames, ...described } = info;
  const slices = [...groups.values()];
  const planes = slices.flatMap(({ plane }) => (plane === undefined ? [] : [plane]));
  const [first] = planes;
  const own = { ...described, slices: slices.length };
  if (first === undefined || planes.length < slices.length || info.pixelSpacing === undefined) {
    return { frames: slices.map((slice) => slice.frames), info: own };
  }
  const normal = normalOf(first);
  const sorted = slices.toSorted((a, b) => heightOf(a.plane!, normal) - heightOf(b.plane!, normal));
  const stack = stackOf(
    sorted.map(({ plane }) => plane!),
    info.pixelSpacing,
    1,
  );
  return {
    frames: sorted.map((slice) => slice.frames),
    info: { ...own, ...stack },
  };
}

/** A slice in which every pixel of any of the given frames' segments is 1. */
export function unionOf(slices: readonly Slice[], threshold: number): Slice {
  const [first] = slices;
  const data = new Uint8Array(first!.data.length);
  for (const slice of slices) {
    for (const [at, value] of slice.data.entries()) if (value >= threshold) data[at] = 1;
  }
  return { ...first!, data };
}

/**
 * The objects that a segmentation holds.
 * @param slices of its frames, counted through all volumes
 * @param ofVolume slices of one volume
 */
export function contentOf(
  { segments, at }: SegmentationInfo,
  masks: readonly FrameMask[],
  slices: ReadonlyMap<number, number>,
  ofVolume: number,
): MaskContent {
  const known = new Map(segments.map((segment) => [segment.number, segment]));
  const objects = masks.flatMap(({ frame, segment, mask }): Omit<SidecarObject, 'id'>[] => {
    const described = known.get(segment);
    const slice = slices.get(frame);
    if (described === undefined || slice === undefined) return [];
    const { label, origin, algorithm } = described;
    const by = algorithm === '' ? 'DICOM segmentation' : algorithm;
    const stored = { size: [...mask.size] as [number, number], counts: Array.from(mask.counts) };
    const place = placeAt(slice, ofVolume);
    return [{ label, ...place, prompt: {}, mask: stored, status: 'draft', origin, by, at }];
  });
  return {
    labels: [
      ...new Map(segments.map(({ number, label, color }) => [label, { name: label, value: number, color }])).values(),
    ],
    objects: objects
      .toSorted((a, b) => numberOf(a, ofVolume) - numberOf(b, ofVolume))
      .map((object, i) => ({ id: String(i + 1), ...object })),
  };
}

/** What to know of a segmentation over an image: what it is shown over, and what is missing there. */
export function describeGround(
  ground: string,
  masks: readonly FrameMask[],
  slices: ReadonlyMap<number, number>,
): Message[] {
  const lost = masks.filter(({ frame }) => !slices.has(frame)).length;
  return [
    t`The segments are shown over ${path.basename(ground)}, the image they refer to.`,
    ...(lost === 0 ? [] : [t`${lost} of ${masks.length} masks refer to images that are missing, and are not shown.`]),
  ];
}

/** Why a segmentation is shown without an image. @param found a file that it was made of and does not fit */
export function describeAlone(found: string | undefined): Message {
  return found === undefined
    ? t`The images that these segments refer to are not in this folder or near it, so the segments are shown without an image.`
    : t`The pixels of these segments do not align with those of ${path.basename(found)}, so the segments are shown without an image.`;
}
