import { correctiveClick } from '../../core/evaluation/protocols/clicks';
import { boxedSlices, slicesWith, worstSlice } from '../../core/evaluation/volumeUser';
import { largestComponent } from '../../core/mask/components';
import type { MaskVolume } from '../../core/mask/maskVolume';
import type { Followed } from '../../core/propagation/followObjects';
import type { Rect } from '../../core/geometry/rect';
import type { LoadedModel } from '../../core/protocol/inferenceApi';
import { VolumeSession } from './volumeSession';

/** The masks of a volume after some gestures, and the box that was drawn on a slice, if one was. */
export interface Stage {
  readonly masks: MaskVolume;
  readonly boxes: ReadonlyMap<number, Rect>;
}

/**
 * Segments an object as a user would who knows the reference: the exact boxes on two slices, propagated; then, one at a time,
 * corrections of the slice with the most wrong pixels. A slice that a box was not drawn on yet gets its exact box, another one a
 * click on the deepest pixel of the largest region that is wrong. Where the slice lies beyond the object, all masks beyond its
 * end are deleted. After each other correction the slices around it are propagated again.
 *
 * @param corrections most that are made; fewer when nothing is wrong any more
 * @returns a stage after the propagation and one after each correction
 */
export async function simulateUser(
  reference: MaskVolume,
  volume: Followed,
  model: Pick<LoadedModel, 'name' | 'sha256'>,
  corrections: number,
): Promise<readonly Stage[]> {
  const session = new VolumeSession(volume, model);
  const boxes = new Map<number, Rect>();
  const draw = async (slice: number): Promise<void> => {
    const box = exactBox(reference, slice);
    boxes.set(slice, box);
    await session.box(slice, box);
  };
  const slices = slicesWith(reference);
  const first = boxedSlices(slices);
  for (const slice of first) await draw(slice);
  await session.propagate(first.find((slice) => session.at(slice) !== undefined) ?? 0);
  const stages: Stage[] = [{ masks: session.masks, boxes: new Map(boxes) }];
  const settled = new Set<number>();
  for (let i = 0; i < corrections; i++) {
    const before = session.masks;
    const slice = worstSlice(before, reference, settled);
    if (slice === undefined) break;
    const [start, end] = [slices[0]!, slices.at(-1)!];
    if (slice > end) session.delete(end + 1, 1);
    else if (slice < start) session.delete(start - 1, -1);
    else if (!slices.includes(slice)) session.delete(slice, 0);
    else if (boxes.has(slice) && session.at(slice) !== undefined) {
      const click = correctiveClick(before.slice(slice), reference.slice(slice));
      if (click !== undefined) await session.click(slice, click);
    } else await draw(slice);
    const after = session.masks;
    // What has changed nothing would not the next time either.
    if (after.slice(slice).equals(before.slice(slice))) settled.add(slice);
    stages.push({ masks: after, boxes: new Map(boxes) });
  }
  return stages;
}

/** Asks for each slice of an object by its own exact box, without propagation. */
export async function boxEverySlice(
  reference: MaskVolume,
  volume: Followed,
  model: Pick<LoadedModel, 'name' | 'sha256'>,
): Promise<Stage> {
  const session = new VolumeSession(volume, model);
  const boxes = new Map<number, Rect>();
  for (const slice of slicesWith(reference)) {
    const box = exactBox(reference, slice);
    boxes.set(slice, box);
    await session.box(slice, box);
  }
  return { masks: session.masks, boxes };
}

/** The box of the largest component on a slice. @throws RangeError when there is none */
function exactBox(reference: MaskVolume, slice: number): Rect {
  const component = largestComponent(reference.slice(slice));
  if (component === undefined) throw new RangeError(`The object is not on slice ${slice}.`);
  return component.bounds;
}
