import { throwIfCancelled, type CancellationToken } from '../../core/base/cancellation';
import { isCancellation } from '../../core/base/error';
import { newObject } from '../../core/document/newObject';
import type { SliceSpan } from '../../core/propagation/propagated';
import { propagateLabel } from '../../core/propagation/propagateLabel';
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
  readonly span: SliceSpan;
  /** Of the slice that is shown; all others are seen through it. */
  readonly window: SliceView['window'];
  readonly token: CancellationToken;
  /** Called with all that is there whenever a slice is done. */
  readonly onMade: (made: readonly SidecarObject[]) => void;
}

/**
 * Propagates an object through the slices, see {@link propagateLabel}. After a cancellation, what was made until then is
 * returned.
 * @returns objects with ids that only tell them apart
 */
export async function propagate(propagation: Propagation): Promise<readonly SidecarObject[]> {
  const { document, services, object, span, window, token, onMade } = propagation;
  const { image } = await document.open();
  const model = await services.client.start();
  const made: SidecarObject[] = [];
  try {
    await propagateLabel(
      document.state.objects,
      object,
      span,
      {
        info: image.info,
        prompts: model.prompts,
        ask: async (at, prompts) => {
          throwIfCancelled(token);
          return document.prompting.ask({ ...at, window }, prompts);
        },
        see: (at) => document.prompting.see({ ...at, window }),
      },
      ({ slice, volume, label, prompt, answer }) => {
        made.push(
          newObject({
            ...{ id: `propagated-${slice}`, label, slice, volume, prompt, segmented: answer, model },
            ...{ origin: 'machine', by: readAnnotator(), at: new Date() },
          }),
        );
        onMade(made);
      },
    );
  } catch (error) {
    if (!isCancellation(error)) throw error;
  }
  return made;
}
