import type { ToolName } from '../../core/assistants/inputs';
import { parseInput } from '../../core/assistants/parseInput';
import type { Message } from '../../core/text/message';
import type { AssistantContext, Handler } from './context';
import { checkDataset } from './checkDataset';
import { describeImage } from './describeImage';
import { exportMasks } from './exportMasks';
import { findImages } from './findImages';
import { generateMasks } from './generateMasks';
import { rankByQuality } from './rankByQuality';
import { segmentObjects } from './segmentObjects';
import { startReview } from './startReview';
import { undoRun } from './undoRun';

const handlers: { readonly [Name in ToolName]: Handler<Name> } = {
  find_images: findImages,
  describe_image: describeImage,
  rank_by_quality: rankByQuality,
  check_dataset: checkDataset,
  segment_objects: segmentObjects,
  generate_masks: generateMasks,
  start_review: startReview,
  export_masks: exportMasks,
  undo_run: undoRun,
};

/**
 * What the user is asked before a tool writes; undefined for a tool that writes nothing.
 * @throws UserError `bad-input` for an input that is wrong, and where calling the tool would be in vain
 */
export async function questionOf(
  name: ToolName,
  input: unknown,
  context: AssistantContext,
): Promise<Message | undefined> {
  return handlerOf(name).question?.(parseInput(name, input), context);
}

/**
 * Calls a tool, after the user has agreed to {@link questionOf}.
 * @returns the answer to the assistant, as JSON
 * @throws UserError `bad-input` for an input that is wrong, and as the work that is done
 */
export async function callTool(name: ToolName, input: unknown, context: AssistantContext): Promise<object> {
  return handlerOf(name).run(parseInput(name, input), context);
}

/** The table gives every name the handler that takes its input. */
function handlerOf(name: ToolName): Handler<ToolName> {
  return handlers[name] as Handler<ToolName>;
}
