import { existsSync } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { findProgram } from './chromium.mjs';
import { cached } from './paths.mjs';
import { run } from './processes.mjs';

const packages = [
  'slurmctld',
  'slurmd',
  'slurm-client',
  'slurm-wlm-basic-plugins',
  'munge',
  'libmunge2',
  'liblua5.1-0',
  'libhwloc15',
];

/**
 * Debian's Slurm for the tests, unpacked into `.cache` without installing anything.
 * @returns {Promise<{ root: string } | string>} the folder that stands for `/`, or why there is none
 */
export async function ensureSlurm() {
  if (process.getuid?.() !== 0) return 'Slurm needs root to start jobs.';
  const root = cached('slurm');
  if (existsSync(path.join(root, 'usr', 'sbin', 'slurmctld-wlm'))) return { root };
  if (findProgram(['apt-get']) === undefined || findProgram(['dpkg']) === undefined) {
    return 'There is no Debian to get Slurm from.';
  }
  try {
    await rm(root, { recursive: true, force: true });
    await mkdir(root, { recursive: true });
    await run('apt-get', ['download', ...packages], { cwd: root, advice: 'Check the network.' });
    for (const name of (await readdir(root)).filter((each) => each.endsWith('.deb'))) {
      await run('dpkg', ['-x', name, '.'], { cwd: root, advice: 'Check the disk.' });
    }
    return { root };
  } catch (error) {
    await rm(root, { recursive: true, force: true });
    return `Debian's Slurm cannot be downloaded: ${error instanceof Error ? error.message : error}`;
  }
}
