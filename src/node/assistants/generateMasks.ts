import type { ToolInput } from '../../core/assistants/inputs';
import { UserError } from '../../core/base/error';
import { reasonsOf } from '../../core/bulk/bulkSummary';
import type { SourceSpec } from '../../core/bulk/sources/spec';
import { parseFilter } from '../../core/dataset/filter/filter';
import { counted } from '../../core/text/counted';
import { english, t } from '../../core/text/message';
import { planRun, type RunPlan } from '../bulk/planRun';
import { pathsOf, type AssistantContext, type Handler } from './context';
import { refuseIdle, runFacts } from './runFacts';

/** Objects that are proposed for an image, as in VS Code. */
const proposals = 5;

type Input = ToolInput<'generate_masks'>;

export const generateMasks: Handler<'generate_masks'> = {
  question: async (input, context) => {
    const { todo } = await plan(input, context);
    const images = counted(todo.length, 'image');
    return input.regenerate
      ? t`${context.assistant} wants to generate masks for ${images}, replacing those that are unreviewed. The masks will be unreviewed.`
      : t`${context.assistant} wants to generate masks for ${images}. The masks will be unreviewed.`;
  },
  run: async (input, context) => runFacts(await context.makeMasks(await plan(input, context))),
};

/** @throws UserError `not-found` where there is nothing to do */
async function plan(input: Input, context: AssistantContext): Promise<RunPlan> {
  const { folder, assistant, store, token } = context;
  const only = await pathsOf(parseFilter(input.filter), context);
  const request = { folder, sources: [sourceOf(input)], only, assistant, replace: input.regenerate };
  const planned = await planRun(request, { store, token });
  const [reason] = reasonsOf(planned.skipped)[0] ?? [];
  refuseIdle(planned.todo.length, reason && english(reason));
  return planned;
}

/** @throws UserError `bad-input` for taught labels that are not named, or labels where none are taken */
function sourceOf({ source, labels }: Input): SourceSpec {
  if ((source === 'taught') !== (labels !== undefined)) {
    throw new UserError('bad-input', { problem: t`Labels are named for taught labels, and for them only.` });
  }
  if (source === 'taught') return { kind: 'taught', labels: labels! };
  return source === 'whole' ? { kind: 'whole' } : { kind: 'proposals', count: proposals };
}
