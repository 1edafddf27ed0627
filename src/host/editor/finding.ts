import { throwIfCancelled, type CancellationToken } from '../../core/base/cancellation';
import type { Edit } from '../../core/document/edit';
import { addObjects } from '../../core/document/edits';
import { foundObjects } from '../../core/document/foundObjects';
import { newObject } from '../../core/document/newObject';
import { freeId } from '../../core/document/state';
import { isSamePlace, placeOf, type SlicePlace } from '../../core/image/slicePlace';
import type { TaughtDecoder } from '../../core/protocol/inferenceApi';
import { compareSlices } from '../../core/quality/compareSlices';
import { taughtSource } from '../../core/review/labelVerdicts';
import { isHumanWork, type SidecarObject } from '../../core/sidecar/sidecar';
import type { AnsweredObject } from '../../node/bulk/segmentImage';
import { readInferenceSlice } from '../../node/inference/inferenceSlice';
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
  const answered: AnsweredObject[] = [];
  let window;
  for (const [i, at] of open.entries()) {
    throwIfCancelled(token);
    const slice = await readInferenceSlice(image, at);
    window ??= slice.window ?? undefined;
    const { objects } = await client.find(slice.image, [decoder], token, places.length > 1 ? 'bulk' : 'interactive');
    for (const { prompt, answer } of foundObjects(objects[0]!, decoder.instances)) {
      answered.push({ planned: { label, ...placeOf(at), prompt }, answer });
    }
    onProgress(i + 1);
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
