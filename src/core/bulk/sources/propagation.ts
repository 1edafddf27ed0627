import { intersectRect, rectHeight, rectOf, rectWidth, roundOutward, type Rect, type Size } from '../../geometry/rect';
import { decodeRunLength, encodeRunLength } from '../../mask/runLength';
import { placeOf, volumeOf } from '../../image/slicePlace';
import type { Mask } from '../../mask/mask';
import { overlap } from '../../metrics/overlap';
import type { SegmentedObject } from '../../protocol/inferenceApi';
import type { SegmentPrompt } from '../../prompt/prompt';
import { isHumanWork, type SidecarObject } from '../../sidecar/sidecar';
import { imagesWithSidecar } from './sidecars';
import type { ImageAtHand, PlannedObject, PromptSource, SourceFolder } from './source';

/** The box of the next slice is the one of the mask, wider by this part of its sides and by at least one pixel. */
const margin = 0.05;
/** An object ends where its area changes by more than this factor from one slice to the next, … */
const areaJump = 2;
/** … where its masks on two slices agree less than this (Dice), … */
const leastAgreement = 0.5;
/** … or where the model itself estimates less than this for the Dice of its answer. */
const leastQuality = 0.5;

/** An object on its way through the slices. */
interface Track {
  readonly label: string;
  readonly from: number;
  readonly mask: Mask;
}

/**
 * Follows masks that a person answers for through the slices of their volume, in both directions: the mask on one slice, and the
 * box around it, prompt the next. A track ends at the image's end, where the object ends ({@link continues}), and at a slice
 * that has an object of the label already; slices between two such masks are reached from the nearer one.
 */
export function openPropagation(_: object, folder: SourceFolder): Promise<PromptSource> {
  return Promise.resolve({
    images: imagesWithSidecar(folder),
    objectsIn: async (image) => {
      const objects = (image.sidecar?.objects ?? []).filter(({ status }) => status !== 'rejected');
      const made: PlannedObject[] = [];
      for (const volume of new Set(objects.map(volumeOf))) {
        const own = objects.filter((object) => volumeOf(object) === volume);
        for (const step of [1, -1] as const) made.push(...(await follow(own, step, volume, image)));
      }
      return made;
    },
  });
}

/** @param objects of one volume */
async function follow(
  objects: readonly SidecarObject[],
  step: 1 | -1,
  volume: number,
  image: ImageAtHand,
): Promise<PlannedObject[]> {
  const { slices } = image.info;
  const made: PlannedObject[] = [];
  let tracks: Track[] = [];
  for (let slice = step > 0 ? 0 : slices - 1; slice >= 0 && slice < slices; slice += step) {
    const here = objects.filter((object) => object.slice === slice);
    const going = tracks.filter(
      (track) => !here.some(({ label }) => label === track.label) && isNearest(track, slice, step, objects),
    );
    const prompts = going.map(({ mask }) => promptFrom(mask, image));
    const answers = prompts.length === 0 ? [] : await image.ask({ slice, volume }, prompts, 'final');
    tracks = going.flatMap((track, i) => {
      const [prompt, answer] = [prompts[i], answers[i]];
      if (prompt === undefined || answer === undefined || !continues(track.mask, answer)) return [];
      const { previous: _, ...asked } = prompt;
      made.push({ label: track.label, ...placeOf({ slice, volume }), prompt: asked, answer });
      return [{ ...track, mask: decodeRunLength(answer.mask) }];
    });
    for (const seed of here.filter(isHumanWork)) {
      tracks.push({ label: seed.label, from: slice, mask: decodeRunLength(seed.mask) });
    }
  }
  return made;
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

function promptFrom(mask: Mask, { info, prompts }: ImageAtHand): SegmentPrompt {
  const box = grown(mask.bounds ?? rectOf(info), info);
  return { box, points: [], ...(prompts.mask ? { previous: encodeRunLength(mask) } : {}) };
}

function grown(box: Rect, image: Size): Rect {
  const across = Math.max(1, margin * rectWidth(box));
  const down = Math.max(1, margin * rectHeight(box));
  const wide = { x0: box.x0 - across, y0: box.y0 - down, x1: box.x1 + across, y1: box.y1 + down };
  return intersectRect(roundOutward(wide), rectOf(image));
}

/** Whether an answer still shows the object that the mask before shows. */
function continues(before: Mask, { mask, quality }: SegmentedObject): boolean {
  const next = decodeRunLength(mask);
  const ratio = next.area / before.area;
  const isEven = ratio <= areaJump && ratio >= 1 / areaJump;
  return isEven && overlap(next, before).dice >= leastAgreement && (quality ?? 1) >= leastQuality;
}
