import path from 'node:path';
import { UserError } from '../../core/base/error';
import {
  joinJournals,
  parseJournal,
  soleJournal,
  type JournalRecord,
  type RunHead,
  type RunRecord,
} from '../../core/bulk/journal';
import { shardName, type Shard } from '../../core/bulk/shard';
import { t } from '../../core/text/message';
import { withinFolder } from '../files/bounds';
import { makeFolder } from '../files/atomicWrite';
import { disk } from '../files/disk';
import { exists } from '../files/exists';
import { insideFolder } from '../files/insideFolder';
import { sweepTemporaries } from '../files/temporaries';
import { isMissing } from '../files/isMissing';
import { reasonOf } from '../files/reasonOf';

const ending = '.jsonl';

/** Folder of the journals in the folder of a data set: the editor and the command line both find them. */
function runsFolder(folder: string): string {
  return path.resolve(folder, '.sam-unet', 'runs');
}

/**
 * The journal of a run.
 * @param shard of a run that is divided, with one journal each
 */
export function journalPath(folder: string, run: string, shard?: Shard): string {
  return path.join(runsFolder(folder), `${run}${shard === undefined ? '' : `.${shardName(shard)}`}${ending}`);
}

/** The journals of a run, sorted by name. @throws UserError `bad-input` for one that does not lie in the folder */
export async function journalsOf(folder: string, run: string): Promise<readonly string[]> {
  const names = (await journalNames(folder)).filter((name) => runOf(name) === run);
  return Promise.all(names.map((name) => insideFolder(folder, `.sam-unet/runs/${name}`)));
}

/** Removes what dead processes have left beside the journals. */
export async function sweepRuns(folder: string): Promise<void> {
  await withinFolder(folder, () => sweepTemporaries(runsFolder(folder)));
}

/**
 * @throws UserError `not-found` where the folder of the images was moved, `unwritable` naming the folder, `bad-input` where a link
 *   leads out of it
 */
export async function makeRunsFolder(folder: string): Promise<void> {
  if (!(await exists(folder))) {
    throw new UserError('not-found', { file: folder, problem: t`The folder is no longer there.` });
  }
  await insideFolder(folder, '.sam-unet/runs');
  await withinFolder(folder, () => makeFolder(runsFolder(folder)));
}

/**
 * Reads the journals of a run.
 * @throws UserError `not-found`, `unreadable`, `damaged`; `bad-input` for one that does not lie in the folder
 */
export async function readRun(folder: string, run: string): Promise<RunRecord> {
  const own = await insideFolder(folder, `.sam-unet/runs/${run}${ending}`);
  const [first = own, ...others] = await journalsOf(folder, run);
  return joinJournals([
    await readJournal(first, run),
    ...(await Promise.all(others.map((each) => readJournal(each, run)))),
  ]);
}

/** Reads the journal of one shard; undefined where there is none. @throws UserError as {@link readRun} */
export async function readShard(folder: string, run: string, shard: Shard): Promise<RunRecord | undefined> {
  const file = await insideFolder(folder, `.sam-unet/runs/${path.basename(journalPath(folder, run, shard))}`);
  try {
    return soleJournal(await readJournal(file, run));
  } catch (error) {
    if (error instanceof UserError && error.code === 'not-found') return undefined;
    throw error;
  }
}

/** What the first journal of a run says that the run is; undefined where there is no journal. @throws UserError as {@link readRun} */
export async function readHead(folder: string, run: string): Promise<RunHead | undefined> {
  const [first] = await journalsOf(folder, run);
  return first === undefined ? undefined : (await readJournal(first, run)).head;
}

/** Ids of the runs of a folder, sorted. */
export async function runIds(folder: string): Promise<readonly string[]> {
  return [...new Set((await journalNames(folder)).map(runOf))];
}

async function readJournal(file: string, run: string): Promise<JournalRecord> {
  let text: string;
  try {
    text = (await disk().readFile(file)).toString('utf8');
  } catch (cause) {
    const missing = isMissing(cause);
    throw new UserError(missing ? 'not-found' : 'unreadable', {
      file,
      problem: missing ? t`There is no run ${run}.` : t`The journal cannot be read: ${reasonOf(cause)}.`,
      advice: t`Check the ID of the run and the folder.`,
      cause,
    });
  }
  return parseJournal(text, file);
}

/** The runs of a folder whose journals can be read, newest first. */
export async function listRuns(folder: string): Promise<RunRecord[]> {
  const runs: RunRecord[] = [];
  for (const run of await runIds(folder)) {
    try {
      runs.push(await readRun(folder, run));
    } catch (error) {
      // One that is damaged can be neither resumed nor undone.
      if (!(error instanceof UserError)) throw error;
    }
  }
  return runs.sort((a, b) => (a.head.at < b.head.at ? 1 : -1));
}

async function journalNames(folder: string): Promise<readonly string[]> {
  const names = await disk()
    .readdir(runsFolder(folder))
    .catch(() => []);
  return names.filter((name) => name.endsWith(ending) && !name.startsWith('.')).sort();
}

/** The run of a journal, or of its lock; ids have no dots. */
export function runOf(name: string): string {
  return name.split('.', 1)[0] ?? name;
}
