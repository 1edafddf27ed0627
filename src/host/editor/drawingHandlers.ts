import * as v from 'valibot';
import { UserError } from '../../core/base/error';
import { isPlane } from '../../core/image/slicePlace';
import type { Prompt } from '../../core/prompt/prompt';
import {
  areaRequestSchema,
  boxSchema,
  promptedViewSchema,
  promptRequestSchema,
  selectionSchema,
  sliceViewSchema,
  strokeRequestSchema,
  type HostApi,
} from '../../core/protocol/hostApi';
import { sentRuns } from '../../core/protocol/sentRuns';
import { t } from '../../core/text/message';
import type { ImageDocument } from './imageDocument';

/** What a page asks of the document that it shows: to prompt, to paint and to select. */
type DrawingApi = Pick<HostApi, 'encode' | 'modelInput' | 'preview' | 'commit' | 'paint' | 'paintArea' | 'select'>;

/** Checks what a page asks, and passes it on to the document. */
export function drawingHandlers(document: ImageDocument): DrawingApi {
  return {
    encode: (shown) => {
      const view = v.parse(promptedViewSchema, shown);
      return isPlane(view) ? document.planePrompting.encode(view) : document.prompting.encode(view);
    },
    modelInput: (view, box) =>
      document.prompting.modelInput(v.parse(sliceViewSchema, view), v.parse(v.nullable(boxSchema), box)),
    preview: async (request) => {
      const { prompt, objectId, ...view } = v.parse(promptRequestSchema, request);
      const asked = promptFrom(prompt);
      const answer = isPlane(view)
        ? await document.planePrompting.preview(view, asked, objectId)
        : await document.prompting.preview(view, asked, objectId);
      return { ...answer, mask: sentRuns([answer.mask])[0]! };
    },
    commit: async (request) => {
      const { prompt, objectId, ...view } = v.parse(promptRequestSchema, request);
      const asked = promptFrom(prompt);
      if (isPlane(view)) await document.planePrompting.commit(view, asked, objectId);
      else await document.prompting.commit(view, asked, objectId);
    },
    paint: (stroke) => document.painting.commit(v.parse(strokeRequestSchema, stroke)),
    paintArea: (request) => document.painting.commitArea(v.parse(areaRequestSchema, request)),
    select: (id) => {
      document.select(v.parse(selectionSchema, id));
      return Promise.resolve();
    },
  };
}

/** A prompt without the properties that are absent. The page never chooses a candidate: changed prompts are ranked again. */
function promptFrom({ box, points }: v.InferOutput<typeof promptRequestSchema>['prompt']): Prompt {
  if (box === undefined && points.length === 0) {
    throw new UserError('bad-prompt', { problem: t`The prompt has neither a box nor a point.` });
  }
  return { points, ...(box === undefined ? {} : { box }) };
}
