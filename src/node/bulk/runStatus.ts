import { missingShards, type JournalRecord, type RunHead, type RunRecord } from '../../core/bulk/journal';
import type { Shard } from '../../core/bulk/shard';
import { lockState } from '../files/lock';
import { journalPath } from './runFolder';
import { lockPath } from './runLock';

/** The progress of a run or shard, from its journal and lock. */
export type WorkState = 'waiting' | 'running' | 'interrupted' | 'ended' | 'undone';

export interface WorkCounts {
  /** Images to be worked on; unknown (0) before a shard has begun. */
  readonly images: number;
  readonly written: number;
  readonly skipped: number;
  readonly failed: number;
}

export interface PartStatus extends WorkCounts {
  readonly shard: Shard | undefined;
  readonly state: WorkState;
  readonly seconds: number;
  /** Why images failed, by their paths. */
  readonly failures: ReadonlyMap<string, string>;
}

export interface RunStatus extends WorkCounts {
  readonly head: RunHead;
  readonly state: WorkState;
  /** One for each shard, including those not started yet; a single one for a run that is not divided. */
  readonly parts: readonly PartStatus[];
}

/** How a run gets on, with its shards; read from journals and locks alone, whichever machines work on it. */
export async function runStatus(folder: string, run: RunRecord): Promise<RunStatus> {
  const { head, written, failed, skipped } = run;
  const begun = await Promise.all(run.parts.map((part) => partStatus(folder, part)));
  const waiting = missingShards(run).map((shard) => ({ shard, state: 'waiting', ...nothing }) as const);
  const parts = [...begun, ...waiting].sort((a, b) => (a.shard?.index ?? 0) - (b.shard?.index ?? 0));
  return { head, state: stateOf(parts), images: head.images, written: written.size, failed, skipped, parts };
}

const nothing = { images: 0, written: 0, skipped: 0, failed: 0, seconds: 0, failures: new Map<string, string>() };

async function partStatus(folder: string, part: JournalRecord): Promise<PartStatus> {
  const { head, written, failed, failures, skipped, pace } = part;
  const counts = { images: head.images, written: written.size, failed, failures, skipped, seconds: pace.seconds };
  return { shard: head.shard, state: await workState(folder, part), ...counts };
}

async function workState(folder: string, { head, state }: JournalRecord): Promise<WorkState> {
  if (state !== 'open') return state;
  const lock = await lockState(lockPath(journalPath(folder, head.id, head.shard)));
  return lock === 'held' ? 'running' : 'interrupted';
}

/** What is to be known first of the parts together. */
function stateOf(parts: readonly PartStatus[]): WorkState {
  const order: readonly WorkState[] = ['running', 'interrupted', 'waiting', 'ended', 'undone'];
  return order.find((state) => parts.some((part) => part.state === state)) ?? 'ended';
}
