import { existsSync } from 'node:fs';
import path from 'node:path';
import { run, SetupError } from './processes.mjs';
import { step } from './progress.mjs';

const names = ['chromium', 'google-chrome', 'google-chrome-stable', 'chromium-browser', 'chrome', 'msedge'];
const elsewhere = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  String.raw`C:\Program Files\Google\Chrome\Application\chrome.exe`,
  String.raw`C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe`,
];

/** @returns {string | undefined} */
function findChromium() {
  const chosen = process.env['CHROMIUM_PATH'];
  if (chosen) return chosen;
  return findProgram(names) ?? elsewhere.find((file) => existsSync(file));
}

/**
 * A Chromium to drive: the one found, or Debian's, installed when this user may.
 * @returns {Promise<string>}
 */
export async function ensureChromium() {
  const found = findChromium();
  if (found !== undefined) return found;
  const advice =
    'The end-to-end tests need Chromium: install it (Debian: apt-get install chromium) or set CHROMIUM_PATH.';
  if (process.getuid?.() !== 0 || findProgram(['apt-get']) === undefined) throw new SetupError(advice);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await step('Installing Chromium through apt', async () => {
    await run('apt-get', ['update'], { env, advice });
    await run('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], { env, advice });
  });
  const installed = findChromium();
  if (installed === undefined) throw new SetupError(advice);
  return installed;
}

/**
 * The first of the programs that is on the search path.
 * @param {readonly string[]} programs
 * @returns {string | undefined}
 */
export function findProgram(programs) {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter).filter(Boolean);
  const endings = process.platform === 'win32' ? ['.exe', '.cmd'] : [''];
  return programs
    .flatMap((name) => folders.flatMap((folder) => endings.map((ending) => path.join(folder, name + ending))))
    .find((file) => existsSync(file));
}
