import { throwIfCancelled, type CancellationToken } from '../../core/base/cancellation';
import { isCancellation } from '../../core/base/error';
import { followObjects, objectsOfVolume, type Way } from '../../core/bulk/followObjects';
import { newObject } from '../../core/document/newObject';
import { isPropagated } from '../../core/document/propagated';
import { volumeOf } from '../../core/image/slicePlace';
import type { SliceView } from '../../core/protocol/hostApi';
import type { SidecarObject } from '../../core/sidecar/sidecar';
import { readAnnotator } from '../config';
import type { Services } from '../services';
import type { ImageDocument } from './imageDocument';

/** What is propagated, and how. */
export interface Propagation {
  readonly document: ImageDocument;
  readonly services: Pick<Services, 'client'>;
  readonly object: SidecarObject;
  readonly ways: readonly Omit<Way, 'volume'>[];
  /** Of the slice that is shown; all others are seen through it. */
  readonly window: SliceView['window'];
  readonly token: CancellationToken;
  /** Called with all that is there whenever a slice is done. */
  readonly onMade: (made: readonly SidecarObject[]) => void;
}

/**
 * Follows an object through the slices. Other masks of its label that a person answers for stay, and lead on from their
 * slices; those that were propagated before are made again. After a cancellation, what was made until then is returned.
 * @returns objects with ids that only tell them apart
 */
export async function propagate(propagation: Propagation): Promise<readonly SidecarObject[]> {
  const { document, services, object, ways, window, token, onMade } = propagation;
  const { image } = await document.open();
  const model = await services.client.start();
  const volume = volumeOf(object);
  const seeds = objectsOfVolume(document.state.objects, volume)
    .filter((other) => other.label === object.label && other.status !== 'rejected' && !isPropagated(other))
    // The object itself leads on, whether a person or a model made it.
    .map((other) => (other.id === object.id ? { ...other, origin: 'human' as const } : other));
  const made: SidecarObject[] = [];
  try {
    for (const way of ways) {
      await followObjects(
        seeds.some(({ id }) => id === object.id) ? seeds : [...seeds, { ...object, origin: 'human' }],
        { ...way, volume },
        {
          info: image.info,
          prompts: model.prompts,
          ask: async (at, prompts) => {
            throwIfCancelled(token);
            return document.prompting.ask({ ...at, window }, prompts);
          },
        },
        ({ slice, label, prompt, answer }) => {
          if (answer === undefined) return;
          made.push(
            newObject({
              ...{ id: `propagated-${slice}`, label, slice, volume, prompt, segmented: answer, model },
              ...{ origin: 'machine', by: readAnnotator(), at: new Date() },
            }),
          );
          onMade(made);
        },
      );
    }
  } catch (error) {
    if (!isCancellation(error)) throw error;
  }
  return made;
}
