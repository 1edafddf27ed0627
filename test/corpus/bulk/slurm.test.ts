import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { cliProgram, runCli, runCliWith } from '../../cli/runCli';
import { discImage } from '../../support/discs';
import { masksWithoutTimes } from '../../support/masksWithoutTimes';
import { noSlurm, SlurmCluster } from '../../support/slurm/cluster';

/**
 * 600 images in a Slurm of one node, and a job that is requeued, by `SCALE=full`: Slurm waits two minutes before it starts one
 * again. Otherwise a stand-in for `sbatch`, which takes seconds.
 */
const isFull = process.env['SCALE'] === 'full';
const images = isFull ? 600 : 21;
const model = ['--threads', '1', '--device', 'cpu'];
let root = '';
const at = (...parts: readonly string[]): string => path.join(root, ...parts);

const why = isFull ? noSlurm : 'SCALE=full runs it in Slurm itself.';
if (why !== undefined) console.log(`The script for Slurm is run by a stand-in for sbatch: ${why}`);

beforeAll(() => {
  root = mkdtempSync(path.join(tmpdir(), 'slurm-'));
  for (const name of ['cluster', 'alone', 'bin']) mkdirSync(at(name));
  for (let i = 0; i < images; i++) {
    const bytes = discImage({ x0: 20, y0: 30, x1: 60 + (i % 17), y1: 80 });
    for (const name of ['cluster', 'alone']) writeFileSync(at(name, `${i}.png`), bytes);
  }
  const program = `#!/bin/sh\nexec '${process.execPath}' '${cliProgram}' "$@"\n`;
  writeFileSync(at('bin', 'sam-unet'), program, { mode: 0o755 });
  writeFileSync(at('bin', 'module'), '#!/bin/sh\necho "module $*"\n', { mode: 0o755 });
});

afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

/** The recipe of docs/scale.md, in seven shards on the processor of a machine with a GPU, and submitted at once. */
const asked = (): string[] => [
  ...['masks', at('cluster'), '--whole', '--slurm', '--partition', 'gpu', '--gpus', '1', '--time', '04:00:00'],
  ...['--setup', 'module load nodejs', '--setup', 'echo "GPU $CUDA_VISIBLE_DEVICES"'],
  ...['--submit', '--array-size', '7', ...model],
];
const withBin = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv => ({ ...env, PATH: `${at('bin')}:${env['PATH']}` });

/** Submits the run to a Slurm of one node, and waits for the last job. @returns what the command printed */
async function submitToCluster(): Promise<string> {
  const cluster = await SlurmCluster.start(3);
  try {
    const stdout = await submit(withBin(cluster.env));
    const summary = summaryOf(stdout);
    await expect.poll(masked, { timeout: 240_000, interval: 50 }).toBeGreaterThan(2);
    const [running = ''] = cluster.run('squeue', '--noheader', '--states=RUNNING', '--format=%i').split('\n');
    cluster.run('scontrol', 'requeue', running);
    await expect.poll(() => existsSync(summary), { timeout: 600_000, interval: 200 }).toBe(true);
    await expect.poll(() => cluster.run('squeue', '--noheader'), { timeout: 120_000, interval: 200 }).toBe('');
    return stdout;
  } finally {
    await cluster.stop();
  }
}

function submitToStandIn(): Promise<string> {
  copyFileSync(path.resolve('test/support/slurm/sbatch'), at('bin', 'sbatch'));
  return submit(withBin({ ...process.env, STAND_IN_SLURM: at('slurm') }));
}

async function submit(env: NodeJS.ProcessEnv): Promise<string> {
  const { code, stdout, stderr } = await runCliWith(env, ...asked());
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
}

/** Where the last job of a run writes, by the path of the script, which the command prints first. */
const summaryOf = (stdout: string): string => stdout.split('\n')[0]!.replace(/\.slurm\.sh$/, '.logs/summary.log');

const masked = (): number => readdirSync(at('cluster')).filter((name) => name.endsWith('.mask.png')).length;

it.skipIf(process.platform === 'win32')(
  'the script for Slurm makes the masks of one machine by seven shards',
  async () => {
    const stdout = why === undefined ? await submitToCluster() : await submitToStandIn();
    expect(stdout).toMatch(/\nSubmitted the shards as job \d+; logs are in /);
    expect((await runCli('masks', at('alone'), '--whole', ...model)).code).toBe(0);
    const masks = masksWithoutTimes(at('cluster'));
    expect(Object.keys(masks)).toHaveLength(2 * images);
    expect(masks).toEqual(masksWithoutTimes(at('alone')));
    const text = readFileSync(summaryOf(stdout), 'utf8');
    expect(text).toContain('module load nodejs\n');
    expect(text).toContain(`${images} of ${images} written, 0 skipped, 0 failed\n`);
    expect(text.match(/^\d\/7 {2}finished/gm)).toHaveLength(7);
    if (why !== undefined) return;
    for (let job = 1; job <= 7; job++) {
      expect(readFileSync(path.join(path.dirname(summaryOf(stdout)), `job-${job}.log`), 'utf8')).toMatch(
        /^GPU [0-2]$/m,
      );
    }
  },
  900_000,
);

it.skipIf(process.platform === 'win32')('says that Slurm did not take the script, and what Slurm says', async () => {
  writeFileSync(at('bin', 'sbatch'), '#!/bin/sh\necho "sbatch: error: no such partition" >&2\nexit 1\n', {
    mode: 0o755,
  });
  const { code, stderr } = await runCliWith(withBin(process.env), ...asked(), '--replace');
  expect([code, stderr]).toEqual([1, expect.stringMatching(/no such partition\n.*slurm\.sh.*could not be submitted/s)]);
});
