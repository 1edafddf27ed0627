import { throwIfCancelled, type CancellationToken } from '../../core/base/cancellation';
import type { Edit } from '../../core/document/edit';
import { addObjects } from '../../core/document/edits';
import { foundObjects, type AskBoxes, type FoundObject } from '../../core/document/foundObjects';
import { mendSlices } from '../../core/document/mendSlices';
import { newObject } from '../../core/document/newObject';
import { freeId } from '../../core/document/state';
import { isSamePlace, placeOf, type SlicePlace } from '../../core/image/slicePlace';
import type { TaughtDecoder } from '../../core/protocol/inferenceApi';
import type { Prompt } from '../../core/prompt/prompt';
import { compareSlices } from '../../core/quality/compareSlices';
import { taughtSource } from '../../core/review/labelVerdicts';
import { isHumanWork, type SidecarObject } from '../../core/sidecar/sidecar';
import type { AnsweredObject } from '../../node/bulk/segmentImage';
import { askedSlice, type AskedSlice } from '../../node/inference/askedSlice';
import { readAnnotator } from '../config';
import type { Services } from '../services';
import { t } from '../../core/text/message';
import type { ImageDocument } from './imageDocument';

export interface FindOptions {
  readonly label: string;
  readonly decoder: TaughtDecoder;
  /** Slices to find the label on. */
  readonly places: readonly SlicePlace[];
  readonly token: CancellationToken;
  readonly onProgress: (done: number) => void;
}

/**
 * Finds a taught label on slices of an open image. What is found is unreviewed, and one edit. Slices on which a user has drawn,
 * changed or judged objects of the label stay as they are; on the others, objects that it found before are replaced.
 *
 * @returns the numbers of objects found and of slices left out
 * @throws UserError `bad-model` for a label that was taught to another model, `cancelled` with nothing changed
 */
export async function findInDocument(
  document: ImageDocument,
  { client, maskStore }: Pick<Services, 'client' | 'maskStore'>,
  { label, decoder, places, token, onProgress }: FindOptions,
): Promise<{ readonly found: number; readonly left: number }> {
  const { image, model } = await document.open();
  const loaded = await client.start();
  const isTaken = (at: SlicePlace): boolean =>
    model.state.objects.some((object) => object.label === label && isHumanWork(object) && isSamePlace(object, at));
  const open = places.filter((at) => !isTaken(at));
  const priority = places.length > 1 ? 'bulk' : 'interactive';
  const see = (at: SlicePlace): Promise<AskedSlice> => askedSlice(image, at, { client, token, priority });
  const askOn = async (slice: AskedSlice, prompts: readonly Prompt[]): ReturnType<AskBoxes> =>
    (await slice.segment(prompts, 'assessed')).objects;
  const found: (readonly FoundObject[])[] = [];
  let window;
  for (const [i, at] of open.entries()) {
    throwIfCancelled(token);
    const slice = await see(at);
    window ??= slice.window ?? undefined;
    const { objects } = await slice.find([decoder]);
    const ask: AskBoxes = (prompts) => askOn(slice, prompts);
    found.push(await foundObjects(objects[0]!, decoder.instances, ask, { work: maskStore, token }));
    onProgress(i + 1);
  }
  const answered: AnsweredObject[] = [];
  for (const [start, end] of stretches(open)) {
    const ask = async (i: number, prompts: readonly Prompt[]): ReturnType<AskBoxes> =>
      askOn(await see(open[start + i]!), prompts);
    const mended = await mendSlices(found.slice(start, end), ask);
    for (const [i, objects] of mended.entries()) {
      const at = placeOf(open[start + i]!);
      for (const { prompt, answer } of objects) answered.push({ planned: { label, ...at, prompt }, answer });
    }
  }
  const others = model.state.objects.filter((object) => !isFound(object, label));
  const compared = await compareSlices(answered, others, maskStore);
  throwIfCancelled(token);
  // Only now: objects may have been drawn while this was waited for.
  const still = open.filter((at) => !isTaken(at));
  const has = (at: SlicePlace): boolean => still.some((place) => isSamePlace(place, at));
  const { objects } = model.state;
  const replaced = objects.filter((object) => isFound(object, label) && has(object));
  const taken = new Set(objects.map(({ id }) => id));
  const added = compared
    .filter(({ planned }) => has(planned))
    .map(({ planned: { prompt, ...at }, answer }): SidecarObject => {
      const id = freeId(taken);
      taken.add(id);
      return newObject({
        ...{ id, label, ...placeOf(at), prompt, segmented: answer, model: loaded, origin: 'machine' },
        ...{ provenance: { source: taughtSource }, by: readAnnotator(), at: new Date() },
      });
    });
  if (added.length + replaced.length > 0) {
    const edit: Edit = addObjects(
      model.state,
      ...[added, new Set(replaced.map(({ id }) => id)), t`Find ${label}`, window, document.knownLabels],
    );
    document.edit(edit);
    document.select(added[0]?.id ?? null);
  }
  return { found: added.length, left: places.length - still.length };
}

/** Whether an object was found by a taught label and is unreviewed. */
function isFound(object: SidecarObject, label: string): boolean {
  return object.label === label && object.source === taughtSource && !isHumanWork(object);
}

/** Where neighbouring slices begin and end in a list of them. */
function* stretches(places: readonly SlicePlace[]): Generator<readonly [start: number, end: number]> {
  let start = 0;
  for (const [i, at] of places.entries()) {
    const next = { ...at, slice: at.slice + 1 };
    const following = places[i + 1];
    if (following !== undefined && isSamePlace(next, following)) continue;
    yield [start, i + 1];
    start = i + 1;
  }
}
