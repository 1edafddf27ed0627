import { existsSync } from 'node:fs';
import path from 'node:path';
import { run, SetupError } from './processes.mjs';
import { step } from './progress.mjs';

/** Chromium that draws no window: what the tests do costs half of what it does in a whole one. */
const withoutWindow = ['chromium-headless-shell', 'chrome-headless-shell'];
const names = ['chromium', 'google-chrome', 'google-chrome-stable', 'chromium-browser', 'chrome', 'msedge'];
const elsewhere = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  String.raw`C:\Program Files\Google\Chrome\Application\chrome.exe`,
  String.raw`C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe`,
];

/**
 * A Chromium to drive: the headless shell, from Debian when this user may install it, or whichever Chromium there is.
 * @returns {Promise<string>}
 */
export async function ensureChromium() {
  const chosen = process.env['CHROMIUM_PATH'] || findProgram(withoutWindow);
  if (chosen) return chosen;
  const mayInstall = process.getuid?.() === 0 && findProgram(['apt-get']) !== undefined;
  if (mayInstall) await install('chromium-headless-shell').catch(ignoreSetupError);
  const found = findChromium();
  if (found !== undefined || !mayInstall) return found ?? failed();
  await install('chromium');
  return findChromium() ?? failed();
}

const findChromium = () => findProgram([...withoutWindow, ...names]) ?? elsewhere.find((file) => existsSync(file));

/** @param {string} name of a package of Debian */
async function install(name) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await step(`Installing ${name} through apt`, async () => {
    await run('apt-get', ['update'], { env, advice });
    await run('apt-get', ['install', '-y', '--no-install-recommends', name], { env, advice });
  });
}

const advice =
  'The end-to-end tests need Chromium: install it (Debian: apt-get install chromium-headless-shell) or set CHROMIUM_PATH.';

/** @returns {never} */
function failed() {
  throw new SetupError(advice);
}

/** @param {unknown} error */
function ignoreSetupError(error) {
  if (!(error instanceof SetupError)) throw error;
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
