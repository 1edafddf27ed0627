import { mkdir, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../../core/base/error';
import { parseJournal, type RunRecord } from '../../core/bulk/journal';
import { insideFolder } from '../files/insideFolder';
import { isMissing } from '../files/isMissing';
import { reasonOf } from '../files/reasonOf';

/** Folder of the journals in the folder of a data set: whoever works there finds them, in the editor and on the command line. */
function runsFolder(folder: string): string {
  return path.join(folder, '.sam-unet', 'runs');
}

export function journalPath(folder: string, run: string): string {
  return path.join(runsFolder(folder), `${run}.jsonl`);
}

/** @throws UserError `unwritable` naming the folder; `bad-input` where a link leads out of the folder of the images */
export async function makeRunsFolder(folder: string): Promise<void> {
  const runs = runsFolder(folder);
  await insideFolder(folder, '.sam-unet/runs');
  try {
    await mkdir(runs, { recursive: true });
  } catch (cause) {
    throw new UserError('unwritable', {
      file: runs,
      problem: `The folder for the journal of the run cannot be made: ${reasonOf(cause)}.`,
      advice: 'Check that the folder of the images is writable.',
      cause,
    });
  }
}

/**
 * Reads the journal of a run.
 * @throws UserError `not-found`, `unreadable`, `damaged`; `bad-input` for one that does not lie in the folder
 */
export async function readRun(folder: string, run: string): Promise<RunRecord> {
  const file = await insideFolder(folder, `.sam-unet/runs/${run}.jsonl`);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    const missing = isMissing(cause);
    throw new UserError(missing ? 'not-found' : 'unreadable', {
      file,
      problem: missing ? `There is no run ${run}.` : `The journal cannot be read: ${reasonOf(cause)}.`,
      advice: 'Check its name and the folder.',
      cause,
    });
  }
  return parseJournal(text, file);
}

/** The runs of a folder whose journals can be read, newest first. */
export async function listRuns(folder: string): Promise<RunRecord[]> {
  const names = await readdir(runsFolder(folder)).catch(() => []);
  const runs: RunRecord[] = [];
  for (const name of names.filter((each) => each.endsWith('.jsonl')).sort()) {
    try {
      runs.unshift(await readRun(folder, name.slice(0, -'.jsonl'.length)));
    } catch (error) {
      // One that is damaged can be neither resumed nor undone.
      if (!(error instanceof UserError)) throw error;
    }
  }
  return runs;
}
