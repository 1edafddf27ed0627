import path from 'node:path';
import type * as vscode from 'vscode';
import { UserError, type Question } from '../../core/base/error';
import type { SourceSpec } from '../../core/bulk/sources/spec';
import type { RunRequest } from '../../node/bulk/planRun';
import { askQuestion } from '../askQuestion';

/**
 * Plans a run, and asks what its sources leave open. Answers are remembered for the file.
 * @returns what `plan` returns; undefined when the person gives up
 */
export async function planAsking<T>(
  request: RunRequest,
  memory: vscode.Memento,
  plan: (request: RunRequest) => Promise<T>,
): Promise<T | undefined> {
  const answers = new Map<string, string>();
  const keyOf = (file: string, { key }: Pick<Question, 'key'>): string =>
    `samUnet.reading:${key}:${path.resolve(request.folder, file)}`;
  const known = (file: string, key: string): string | undefined =>
    answers.get(keyOf(file, { key })) ?? memory.get<string>(keyOf(file, { key }));
  for (;;) {
    try {
      return await plan({ ...request, sources: request.sources.map((source) => answered(source, known)) });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      const { question, file } = error.details;
      if (question === undefined || file === undefined || answers.has(keyOf(file, question))) throw error;
      const answer = await askQuestion(error);
      if (answer === undefined) return undefined;
      answers.set(keyOf(file, question), answer);
      await memory.update(keyOf(file, question), answer);
    }
  }
}

function answered(source: SourceSpec, known: (file: string, key: string) => string | undefined): SourceSpec {
  if (source.kind !== 'csv') return source;
  const encoding = source.encoding ?? known(source.file, 'encoding');
  const kind = known(source.file, 'coordinates');
  const coordinates = source.coordinates ?? (kind === 'fractions' || kind === 'pixels' ? kind : undefined);
  return {
    ...source,
    ...(encoding === undefined ? {} : { encoding }),
    ...(coordinates === undefined ? {} : { coordinates }),
  };
}
