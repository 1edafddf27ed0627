import path from 'node:path';
import type * as vscode from 'vscode';
import type { SourceSpec } from '../../core/bulk/sources/spec';
import type { RunRequest } from '../../node/bulk/planRun';
import { maskReadingIn } from '../maskReading';
import { withReadings, type KnownReadings } from '../readings';

/**
 * Plans a run, and asks what its sources leave open. Answers are remembered for the folder: that of a file of prompts, that of
 * the run for masks.
 * @returns what `plan` returns; undefined when the person gives up
 */
export function planAsking<T>(
  request: RunRequest,
  memory: vscode.Memento,
  plan: (request: RunRequest) => Promise<T>,
): Promise<T | undefined> {
  const folder = path.resolve(request.folder);
  const folderOf = (file: string): string => path.dirname(path.resolve(folder, file));
  const files = new Set(
    request.sources.flatMap((source) => ('file' in source ? [path.resolve(folder, source.file)] : [])),
  );
  return withReadings(
    memory,
    (file) => (files.has(path.resolve(folder, file)) ? folderOf(file) : folder),
    (known) => {
      const sources = request.sources.map((source) => answered(source, { folder, folderOf }, known));
      const array = request.array ?? known(folder, 'array');
      return plan({ ...request, sources, ...(array === undefined ? {} : { array }) });
    },
  );
}

/** A source with what a person has said about how its files are read. */
function answered(
  source: SourceSpec,
  { folder, folderOf }: { readonly folder: string; readonly folderOf: (file: string) => string },
  known: KnownReadings,
): SourceSpec {
  if (source.kind === 'masks') return { ...source, reading: { ...maskReadingIn(folder, known), ...source.reading } };
  if (source.kind !== 'csv') return source;
  const own = folderOf(source.file);
  const encoding = source.encoding ?? known(own, 'encoding');
  const kind = known(own, 'coordinates');
  const coordinates = source.coordinates ?? (kind === 'fractions' || kind === 'pixels' ? kind : undefined);
  return {
    ...source,
    ...(encoding === undefined ? {} : { encoding }),
    ...(coordinates === undefined ? {} : { coordinates }),
  };
}
