import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../../core/base/error';
import { layoutNamed } from '../../core/layouts/registry';
import type { ExportRequest } from '../../core/protocol/transferApi';
import { t } from '../../core/text/message';
import { isMissing } from '../files/isMissing';
import { reasonOf } from '../files/reasonOf';

/**
 * Checks that a folder can be exported to: it is new or empty, or the layout adds to a data set.
 * @throws UserError `conflict` when there are files already that nothing may be added to, `unwritable`
 */
export async function checkExportFolder(request: Pick<ExportRequest, 'out' | 'layout' | 'deidentify'>): Promise<void> {
  const out = path.resolve(request.out);
  const isEmpty = await holdsNoFile(out).catch((cause: unknown) => {
    if (isMissing(cause)) return true;
    throw new UserError('unwritable', { file: out, problem: t`The folder cannot be used: ${reasonOf(cause)}.`, cause });
  });
  // What is there may say who the patients are.
  const adds = layoutNamed(request.layout).canGrow === true && request.deidentify !== true;
  if (adds || isEmpty) return;
  throw new UserError('conflict', {
    file: out,
    problem: t`The folder is not empty.`,
    advice: t`Choose a new or empty folder, or delete the files of an earlier export.`,
  });
}

/** Whether there are folders at most, as an export that was cancelled leaves them. */
async function holdsNoFile(folder: string): Promise<boolean> {
  const entries = await readdir(folder, { withFileTypes: true });
  if (entries.some((entry) => !entry.isDirectory())) return false;
  for (const { name } of entries) if (!(await holdsNoFile(path.join(folder, name)))) return false;
  return true;
}
