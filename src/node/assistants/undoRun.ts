import { UserError } from '../../core/base/error';
import type { RunRecord } from '../../core/bulk/journal';
import { counted } from '../../core/text/counted';
import { t } from '../../core/text/message';
import { readRun } from '../bulk/runFolder';
import { undoRun as undo } from '../bulk/undoRun';
import type { Handler } from './context';

export const undoRun: Handler<'undo_run'> = {
  question: async ({ run }, { folder, assistant }) => {
    const { written } = await runOfAssistant(folder, run);
    return t`${assistant} wants to undo the run ${run}: its masks of ${counted(written.size, 'image')} are removed unless a person has changed or reviewed them.`;
  },
  run: async ({ run }, { folder, store, isEdited, onProgress, token }) => {
    const summary = await undo(folder, await runOfAssistant(folder, run), {
      ...{ store, token },
      ...(isEdited === undefined ? {} : { isEdited }),
      ...(onProgress === undefined ? {} : { onProgress }),
    });
    const { removed, unchanged, left } = summary;
    return { run, undone: removed.length, unchanged: unchanged.length, kept: left };
  },
};

/** @throws UserError `bad-input` for a run that a person has started, which only a person undoes; and as {@link readRun} */
async function runOfAssistant(folder: string, run: string): Promise<RunRecord> {
  const record = await readRun(folder, run);
  if (record.head.assistant !== undefined) return record;
  throw new UserError('bad-input', {
    problem: t`The run ${run} was not started by an assistant.`,
    advice: t`Undo it in the view Runs, or with “sam-unet masks FOLDER --undo ${run}”.`,
  });
}
