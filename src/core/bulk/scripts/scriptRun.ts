import { isNamedTable, maskReadingKeys, type MaskReading } from '../../layouts/maskReading';
import type { SavedLayout } from '../../layouts/savedLayout';
import { optionName } from '../../text/optionName';
import type { Shard } from '../shard';
import type { SourceSpec } from '../sources/spec';

/** A run of shards that a script for a scheduler works off. Paths are absolute, as the machines of the run see them. */
export interface ScriptRun {
  readonly folder: string;
  readonly run: string;
  /** Number of shards. */
  readonly shards: number;
  readonly sources: readonly SourceSpec[];
  /** Options besides the sources of prompts, as they stand on the command line. */
  readonly options: readonly string[];
  readonly layout?: SavedLayout;
  /** Hash of the model's weights, without which a shard refuses to run. */
  readonly model: string;
  /** What every job does before, such as loading a module: lines for the shell. */
  readonly setup: readonly string[];
  /** GPUs of a job. */
  readonly gpus?: number;
  /** Threads of a job on the CPU. */
  readonly threads?: number;
}

/** Arguments of `sam-unet` for one shard. @param shard `i/n`, for a shell that fills it in, or a shard */
export function shardArguments(
  { folder, run, sources, options, layout, model }: ScriptRun,
  shard: Shard,
): readonly string[] {
  return [
    ...['masks', folder],
    ...sources.flatMap((source) => sourceArguments(source, folder)),
    ...options,
    ...(layout === undefined ? [] : ['--layout', layout]),
    ...['--run', run, '--expect-model', model, '--wait', '--shard', `${shard.index}/${shard.count}`],
  ];
}

/** Arguments of `sam-unet` that show how the run got on. */
export function summaryArguments({ folder, run }: ScriptRun): readonly string[] {
  return ['masks', folder, '--runs', '--run', run];
}

/** A source of prompts as it stands on the command line. Files inside the folder are named by their whole paths. */
export function sourceArguments(source: SourceSpec, folder: string): readonly string[] {
  const file = (name: string): string => (/^([/\\]|[A-Za-z]:)/.test(name) ? name : `${folder}/${name}`);
  switch (source.kind) {
    case 'prompts':
      return ['--prompts', file(source.file)];
    case 'coco':
      return ['--coco', file(source.file), ...anyFolder(source)];
    case 'csv':
      return [
        ...['--csv', file(source.file), ...anyFolder(source)],
        ...(source.coordinates === undefined ? [] : ['--csv-coordinates', source.coordinates]),
        ...(source.encoding === undefined ? [] : ['--csv-encoding', source.encoding]),
      ];
    case 'yolo':
      return ['--yolo', ...(source.classes === undefined ? [] : [file(source.classes)])];
    case 'box':
      return ['--box', `${source.label}=${source.box.map((edge) => `${edge}${source.percent ? '%' : ''}`).join(',')}`];
    case 'propagation':
      return ['--propagate'];
    case 'proposals':
      return ['--propose', String(source.count)];
    case 'taught':
      return [
        ...['--taught', ...source.labels],
        ...(source.weights === undefined ? [] : ['--expect-taught', ...source.weights]),
      ];
    case 'asked':
      throw new RangeError('The prompts of an assistant have no option on the command line.');
    case 'masks':
      return ['--masks', ...readingArguments(source.reading ?? {}, file)];
    case 'labelme':
    case 'sidecars':
    case 'whole':
      return [`--${source.kind}`];
  }
}

function readingArguments(reading: MaskReading, file: (name: string) => string): string[] {
  return maskReadingKeys.flatMap((key) => {
    const value = reading[key];
    if (value === undefined) return [];
    return [optionName(key), key === 'colors' && !isNamedTable(value) ? file(value) : value];
  });
}

function anyFolder(source: { readonly anyFolder?: boolean | undefined }): string[] {
  return source.anyFolder === true ? ['--any-folder'] : [];
}

/** Text as one word of a POSIX shell. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** Words as one command of a POSIX shell. */
export function shellCommand(words: readonly string[]): string {
  return words.map(shellWord).join(' ');
}
