import { execFile } from 'node:child_process';
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
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { cliProgram, runCli } from '../../cli/runCli';
import { discImage } from '../../support/discs';
import { masksWithoutTimes } from '../../support/masksWithoutTimes';
import { noSlurm, SlurmCluster } from '../../support/slurm/cluster';

/**
 * 600 images in a Slurm of one node, and a job that is requeued, by `SCALE=full`: Slurm waits two minutes before it starts one
 * again. Otherwise a stand-in for `sbatch`, which takes seconds.
 */
const isFull = process.env['SCALE'] === 'full';
const images = isFull ? 600 : 21;
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
});

afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

const withBin = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv => ({ ...env, PATH: `${at('bin')}:${env['PATH']}` });

/** Submits the script to a Slurm of one node, and waits for the last job. */
async function runOnCluster(script: string, summary: string): Promise<void> {
  const cluster = await SlurmCluster.start(3);
  try {
    await promisify(execFile)('bash', [script], { env: withBin(cluster.env) });
    if (isFull) {
      await expect.poll(masked, { timeout: 240_000, interval: 50 }).toBeGreaterThan(2);
      const [running = ''] = cluster.run('squeue', '--noheader', '--states=RUNNING', '--format=%i').split('\n');
      cluster.run('scontrol', 'requeue', running);
    }
    await expect.poll(() => existsSync(summary), { timeout: 600_000, interval: 200 }).toBe(true);
    await expect.poll(() => cluster.run('squeue', '--noheader'), { timeout: 120_000, interval: 200 }).toBe('');
  } finally {
    await cluster.stop();
  }
}

async function runOnStandIn(script: string): Promise<void> {
  copyFileSync(path.resolve('test/support/slurm/sbatch'), at('bin', 'sbatch'));
  const env = withBin({ ...process.env, STAND_IN_SLURM: at('slurm') });
  await promisify(execFile)('bash', [script], { env });
}

const masked = (): number => readdirSync(at('cluster')).filter((name) => name.endsWith('.mask.png')).length;

it.skipIf(process.platform === 'win32')(
  'the script for Slurm makes the masks of one machine by seven shards',
  async () => {
    const model = ['--threads', '1', '--device', 'cpu'];
    const { stdout } = await runCli('masks', at('cluster'), '--whole', '--slurm', '--array-size', '7', ...model);
    const script = stdout.trim();
    const summary = script.replace(/\.slurm\.sh$/, '.logs/summary.log');
    if (why === undefined) await runOnCluster(script, summary);
    else await runOnStandIn(script);
    expect((await runCli('masks', at('alone'), '--whole', ...model)).code).toBe(0);
    const masks = masksWithoutTimes(at('cluster'));
    expect(Object.keys(masks)).toHaveLength(2 * images);
    expect(masks).toEqual(masksWithoutTimes(at('alone')));
    const text = readFileSync(summary, 'utf8');
    expect(text).toContain(`${images} of ${images} written, 0 skipped, 0 failed\n`);
    expect(text.match(/^\d\/7 {2}finished/gm)).toHaveLength(7);
  },
  900_000,
);
