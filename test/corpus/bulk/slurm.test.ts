import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { cliProgram, runCli } from '../../cli/runCli';
import { discImage } from '../../support/discs';
import { masksWithoutTimes } from '../../support/masksWithoutTimes';

/** 600 by `SCALE=full`. */
const images = process.env['SCALE'] === 'full' ? 600 : 42;
let root = '';
const at = (...parts: readonly string[]): string => path.join(root, ...parts);

beforeAll(() => {
  root = mkdtempSync(path.join(tmpdir(), 'slurm-'));
  for (const name of ['cluster', 'alone', 'bin']) mkdirSync(at(name));
  for (let i = 0; i < images; i++) {
    const bytes = discImage({ x0: 20, y0: 30, x1: 60 + (i % 17), y1: 80 });
    for (const name of ['cluster', 'alone']) writeFileSync(at(name, `${i}.png`), bytes);
  }
  copyFileSync(path.resolve('test/support/slurm/sbatch'), at('bin', 'sbatch'));
  const program = `#!/bin/sh\nexec '${process.execPath}' '${cliProgram}' "$@"\n`;
  writeFileSync(at('bin', 'sam-unet'), program, { mode: 0o755 });
});

afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

it.skipIf(process.platform === 'win32')(
  'the script for Slurm makes the masks of one machine by seven shards, with a stand-in for sbatch',
  async () => {
    const model = ['--threads', '1', '--device', 'cpu'];
    const { stdout } = await runCli('masks', at('cluster'), '--whole', '--slurm', '--array-size', '7', ...model);
    const env = { ...process.env, PATH: `${at('bin')}:${process.env['PATH']}`, STAND_IN_SLURM: at('slurm') };
    await promisify(execFile)('bash', [stdout.trim()], { env });
    expect((await runCli('masks', at('alone'), '--whole', ...model)).code).toBe(0);
    const masks = masksWithoutTimes(at('cluster'));
    expect(Object.keys(masks)).toHaveLength(2 * images);
    expect(masks).toEqual(masksWithoutTimes(at('alone')));
    const summary = readFileSync(stdout.trim().replace(/\.slurm\.sh$/, '.logs/summary.log'), 'utf8');
    expect(summary).toContain(`${images} of ${images} written, 0 skipped, 0 failed\n`);
    expect(summary.match(/^\d\/7 {2}finished/gm)).toHaveLength(7);
  },
  900_000,
);
