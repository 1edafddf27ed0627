import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Command } from 'commander';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sourceOptions, sourcesOf, type SourceOptions } from '../../../src/cli/bulkOptions';
import { commandLines } from '../../../src/core/bulk/scripts/commands';
import { kubernetesJob } from '../../../src/core/bulk/scripts/kubernetes';
import { shellCommand, sourceArguments, type ScriptRun } from '../../../src/core/bulk/scripts/scriptRun';
import { slurmScript, type SlurmRun } from '../../../src/core/bulk/scripts/slurm';
import type { SourceSpec } from '../../../src/core/bulk/sources/spec';

/** A name in which a shell would find much to do. */
const hostile = `it's "$HOME" \`date\` \\ * ; & #`;
let folder = '';

beforeEach(() => {
  folder = path.join(mkdtempSync(path.join(tmpdir(), 'scripts-')), hostile);
  mkdirSync(path.join(folder, 'bin'), { recursive: true });
  // Tasks run side by side: a call is appended by one write.
  const record = String.raw`{ printf '%s\0' "$@"; printf '\n'; } >"$CALLS.$$"; cat "$CALLS.$$" >>"$CALLS"`;
  program('sam-unet', [record, 'exit "${CODE:-0}"'].join('; '));
  program('sbatch', `exec "${path.resolve('test/support/slurm/sbatch')}" "$@"`);
  program('scontrol', 'echo "scontrol $*"');
});

afterEach(() => {
  rmSync(path.dirname(folder), { recursive: true, force: true });
});

function program(name: string, text: string): void {
  const file = path.join(folder, 'bin', name);
  writeFileSync(file, `#!/bin/bash\n${text}\n`);
  chmodSync(file, 0o755);
}

const environment = (): NodeJS.ProcessEnv => ({
  ...process.env,
  PATH: `${path.join(folder, 'bin')}:${process.env['PATH']}`,
  CALLS: path.join(folder, 'calls'),
  STAND_IN_SLURM: path.join(folder, 'slurm'),
});

/** What the program was called with, call by call. */
function calls(): string[][] {
  const file = path.join(folder, 'calls');
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => line.split('\0').slice(0, -1));
}

const shardsCalled = (): string[] =>
  calls()
    .filter((call) => call.includes('--shard'))
    .map((call) => call.at(-1)!)
    .sort();

function scriptRun(): ScriptRun {
  return {
    ...{ folder, run: 'night', shards: 5, model: 'ab12', setup: [], options: ['--replace'] },
    sources: [{ kind: 'coco', file: `${hostile}.json` }, { kind: 'whole' }],
  };
}

const expected = (shard: string): string[] => [
  ...['masks', folder, '--coco', `${folder}/${hostile}.json`, '--whole', '--replace'],
  ...['--run', 'night', '--expect-model', 'ab12', '--wait', '--shard', shard],
];
const five = ['1/5', '2/5', '3/5', '4/5', '5/5'];

const specs: readonly SourceSpec[] = [
  { kind: 'prompts', file: 'p.json' },
  { kind: 'coco', file: 'a b.json' },
  { kind: 'coco', file: '/else/a.json', anyFolder: true },
  { kind: 'csv', file: 'sub/x.csv', coordinates: 'fractions', encoding: 'shift_jis' },
  { kind: 'csv', file: 'x.csv', anyFolder: true },
  { kind: 'yolo' },
  { kind: 'yolo', classes: 'names.txt' },
  { kind: 'labelme' },
  { kind: 'sidecars' },
  { kind: 'masks' },
  { kind: 'masks', reading: { palette: 'colors', object: 'dark', colors: 'a b.csv', unknownColors: 'labels' } },
  { kind: 'masks', reading: { colors: 'voc' } },
  { kind: 'box', label: 'left lung', box: [1, 2.5, 30, 40] },
  { kind: 'box', label: 'x', box: [1, 2, 30, 40], percent: true },
  { kind: 'whole' },
  { kind: 'propagation' },
  { kind: 'proposals', count: 7 },
  { kind: 'taught', labels: ['left lung', 'liver'] },
  { kind: 'taught', labels: ['liver'], weights: ['ab'.repeat(32)] },
];

it.skipIf(process.platform === 'win32').each(specs)('names the source %j as the command line reads it', (source) => {
  const command = new Command().exitOverride();
  for (const option of sourceOptions()) command.addOption(option);
  command.parse(sourceArguments(source, '/data'), { from: 'user' });
  expect(sourcesOf(command.opts<SourceOptions>(), '/data')).toEqual([source]);
});

describe.skipIf(process.platform === 'win32')('commands', () => {
  it('run each shard once, whatever its folder is called', () => {
    const lines = commandLines({ ...scriptRun(), setup: ['true'] })
      .split('\n')
      .slice(0, -1);
    for (const line of lines) execFileSync('sh', ['-c', line], { env: environment() });
    expect(calls()).toEqual(five.map(expected));
  });

  it('keep any word as it is', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\0'))), (words) => {
        const out = execFileSync('sh', ['-c', `printf '%s\\0' x ${shellCommand(words)}`], { encoding: 'utf8' });
        expect(out.split('\0').slice(1, -1)).toEqual(words);
      }),
      { numRuns: 30 },
    );
  });
});

describe.skipIf(process.platform === 'win32')('a script for Slurm', () => {
  const write = (more: Partial<SlurmRun> = {}): string => {
    const logs = path.join(folder, 'logs');
    const text = slurmScript({ ...scriptRun(), tasks: 2, logs, partition: 'gpu', gpus: 1, time: '02:00:00', ...more });
    const file = path.join(folder, 'night.slurm.sh');
    writeFileSync(file, text);
    return file;
  };

  it('gives Slurm the requested options, and only those', () => {
    const options = readFileSync(write(), 'utf8').match(/^#SBATCH .*/gm);
    expect(options).toEqual([
      ...['#SBATCH --job-name=sam-unet', '#SBATCH --array=1-2'],
      expect.stringMatching(/^#SBATCH --output=".*job-%a\.log"$/),
      ...['#SBATCH --open-mode=append', '#SBATCH --requeue', '#SBATCH --signal=B:USR1@120'],
      ...['#SBATCH --partition=gpu', '#SBATCH --gpus=1', '#SBATCH --time=02:00:00'],
    ]);
    expect(readFileSync(write({ threads: 4 }), 'utf8')).toContain('#SBATCH --cpus-per-task=4\n');
  });

  it('submits itself: every shard once by an array of jobs, then a summary', () => {
    const setup = ['export WHERE="set up"', 'echo "$WHERE"'];
    const stdout = execFileSync('bash', [write({ setup })], { env: environment(), encoding: 'utf8' });
    expect(stdout).toContain('Submitted the shards as job 101');
    expect(shardsCalled()).toEqual(five);
    expect(calls()[0]).toEqual(expected(calls()[0]!.at(-1)!));
    expect(calls().at(-1)).toEqual(['masks', folder, '--runs', '--run', 'night']);
    for (const log of ['job-1.log', 'job-2.log', 'summary.log']) {
      expect(readFileSync(path.join(folder, 'logs', log), 'utf8')).toContain('set up\n');
    }
  });

  it('reports a shard that failed, after the others', () => {
    execFileSync('bash', [write()], { env: { ...environment(), CODE: '1' }, encoding: 'utf8' });
    expect(shardsCalled()).toEqual(five);
    expect(readFileSync(path.join(folder, 'slurm', 'ended'), 'utf8')).toMatch(/^101 [12] 1\n101 [12] 1\n102 0 1\n$/);
  });

  it.each([
    ['USR1', 'the time limit', 'scontrol requeue 7'],
    ['TERM', 'preemption', ''],
  ] as const)('ends well on %s, before %s', async (signal, _, printed) => {
    // A program that ends the image at hand when it is asked to end.
    program(
      'sam-unet',
      `trap 'sleep 0.3; echo ended >>"$CALLS"; exit 130' TERM; echo begun >>"$CALLS"; while :; do sleep 0.1; done`,
    );
    const env = { ...environment(), SLURM_JOB_ID: '7', SLURM_ARRAY_TASK_ID: '1' };
    const job = spawn('bash', [write()], { env });
    let stdout = '';
    job.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    const ended = new Promise<number | null>((resolve) => job.on('close', resolve));
    const log = (): string =>
      existsSync(path.join(folder, 'calls')) ? readFileSync(path.join(folder, 'calls'), 'utf8') : '';
    await expect.poll(log).toBe('begun\n');
    job.kill(`SIG${signal}`);
    expect(await ended).toBe(1);
    expect([log(), stdout.trim()]).toEqual(['begun\nended\n', printed]);
  });
});

describe.skipIf(process.platform === 'win32')('a Job for Kubernetes', () => {
  it('runs one shard for each index', () => {
    const text = kubernetesJob({ ...scriptRun(), image: 'lab/sam-unet:1', parallelism: 3, gpus: 1, setup: ['true'] });
    expect(text).toMatch(/completionMode: Indexed\n {2}completions: 5\n {2}parallelism: 3\n/);
    expect(text).toContain('nvidia.com/gpu: 1\n');
    // Schemas up to Kubernetes 1.33 demand the status.
    expect(text).toMatch(/- type: DisruptionTarget\n {12}status: "True"\n/);
    const block = /args:\n {12}- \|\n((?: {14}.*\n)+)/.exec(text)![1]!.replaceAll(/^ {14}/gm, '');
    for (const index of five.keys()) {
      execFileSync('sh', ['-c', block], { env: { ...environment(), JOB_COMPLETION_INDEX: String(index) } });
    }
    expect(calls()).toEqual(five.map(expected));
  });

  it('has a name that Kubernetes takes', () => {
    for (const run of ['Night_1', 'x'.repeat(100), 'a-'.repeat(40)]) {
      const name = /name: (.*)/.exec(kubernetesJob({ ...scriptRun(), run, image: 'i', parallelism: 1 }))![1]!;
      expect(name).toMatch(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/);
    }
  });
});
