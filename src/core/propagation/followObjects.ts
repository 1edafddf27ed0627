import type { Size } from '../geometry/rect';
import { placeOf, volumeOf, type SlicePlace } from '../image/slicePlace';
import type { RgbImage } from '../image/rgbImage';
import type { Mask } from '../mask/mask';
import { decodeRunLength } from '../mask/runLength';
import { movingShapeBetween } from '../mask/shapeBetween';
import type { Effort } from '../model/segment';
import type { Prompt, SegmentPrompt } from '../prompt/prompt';
import type { LoadedModel, SegmentedObject } from '../protocol/inferenceApi';
import { isHumanWork, type SidecarObject } from '../sidecar/sidecar';
import { appearanceOf, type Appearance } from './appearance';
import { continues, looksAlike, nextPrompt } from './nextSlice';

/** An object on its way through the slices. */
interface Track {
  readonly label: string;
  /** Mask and slice that a person answers for, and how the object looks there. */
  readonly seed: Mask;
  readonly from: number;
  readonly look: Appearance;
  /** The mask on the slice before. */
  readonly mask: Mask;
  /** The next mask of the label on the way that a person answers for, where each is alone on its slice. */
  readonly ahead?: { readonly slice: number; readonly mask: Mask } | undefined;
}

/** Which slices are gone through, and in which direction. */
export interface Way {
  readonly step: 1 | -1;
  readonly volume: number;
  /** The first and the last slice; all of the volume when left out. */
  readonly from?: number;
  readonly to?: number;
}

/** The image that is gone through, and the model. */
export interface Followed {
  readonly info: Size & { readonly slices: number };
  /** Kinds of prompt that the model was trained for. */
  readonly prompts: Pick<LoadedModel['prompts'], 'mask'>;
  /** Asks the model about objects on one slice; answers have the order of the prompts. */
  ask(at: SlicePlace, prompts: readonly SegmentPrompt[], effort: Effort): Promise<readonly SegmentedObject[]>;
  /** A slice as the model sees it. */
  see(at: SlicePlace): Promise<RgbImage>;
}

/** A mask that was made on the way. */
export interface FollowedObject extends SlicePlace {
  readonly label: string;
  readonly prompt: Prompt;
  readonly answer: SegmentedObject;
}

/**
 * Follows masks that a person answers for through the slices of their volume in one direction. Between two of them, the shape
 * halfway prompts each slice, and a slice where the model finds something else stays empty. Beyond the last one, the mask on one
 * slice prompts the next, and the track ends where the object ends ({@link continues}). A slice that has an object of the label
 * is left alone; slices between two masks are reached from the nearer one.
 * @param objects of one volume
 * @param onMade called with each object as soon as it is made
 */
export async function followObjects(
  objects: readonly SidecarObject[],
  { step, volume, from, to }: Way,
  followed: Followed,
  onMade: (object: FollowedObject) => void = () => undefined,
): Promise<FollowedObject[]> {
  const { info, prompts: kinds } = followed;
  const first = from ?? (step > 0 ? 0 : info.slices - 1);
  const last = to ?? (step > 0 ? info.slices - 1 : 0);
  const made: FollowedObject[] = [];
  let tracks: Track[] = [];
  for (let slice = first; (last - slice) * step >= 0; slice += step) {
    const at = { slice, volume };
    const here = objects.filter((object) => object.slice === slice);
    const going = tracks.filter(
      (track) => !here.some(({ label }) => label === track.label) && isNearest(track, slice, step, objects),
    );
    const expected = going.map((track) => expectedOn(slice, track));
    const prompts = expected.map((mask) => nextPrompt(mask, kinds.mask));
    const answers = prompts.length === 0 ? [] : await followed.ask(at, prompts, 'final');
    tracks = [];
    for (const [i, track] of going.entries()) {
      const [prompt, answer] = [prompts[i], answers[i]];
      if (prompt === undefined || answer === undefined) continue;
      if (await isFound(track, expected[i]!, answer, () => followed.see(at))) {
        const { previous: _, ...asked } = prompt;
        const object = { label: track.label, ...placeOf(at), prompt: asked, answer };
        made.push(object);
        onMade(object);
        tracks.push({ ...track, mask: decodeRunLength(answer.mask) });
      } else if (track.ahead !== undefined) tracks.push(track);
    }
    for (const seed of here.filter(isHumanWork)) {
      const mask = decodeRunLength(seed.mask);
      const look = appearanceOf(await followed.see(at), mask);
      tracks.push({ label: seed.label, seed: mask, from: slice, look, mask, ahead: aheadOf(seed, step, objects) });
    }
  }
  return made;
}

/** Where an object is expected: between two masks as the shape between them, else where it was. */
function expectedOn(slice: number, { from, mask, seed, ahead }: Track): Mask {
  if (ahead === undefined) return mask;
  const shape = movingShapeBetween(seed, ahead.mask, (slice - from) / (ahead.slice - from));
  return shape.data.includes(1) ? shape : mask;
}

/** Whether an answer is the object of a track. Between two masks the object is known to be there, however it looks. */
async function isFound(
  { look, ahead }: Track,
  expected: Mask,
  answer: SegmentedObject,
  see: () => Promise<RgbImage>,
): Promise<boolean> {
  if (!continues(expected, answer)) return false;
  if (ahead !== undefined) return true;
  return looksAlike(look, appearanceOf(await see(), decodeRunLength(answer.mask)));
}

/** The next mask of a seed's label on the way; undefined where it or the seed has others of the label beside it. */
function aheadOf({ label, slice }: SidecarObject, step: 1 | -1, objects: readonly SidecarObject[]): Track['ahead'] {
  const alike = objects.filter((object) => object.label === label && isHumanWork(object));
  const distances = alike.map((object) => (object.slice - slice) * step).filter((distance) => distance > 0);
  if (distances.length === 0) return undefined;
  const next = slice + step * Math.min(...distances);
  const on = (place: number): readonly SidecarObject[] => alike.filter((object) => object.slice === place);
  const [found, ...others] = on(next);
  if (found === undefined || others.length > 0 || on(slice).length > 1) return undefined;
  return { slice: next, mask: decodeRunLength(found.mask) };
}

/** Objects of one volume. */
export function objectsOfVolume(objects: readonly SidecarObject[], volume: number): readonly SidecarObject[] {
  return objects.filter((object) => volumeOf(object) === volume);
}

/** Whether no seed ahead is nearer to a slice than the one the track comes from; halfway, the way up the slices is taken. */
function isNearest({ label, from }: Track, slice: number, step: 1 | -1, objects: readonly SidecarObject[]): boolean {
  const behind = Math.abs(slice - from);
  return objects.every((object) => {
    const ahead = (object.slice - slice) * step;
    if (object.label !== label || !isHumanWork(object) || ahead < 0) return true;
    return step > 0 ? behind <= ahead : behind < ahead;
  });
}
