import { existsSync } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { findProgram } from './chromium.mjs';
import { cached } from './paths.mjs';
import { run } from './processes.mjs';

/** The server, and the libraries that a machine without it may lack. */
const packages = ['redis-server', 'redis-tools', 'libjemalloc2', 'liblzf1', 'libatomic1'];

/**
 * A Redis for the tests: the one that is installed, or Debian's, unpacked into `.cache` without installing anything.
 * @returns {Promise<{ program: string, libraries: string } | string>} why there is none
 */
export async function ensureRedis() {
  const found = findProgram(['redis-server']);
  if (found !== undefined) return { program: found, libraries: '' };
  const folder = cached('redis');
  const program = path.join(folder, 'usr', 'bin', 'redis-server');
  const libraries = path.join(folder, 'usr', 'lib', `${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu`);
  if (existsSync(program)) return { program, libraries };
  if (findProgram(['apt-get']) === undefined || findProgram(['dpkg']) === undefined) {
    return 'There is no redis-server, and no Debian to get it from.';
  }
  try {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    await run('apt-get', ['download', ...packages], { cwd: folder, advice: 'Install redis-server.' });
    for (const name of (await readdir(folder)).filter((each) => each.endsWith('.deb'))) {
      await run('dpkg', ['-x', name, '.'], { cwd: folder, advice: 'Install redis-server.' });
    }
    return { program, libraries };
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    return `There is no redis-server, and Debian's cannot be downloaded: ${error instanceof Error ? error.message : error}`;
  }
}
