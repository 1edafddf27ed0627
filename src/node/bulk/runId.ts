import { createHash, randomBytes } from 'node:crypto';
import type { SavedLayout } from '../../core/layouts/savedLayout';
import type { RunRequest } from './planRun';

/** What a run of shards is made of; equal on every machine that is given the same command. */
export interface SharedRun {
  readonly request: Pick<RunRequest, 'sources' | 'replace' | 'series' | 'array'>;
  readonly layout?: SavedLayout;
  /** Hash of the model's weights; those of taught labels are in the sources. */
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
  return `${requestId(run)}-${modelId(run)}`;
}

/** Whether an id is that of the same work with another model, or with labels that were taught differently. */
export function isOfOtherModel(id: string, run: SharedRun): boolean {
  return id !== sharedRunId(run) && id.startsWith(`${requestId(run)}-`);
}

function requestId({ request, layout, shards }: SharedRun): string {
  const { replace = false, series = 'whole', array } = request;
  const sources = request.sources.map(({ ...source }) => {
    if (source.kind === 'taught') delete source.weights;
    return source;
  });
  const text = JSON.stringify({ sources, replace, series, array, layout: layout ?? null, shards });
  return `shards${shards}-${hashOf(text).slice(0, 10)}`;
}

function modelId({ model, request }: SharedRun): string {
  const taught = request.sources.flatMap((source) => (source.kind === 'taught' ? (source.weights ?? []) : []));
  return (taught.length === 0 ? model : hashOf([model, ...taught].join())).slice(0, 8);
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
