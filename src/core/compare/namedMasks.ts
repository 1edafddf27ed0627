import type { Slice } from '../image/slice';
import { decodeRunLength } from '../mask/runLength';
import type { SidecarLabel, SidecarObject } from '../sidecar/sidecar';
import { UserError } from '../base/error';
import { placeOf, type SlicePlace } from '../image/slicePlace';
import { Mask } from '../mask/mask';
import { t } from '../text/message';
import type { NamedMask } from './pairMasks';

/** More values than this in one slice are a picture, no map of labels. */
const mostValues = 64;

/** The masks of a sidecar's objects that were not rejected. */
export function masksOf(
  objects: readonly Pick<SidecarObject, 'label' | 'slice' | 'volume' | 'mask' | 'status'>[],
): NamedMask[] {
  return objects
    .filter(({ status }) => status !== 'rejected')
    .map(({ label, mask, ...object }) => ({ label, ...placeOf(object), mask: decodeRunLength(mask) }));
}

/**
 * The masks in one slice of a mask file: one for every value or colour except black, named after the label that has it.
 * @param at where the slice lies
 * @throws UserError `bad-input` when the file holds a picture
 */
export function masksInSlice(
  { width, height, channels, data }: Slice,
  at: SlicePlace,
  labels: readonly SidecarLabel[],
): NamedMask[] {
  const masks = new Map<number, Mask>();
  for (let pixel = 0; pixel < width * height; pixel++) {
    const value = channels === 1 ? data[pixel]! : colourAt(data, pixel);
    if (value === 0) continue;
    let mask = masks.get(value);
    if (mask === undefined) {
      if (masks.size === mostValues) {
        throw new UserError('bad-input', {
          problem: t`The file has more than ${mostValues} different values, so it is probably a picture, not masks.`,
          advice: t`Choose a mask file, whose pixels are 0 outside objects.`,
        });
      }
      mask = new Mask(width, height);
      masks.set(value, mask);
    }
    mask.data[pixel] = 1;
  }
  // A single grey value marks an object without naming it.
  const isBinary = masks.size === 1 && channels === 1;
  return [...masks].map(([value, mask]) => {
    const label = isBinary ? undefined : nameOf(value, channels, labels);
    return { ...placeOf(at), mask, ...(label === undefined ? {} : { label }) };
  });
}

function nameOf(value: number, channels: number, labels: readonly SidecarLabel[]): string | undefined {
  return labels.find((label) => (channels === 1 ? label.value : Number.parseInt(label.color.slice(1), 16)) === value)
    ?.name;
}

function colourAt(data: ArrayLike<number>, pixel: number): number {
  return (data[pixel * 3]! << 16) | (data[pixel * 3 + 1]! << 8) | data[pixel * 3 + 2]!;
}
