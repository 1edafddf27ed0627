import { shardArguments, shellCommand, shellWord, summaryArguments, type ScriptRun } from './scriptRun';

export interface SlurmRun extends ScriptRun {
  /** Jobs of the array, which share the shards; a cluster bounds their number (`MaxArraySize`). */
  readonly tasks: number;
  readonly partition?: string;
  /** Time limit of a job, as Slurm writes it. */
  readonly time?: string;
  /** Folder of the logs. */
  readonly logs: string;
}

/** Seconds before the time limit at which a job ends the image at hand and is queued again. */
const notice = 120;

/**
 * A batch script for Slurm that submits itself: an array of jobs that work off the shards, and a job after them that sums up.
 * A job that is preempted, fails with its node or reaches its time limit is queued again and resumes its shard.
 */
export function slurmScript(run: SlurmRun): string {
  const { folder, shards, tasks, partition, gpus, threads, time, logs, setup } = run;
  const shard = '"$shard/$shards"';
  const command = `${shellCommand(['sam-unet', ...shardArguments(run, { index: 0, count: 0 })]).replace(/0\/0$/, '')}${shard}`;
  const optional = (name: string, value: string | number | undefined): string[] =>
    value === undefined ? [] : [`#SBATCH --${name}=${value}`];
  return `${[
    '#!/bin/bash',
    `# Masks by SAM-UNet for ${printed(folder)}`,
    `# Run ${run.run}: ${shards} shards, worked off by ${tasks} jobs.`,
    '#',
    '#   bash THIS-FILE    submits the jobs, and a last one that sums up',
    '#',
    '# Edit it as you need. Submitted again, it resumes: masks that are there are left alone.',
    '',
    '#SBATCH --job-name=sam-unet',
    `#SBATCH --array=1-${tasks}`,
    `#SBATCH --output=${sbatchWord(`${logs}/job-%a.log`)}`,
    '#SBATCH --open-mode=append',
    '# A job whose node fails, or that is preempted, is queued again.',
    '#SBATCH --requeue',
    `# ${notice} seconds before the time limit, Slurm tells this script, which then ends the image at hand.`,
    `#SBATCH --signal=B:USR1@${notice}`,
    ...optional('partition', partition),
    ...optional('gpus', gpus),
    ...optional('cpus-per-task', threads),
    ...optional('time', time),
    '',
    `shards=${shards}`,
    `tasks=${tasks}`,
    `logs=${shellWord(logs)}`,
    '',
    '# What every job does first.',
    'setup() {',
    ...(setup.length === 0 ? ['  :'] : setup.map((line) => `  ${line}`)),
    '}',
    '',
    'if [ -z "${SLURM_JOB_ID:-}" ]; then',
    '  mkdir -p "$logs" || exit',
    '  job=$(sbatch --parsable "$0") || exit',
    '  echo "Submitted the shards as job ${job%%;*}; logs are in $logs"',
    '  sbatch --dependency="afterany:${job%%;*}" --job-name=sam-unet-summary --output="$logs/summary.log" \\',
    ...(partition === undefined ? [] : [`    --partition=${shellWord(partition)} \\`]),
    `    --wrap="$(declare -f setup); setup; ${shellCommand(['sam-unet', ...summaryArguments(run)]).replaceAll(/["$`\\]/g, String.raw`\$&`)}"`,
    '  exit',
    'fi',
    '',
    'setup',
    'child=',
    'requeue=',
    'stop=',
    `trap 'requeue=1; stop=1; [ -z "$child" ] || kill -TERM "$child"' USR1`,
    `trap 'stop=1; [ -z "$child" ] || kill -TERM "$child"' TERM`,
    'status=0',
    'for ((shard = SLURM_ARRAY_TASK_ID; shard <= shards; shard += tasks)); do',
    `  ${command} &`,
    '  child=$!',
    '  wait "$child"',
    '  code=$?',
    '  # A signal ends the wait before the program ends.',
    '  while kill -0 "$child" 2>/dev/null; do wait "$child"; code=$?; done',
    '  child=',
    '  [ "$code" -eq 0 ] || status=1',
    '  [ -z "$stop" ] || break',
    'done',
    'if [ -n "$requeue" ]; then',
    '  scontrol requeue "$SLURM_JOB_ID"',
    'fi',
    'exit "$status"',
  ].join('\n')}\n`;
}

/** A path in a comment cannot end it. */
function printed(text: string): string {
  return text.replaceAll(/[\r\n]/g, ' ');
}

/** A value of a line that sbatch itself reads, which knows double quotes. */
function sbatchWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
}
