import path from 'node:path';
import { InvalidArgumentError, Option } from 'commander';
import { UserError } from '../../core/base/error';
import { parseShard, type Shard } from '../../core/bulk/shard';
import { verbatim } from '../../core/text/message';
import { modelHash } from '../../node/bulk/sharedRun';

/** Options of `masks` for a run that several machines share. */
export interface SharedRunOptions {
  readonly shard?: Shard;
  readonly run?: string;
  readonly expectModel?: string;
  readonly wait?: true;
}

export function sharedRunOptions(): Option[] {
  return [
    new Option('--shard <i/n>', 'process only the i-th of n shards of the images').argParser(shard),
    new Option('--run <id>', 'ID of the run that the shards belong to; with --runs: the run to show').argParser(
      runName,
    ),
    new Option('--expect-model <sha256>', 'fail if the weights of the model have a different hash'),
    new Option('--wait', 'wait up to a minute for another process on the same shard that may have been killed'),
  ];
}

/** @throws UserError `bad-model` where the model is not the one that is expected */
export async function checkExpectedModel({ expectModel }: SharedRunOptions, model: string): Promise<void> {
  if (expectModel === undefined || (await modelHash(model)) === expectModel) return;
  throw new UserError('bad-model', {
    file: path.resolve(model),
    problem: verbatim(`The hash of the model's weights is not ${expectModel}.`),
    advice: verbatim('Use --model to name the model of the run.'),
  });
}

function shard(text: string): Shard {
  const parsed = parseShard(text);
  if (parsed === undefined) throw new InvalidArgumentError('Expected i/n with i from 1 to n, such as 3/7.');
  return parsed;
}

function runName(text: string): string {
  if (!/^[\w-]{1,100}$/.test(text)) throw new InvalidArgumentError('Expected only letters, digits, “-” and “_”.');
  return text;
}
