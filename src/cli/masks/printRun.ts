import { shardText } from '../../core/bulk/shard';
import { sourceTitle } from '../../core/bulk/sources/spec';
import { english, listed } from '../../core/text/message';
import { readRun } from '../../node/bulk/runFolder';
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
