import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './paths.mjs';
import { SetupError } from './processes.mjs';

/** Refuses a Node that is older than `engines` of package.json says. */
export function checkNodeVersion() {
  const { engines } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  const wanted = numbers(engines.node);
  const found = numbers(process.versions.node);
  if (found.major > wanted.major || (found.major === wanted.major && found.minor >= wanted.minor)) return;
  throw new SetupError(`Node ${engines.node} is needed, this is ${process.versions.node}. Install it from nodejs.org.`);
}

/** @param {string} version */
function numbers(version) {
  const [major = 0, minor = 0] = (version.match(/\d+/g) ?? []).map(Number);
  return { major, minor };
}
