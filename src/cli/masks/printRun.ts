import { shardText } from '../../core/bulk/shard';
import type { RunRecord } from '../../core/bulk/journal';
import { sourceTitle, type SourceSpec } from '../../core/bulk/sources/spec';
import { counted } from '../../core/text/counted';
import { english, listed } from '../../core/text/message';
import { listRuns, readRun } from '../../node/bulk/runFolder';
import { runStatus, type PartStatus, type WorkState } from '../../node/bulk/runStatus';
import { terminal } from '../terminal';

const words: Readonly<Record<WorkState, string>> = {
  waiting: 'not started',
  running: 'running',
  interrupted: 'interrupted',
  ended: 'finished',
  undone: 'undone',
};

/** Prints the progress of a run by shard; the exit code is 0 only if everything succeeded. */
export async function printRun(folder: string, id: string, asJson: boolean): Promise<void> {
  const { head, parts, ...status } = await runStatus(folder, await readRun(folder, id));
  if (status.state !== 'ended' || status.failed > 0) process.exitCode = 1;
  if (asJson) {
    const { at, by, sources, model } = head;
    const shown = parts.map(({ failures, ...part }) => ({ ...part, failures: Object.fromEntries(failures) }));
    terminal.print(JSON.stringify({ id, at, by, sources, model, ...status, parts: shown }));
    return;
  }
  const { state, written, images, skipped, failed } = status;
  terminal.print(`${id}  ${words[state]}  ${english(listed(head.sources.map(sourceTitle)))}  model ${head.model.name}`);
  for (const part of parts) if (part.shard !== undefined) terminal.print(partLine(part));
  const unbegun = parts.filter((part) => part.state === 'waiting').length;
  const rest = unbegun === 0 ? '' : `, ${unbegun} of ${parts.length} shards not started`;
  terminal.print(`${written} of ${images} written, ${skipped} skipped, ${failed} failed${rest}`);
}

function partLine({ shard, state, written, images, skipped, failed }: PartStatus): string {
  const name = shard === undefined ? '' : shardText(shard);
  if (state === 'waiting') return `${name}  ${words[state]}`;
  return `${name}  ${words[state]}  ${written} of ${images} written, ${skipped} skipped, ${failed} failed`;
}

/** Lists the runs of a folder, the newest first. */
export async function printRuns(folder: string, asJson: boolean): Promise<void> {
  const runs = (await listRuns(folder)).map(({ head, written, failed, state }) => ({
    ...{ id: head.id, at: head.at, by: head.by, sources: head.sources, model: head.model.name },
    ...{ images: head.images, written: written.size, failed, state },
    ...(head.shard === undefined ? {} : { shards: head.shard.count }),
  }));
  if (asJson) terminal.print(JSON.stringify(runs));
  else for (const each of runs) terminal.print(runLine(each));
}

function runLine(run: {
  readonly id: string;
  readonly sources: readonly SourceSpec[];
  readonly images: number;
  readonly written: number;
  readonly state: RunRecord['state'];
  readonly shards?: number;
}): string {
  const state = { open: 'interrupted or running', ended: 'finished', undone: 'undone' }[run.state];
  const shards = run.shards === undefined ? '' : `  ${english(counted(run.shards, 'shard'))}`;
  return `${run.id}  ${state}  ${run.written} of ${run.images}  ${english(listed(run.sources.map(sourceTitle)))}${shards}`;
}
