import type { Size } from '../geometry/rect';
import { placeOf, volumeOf, type SlicePlace } from '../image/slicePlace';
import type { Mask } from '../mask/mask';
import { decodeRunLength } from '../mask/runLength';
import { continues, nextPrompt } from '../model/nextSlice';
import type { Effort } from '../model/segment';
import type { Prompt, SegmentPrompt } from '../prompt/prompt';
import type { LoadedModel, SegmentedObject } from '../protocol/inferenceApi';
import { isHumanWork, type SidecarObject } from '../sidecar/sidecar';

/** An object on its way through the slices. */
interface Track {
  readonly label: string;
  readonly from: number;
  readonly mask: Mask;
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
}

/** A mask that was made on the way. */
export interface FollowedObject extends SlicePlace {
  readonly label: string;
  readonly prompt: Prompt;
  readonly answer: SegmentedObject;
}

/**
 * Follows masks that a person answers for through the slices of their volume in one direction: the mask on one slice, and the box
 * around it, prompt the next. A track ends where the object ends ({@link continues}), and at a slice that has an object of the
 * label already; slices between two masks of a person are reached from the nearer one.
 * @param objects of one volume
 * @param onMade called with each object as soon as it is made
 */
export async function followObjects(
  objects: readonly SidecarObject[],
  { step, volume, from, to }: Way,
  { info, prompts: kinds, ask }: Followed,
  onMade: (object: FollowedObject) => void = () => undefined,
): Promise<FollowedObject[]> {
  const first = from ?? (step > 0 ? 0 : info.slices - 1);
  const last = to ?? (step > 0 ? info.slices - 1 : 0);
  const made: FollowedObject[] = [];
  let tracks: Track[] = [];
  for (let slice = first; (last - slice) * step >= 0; slice += step) {
    const here = objects.filter((object) => object.slice === slice);
    const going = tracks.filter(
      (track) => !here.some(({ label }) => label === track.label) && isNearest(track, slice, step, objects),
    );
    const prompts = going.map(({ mask }) => nextPrompt(mask, info, kinds.mask));
    const answers = prompts.length === 0 ? [] : await ask({ slice, volume }, prompts, 'final');
    tracks = going.flatMap((track, i) => {
      const [prompt, answer] = [prompts[i], answers[i]];
      if (prompt === undefined || answer === undefined || !continues(track.mask, answer)) return [];
      const { previous: _, ...asked } = prompt;
      const object = { label: track.label, ...placeOf({ slice, volume }), prompt: asked, answer };
      made.push(object);
      onMade(object);
      return [{ ...track, mask: decodeRunLength(answer.mask) }];
    });
    for (const seed of here.filter(isHumanWork)) {
      tracks.push({ label: seed.label, from: slice, mask: decodeRunLength(seed.mask) });
    }
  }
  return made;
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
