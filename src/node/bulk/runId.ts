import { createHash, randomBytes } from 'node:crypto';
import type { SavedLayout } from '../../core/layouts/layout';
import type { RunRequest } from './planRun';

/** What a run of shards is made of; equal on every machine that is given the same command. */
export interface SharedRun {
  readonly request: Pick<RunRequest, 'sources' | 'replace' | 'series'>;
  readonly layout?: SavedLayout;
  /** Hash of the model's weights. */
  readonly model: string;
  readonly shards: number;
}

/** The id of a run that one process works on: sortable by time, and unlike any other. */
export function newRunId(now: Date): string {
  const [date = '', time = ''] = now.toISOString().split(/[T.]/);
  return `${date}-${time.replaceAll(':', '')}-${randomBytes(2).toString('hex')}`;
}

/**
 * The id of a run of shards, so that equal commands on different machines meet: what is asked for, in how many parts, and
 * with which model.
 */
export function sharedRunId(run: SharedRun): string {
  return `${requestId(run)}-${run.model.slice(0, 8)}`;
}

/** Whether an id is that of the same work with another model. */
export function isOfOtherModel(id: string, run: SharedRun): boolean {
  return id !== sharedRunId(run) && id.startsWith(`${requestId(run)}-`);
}

function requestId({ request, layout, shards }: SharedRun): string {
  const { sources, replace = false, series = 'whole' } = request;
  const text = JSON.stringify({ sources, replace, series, layout: layout ?? null, shards });
  return `shards${shards}-${createHash('sha256').update(text).digest('hex').slice(0, 10)}`;
}
