import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { root } from './paths.mjs';
import { npm, run } from './processes.mjs';
import { step } from './progress.mjs';

/**
 * @typedef {{ version?: string, optional?: boolean, devOptional?: boolean }} LockedPackage
 * @typedef {{ packages: Record<string, LockedPackage> }} Lock
 */

/** Installs exactly what the lock file says, unless that is what is there already. */
export async function ensureDependencies() {
  if (await isInstalled()) return;
  const [command, first] = npm();
  await step('Installing packages (about a minute)', () =>
    // Nothing here needs an install script: the one of onnxruntime-node fetches CUDA, those of the others copy files
    // that are found without it.
    // `npm ci` refuses a lock file without the optional packages of other platforms, which some registries do not carry;
    // `npm install --no-save` takes the same versions from it.
    run(command, [...first, 'install', '--no-save', '--ignore-scripts', '--no-audit', '--no-fund'], {
      cwd: root,
      advice: 'Check the connection to the package registry, then run the same command again.',
    }),
  );
}

/** npm writes its own lock file into node_modules when an installation is complete. */
async function isInstalled() {
  const wanted = await readLock(path.join(root, 'package-lock.json'));
  const found = await readLock(path.join(root, 'node_modules', '.package-lock.json'));
  if (wanted === undefined || found === undefined) return false;
  return Object.entries(wanted.packages).every(
    ([name, { version, optional, devOptional }]) =>
      name === '' ||
      found.packages[name]?.version === version ||
      ((optional ?? devOptional) && !(name in found.packages)),
  );
}

/**
 * @param {string} file
 * @returns {Promise<Lock | undefined>} nothing when there is no readable one
 */
async function readLock(file) {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch {
    return undefined;
  }
}
