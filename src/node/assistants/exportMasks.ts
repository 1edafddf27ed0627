import path from 'node:path';
import type { ToolInput } from '../../core/assistants/inputs';
import { UserError } from '../../core/base/error';
import { losses as lossesOf } from '../../core/layouts/forecast';
import { t } from '../../core/text/message';
import { insideFolder } from '../files/insideFolder';
import { isSkippedName } from '../files/walkFolder';
import { transferInProcess } from '../transfer/transferInProcess';
import type { AssistantContext, Handler } from './context';

type Input = ToolInput<'export_masks'>;

/** Where exports go that name no folder: hidden, so that they are not found as images of the folder. */
const exportsFolder = '.sam-unet/exports';

export const exportMasks: Handler<'export_masks'> = {
  question: async (input, context) => {
    const { out } = await target(input, context);
    return t`${context.assistant} wants to export masks as ${input.layout} into the folder ${out}.`;
  },
  run: async (input, context) => {
    const { folder, token, onProgress } = context;
    const { out, full } = await target(input, context);
    const { layout, masks: selection, deidentify, acceptLosses } = input;
    const summary = await transferInProcess(
      (api) => api.exportMasks({ folder, within: folder, layout, out: full, selection, deidentify }),
      {
        token,
        onProgress: (progress) => {
          if ('done' in progress) onProgress?.(progress.done, progress.total);
        },
        onForecast: (forecast) => Promise.resolve(acceptLosses || lossesOf(forecast).length === 0),
      },
    );
    if (!acceptLosses && lossesOf(summary.forecast ?? []).length > 0) throw wouldLose();
    const { done, objects, skipped, failed, losses } = summary;
    return { out, images: done.length, objects, skipped: skipped.length, failed, losses };
  },
};

/** The folder to write, relative and absolute. @throws UserError `bad-input` for one outside of the folder, or hidden in it */
async function target({ layout, out }: Input, { folder }: AssistantContext): Promise<{ out: string; full: string }> {
  const stated = out ?? `${exportsFolder}/${layout}`;
  const full = await insideFolder(folder, stated);
  if (out === undefined || !path.relative(folder, full).split(path.sep).some(isSkippedName))
    return { out: stated, full };
  throw new UserError('bad-input', {
    file: stated,
    problem: t`The folder is hidden, or belongs to the system.`,
    advice: t`Name another new folder, or none.`,
  });
}

function wouldLose(): UserError {
  return new UserError('bad-input', {
    problem: t`This layout cannot hold all of these masks, so some would be lost.`,
    advice: t`Choose another layout, or ask the user whether acceptLosses may be set.`,
  });
}
