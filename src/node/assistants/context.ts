import type { CancellationToken } from '../../core/base/cancellation';
import type { BulkSummary } from '../../core/bulk/bulkSummary';
import type { Filter } from '../../core/dataset/filter/filter';
import type { ReviewOrder } from '../../core/review/reviewOrder';
import type { ToolInput, ToolName } from '../../core/assistants/inputs';
import type { Message } from '../../core/text/message';
import type { FoundImages, ImageQuery } from '../dataset/datasetApi';
import type { RunPlan } from '../bulk/planRun';
import type { MaskApi } from '../masks/maskApi';
import type { FoundItems } from '../review/findReviewItems';

/** A review that an assistant asks for. */
export interface AskedReview extends Pick<FoundItems, 'items' | 'fits'> {
  readonly filter: string;
  readonly order: ReviewOrder;
}

/**
 * What a tool may use. There is nothing in it that accepts, rejects or changes a mask: what makes masks are bulk runs, which leave
 * a person's work alone and can be undone.
 */
export interface AssistantContext {
  /** Absolute path of the folder that nothing leaves. */
  readonly folder: string;
  /** Who asks, for the provenance of what is made. */
  readonly assistant: string;
  readonly find: (query: Omit<ImageQuery, 'root'>) => Promise<FoundImages>;
  /** Makes the masks of a plan. */
  readonly makeMasks: (plan: RunPlan) => Promise<BulkSummary>;
  /** Starts a review, or says how a person starts it. */
  readonly startReview: (review: AskedReview) => Promise<object>;
  readonly store: MaskApi;
  /** Whether a person is editing the masks of an image. */
  readonly isEdited?: (file: string) => boolean;
  readonly onProgress?: (done: number, total: number) => void;
  readonly token: CancellationToken;
}

export interface Handler<Name extends ToolName> {
  /** What the user is asked before something is written; absent where nothing is. @throws UserError where it would be in vain */
  readonly question?: (input: ToolInput<Name>, context: AssistantContext) => Promise<Message>;
  /** @returns the answer to the assistant, as JSON */
  readonly run: (input: ToolInput<Name>, context: AssistantContext) => Promise<object>;
}

/** All images that a filter lets through, by their paths. */
export async function pathsOf(filter: Filter, { find }: AssistantContext): Promise<readonly string[]> {
  const { images } = await find({ filter, order: 'name', offset: 0 });
  return images.map(({ path }) => path);
}
