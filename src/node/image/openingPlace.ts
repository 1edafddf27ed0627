import { setTimeout as wait } from 'node:timers/promises';
import { volumeBytes, volumesOf } from '../../core/image/medicalImage';
import { hasContent, middleOf, openingSlice } from '../../core/image/openingSlice';
import { placesOf, volumeOf, type SlicePlace } from '../../core/image/slicePlace';
import type { SliceIndex } from '../../core/protocol/hostApi';
import type { OpenedImage } from './openedImage';
import { readOverview } from './readPart';

/** Bytes of decoded slices up to which a volume is searched before it is shown. */
const searchedFirst = 2 ** 26;
/** Milliseconds after which a larger one is shown at its first slice, and after which it stays there. */
const patienceMs = 150;
const latestMs = 3000;

/** Where an image opens. */
export interface OpeningPlace {
  readonly at: SliceIndex;
  /** Of a volume that is shown before it has been searched: where to go then; undefined where that has taken too long. */
  readonly later?: Promise<SliceIndex | undefined>;
}

/**
 * The slice that an image opens at: the last one seen; else the middle one of those with objects; else the middle one of those that
 * have something on them, see {@link openingSlice}. A large compressed volume, whose middle is long in coming, is shown at once
 * and searched meanwhile.
 * @param seen the slice that was seen last
 * @param objects the image's objects
 */
export async function openingPlace(
  image: Pick<OpenedImage, 'info' | 'readSlice' | 'readRegion'>,
  { seen, objects }: { readonly seen: SlicePlace | undefined; readonly objects: readonly SlicePlace[] },
): Promise<OpeningPlace> {
  const { info } = image;
  const marked = placesOf(objects).filter((place, _, [first]) => volumeOf(place) === volumeOf(first!));
  const known = seen ?? marked[middleOf(marked.length)];
  if (known !== undefined) {
    const slice = Math.min(known.slice, info.slices - 1);
    return { at: { slice, volume: Math.min(volumeOf(known), volumesOf(info) - 1) } };
  }
  const searching = openingSlice(info.slices, (slice) => isFilled(image, slice)).then((slice) => inFirst(slice));
  if (volumeBytes(info) <= searchedFirst) return { at: await searching };
  const at = await within(searching, patienceMs);
  return at === undefined ? { at: inFirst(0), later: within(searching, latestMs) } : { at };
}

function inFirst(slice: number): SliceIndex {
  return { slice, volume: 0 };
}

/** Whether there is something on a slice; not on one that cannot be read. */
async function isFilled(
  image: Pick<OpenedImage, 'info' | 'readSlice' | 'readRegion'>,
  slice: number,
): Promise<boolean> {
  try {
    return hasContent(
      await (image.readRegion === undefined ? image.readSlice(slice, 0) : readOverview(image, { slice, volume: 0 })),
    );
  } catch {
    return false;
  }
}

async function within<T>(work: Promise<T>, ms: number): Promise<T | undefined> {
  const stop = new AbortController();
  try {
    return await Promise.race([work, wait(ms, undefined, { signal: stop.signal, ref: false })]);
  } finally {
    stop.abort();
  }
}
