import { throwIfCancelled, type CancellationToken } from '../../core/base/cancellation';
import { isCancellation } from '../../core/base/error';
import { newObject } from '../../core/document/newObject';
import type { ShapeOnSlice } from '../../core/document/throughSlices';
import { volumeOf } from '../../core/image/slicePlace';
import type { Followed, FollowedObject } from '../../core/propagation/followObjects';
import type { SliceSpan } from '../../core/propagation/propagated';
import { propagateLabel } from '../../core/propagation/propagateLabel';
import { refineShapes } from '../../core/propagation/refineShapes';
import type { SliceView } from '../../core/protocol/hostApi';
import type { SidecarObject } from '../../core/sidecar/sidecar';
import { readAnnotator } from '../config';
import type { Services } from '../services';
import type { ImageDocument } from './imageDocument';

/** Work of the model on the slices of a document. */
interface Work {
  readonly document: ImageDocument;
  readonly services: Pick<Services, 'client'>;
  readonly object: SidecarObject;
  /** Of the slice that is shown; all others are seen through it. */
  readonly window: SliceView['window'];
  readonly token: CancellationToken;
}

/** What is propagated, and how. */
export interface Propagation extends Work {
  readonly span: SliceSpan;
  /** Called with all that is there whenever a slice is done. */
  readonly onMade: (made: readonly SidecarObject[]) => void;
}

/**
 * Propagates an object through the slices, see {@link propagateLabel}. After a cancellation, what was made until then is
 * returned.
 * @returns objects with ids that only tell them apart
 */
export async function propagate(propagation: Propagation): Promise<readonly SidecarObject[]> {
  const { document, object, span, onMade } = propagation;
  const made: SidecarObject[] = [];
  const { followed, objectOf } = await asking(propagation);
  try {
    await propagateLabel(document.state.objects, object, span, followed, (each) => {
      made.push(objectOf(each));
      onMade(made);
    });
  } catch (error) {
    if (!isCancellation(error)) throw error;
  }
  return made;
}

/** What is interpolated. */
export interface Interpolation extends Work {
  readonly shapes: readonly ShapeOnSlice[];
  readonly onDone: (done: number) => void;
}

/**
 * Refines shapes by the model, see {@link refineShapes}.
 * @returns objects with ids that only tell them apart, of those where the model agrees; undefined after a cancellation
 */
export async function refine(interpolation: Interpolation): Promise<readonly SidecarObject[] | undefined> {
  const { object, shapes, onDone } = interpolation;
  const { followed, objectOf } = await asking(interpolation);
  try {
    const expected = { label: object.label, volume: volumeOf(object), shapes };
    return (await refineShapes(expected, followed, onDone)).map(objectOf);
  } catch (error) {
    if (!isCancellation(error)) throw error;
    return undefined;
  }
}

/** How the model is asked about slices of a document, and what its answers are there. */
async function asking({ document, services, window, token }: Work): Promise<{
  readonly followed: Followed;
  readonly objectOf: (made: FollowedObject) => SidecarObject;
}> {
  const { image } = await document.open();
  const model = await services.client.start();
  return {
    followed: {
      info: image.info,
      prompts: model.prompts,
      ask: async (at, prompts) => {
        throwIfCancelled(token);
        return document.prompting.ask({ ...at, window }, prompts);
      },
      see: (at) => document.prompting.see({ ...at, window }),
    },
    objectOf: ({ slice, volume, label, prompt, answer }) =>
      newObject({
        ...{ id: `made-${slice}`, label, slice, volume, prompt, segmented: answer, model },
        ...{ origin: 'machine', by: readAnnotator(), at: new Date() },
      }),
  };
}
