import path from 'node:path';
import { isCancellation, UserError } from '../../core/base/error';
import type { Case } from '../../core/evaluation/case';
import type { Segmenter } from '../inference/segmenter';
import type { EvaluatedItem, WantedItems } from './evaluatedItems';
import type { EvaluateImageOptions } from './evaluateContext';
import { evaluateImage } from './evaluateImage';
import type { Dataset } from './readDataset';

export interface EvaluateContext extends EvaluateImageOptions, WantedItems {
  readonly client: Segmenter;
  readonly onImage?: (done: number, total: number, set: string) => void;
  /** Called with images and masks that cannot be read or do not fit each other; they are not counted. */
  readonly onError: (error: UserError) => void;
}

/** Images that are read or scored while the model processes others. */
const around = 1;

/**
 * Measures the model on images of a data set. Every mask is asked for by every protocol and compared at the image's own size.
 *
 * @returns the cases in the order of the images; those that were done when the token was cancelled
 * @throws UserError `no-device`, `bad-model`, `inference-crashed`
 */
export async function evaluateDataset(
  dataset: Dataset,
  items: readonly EvaluatedItem[],
  context: EvaluateContext,
): Promise<Case[]> {
  const { token } = context;
  const cases: Case[][] = [];
  let next = 0;
  let done = 0;
  const work = async (): Promise<void> => {
    for (let i = next++; i < items.length && !token.isCancellationRequested; i = next++) {
      context.onImage?.(done, items.length, dataset.name);
      const item = items[i]!;
      try {
        cases[i] = await evaluateImage(dataset, item, context);
      } catch (error) {
        if (isCancellation(error)) return;
        if (!(error instanceof UserError) || isFatal(error)) {
          next = items.length;
          throw error;
        }
        context.onError(error.inFile(path.join(dataset.folder, item.image)));
      }
      done++;
    }
  };
  await Promise.all(Array.from({ length: (context.client.size ?? 1) + around }, work));
  return cases.flat();
}

/** Whether no other image could do any better. */
function isFatal(error: UserError): boolean {
  return error.code === 'no-device' || error.code === 'bad-model' || error.code === 'inference-crashed';
}
