import type { ToolInput } from '../../core/assistants/inputs';
import { UserError } from '../../core/base/error';
import type { SourceSpec } from '../../core/bulk/sources/spec';
import { isEmptyPrompt } from '../../core/prompt/prompt';
import { counted } from '../../core/text/counted';
import { t } from '../../core/text/message';
import { planRun, type RunPlan } from '../bulk/planRun';
import { slashPath } from '../files/slashPath';
import { insideFolder } from '../files/insideFolder';
import { placeOfImage } from '../image/openImage';
import type { AssistantContext, Handler } from './context';
import { runFacts } from './runFacts';

type Input = ToolInput<'segment_objects'>;

export const segmentObjects: Handler<'segment_objects'> = {
  question: async (input, context) => {
    const source = sourceOf(input);
    await insideFolder(context.folder, input.image);
    const what = source.kind === 'asked' ? counted(source.objects.length, 'object') : (input.labels ?? []).join(', ');
    return t`${context.assistant} wants to segment ${what} in ${input.image}. The masks will be unreviewed.`;
  },
  run: async (input, context) => runFacts(await context.makeMasks(await plan(input, context))),
};

/** The plan of a run over one image. */
async function plan(input: Input, { folder, assistant, store, token }: AssistantContext): Promise<RunPlan> {
  const file = await insideFolder(folder, input.image);
  const { series } = await placeOfImage(file, { token });
  const image = slashPath(folder, series?.anchor ?? file);
  const source = sourceOf(input);
  return planRun({ folder, sources: [source], only: [image], assistant }, { store, token });
}

/** @throws UserError `bad-prompt` where nothing, or both, is asked for */
function sourceOf({ image, objects, labels }: Input): SourceSpec {
  const isWithout = objects?.some(({ box, points = [] }) =>
    isEmptyPrompt({
      ...(box === undefined ? {} : { box: { x0: 0, y0: 0, x1: 1, y1: 1 } }),
      points: points.map(toPoint),
    }),
  );
  if ((objects === undefined) === (labels === undefined) || isWithout === true) {
    throw new UserError('bad-prompt', {
      problem: t`There is nothing to segment by.`,
      advice: t`Give objects, each with a box or points, or the names of taught labels.`,
    });
  }
  if (labels !== undefined) return { kind: 'taught', labels };
  return { kind: 'asked', objects: objects!.map((object) => ({ image, ...object })) };
}

function toPoint([x, y, sign]: readonly [number, number, 0 | 1]): { x: number; y: number; positive: boolean } {
  return { x, y, positive: sign === 1 };
}
