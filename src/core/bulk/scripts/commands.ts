import { shardsOf } from '../shard';
import { shardArguments, shellCommand, type ScriptRun } from './scriptRun';

/** One command for each shard, a line each, as GNU parallel and xargs take them. Every line is self-contained. */
export function commandLines(run: ScriptRun): string {
  const setup = run.setup.map((line) => `${line} && `).join('');
  return shardsOf(run.shards)
    .map((shard) => `${setup}${shellCommand(['sam-unet', ...shardArguments(run, shard)])}\n`)
    .join('');
}
