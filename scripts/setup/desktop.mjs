import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { findProgram } from './chromium.mjs';
import { cached } from './paths.mjs';
import { onInterrupt, startGroup } from './processes.mjs';
import { quietSettings } from './settings.mjs';

/** Where VS Code's installers put it, for those who have not put it on the search path. */
const usualPlaces = [
  '/Applications/Visual Studio Code.app/Contents/Resources/app/bin/code',
  path.join(homedir(), 'Applications/Visual Studio Code.app/Contents/Resources/app/bin/code'),
  path.join(process.env['LOCALAPPDATA'] ?? '', 'Programs', 'Microsoft VS Code', 'bin', 'code.cmd'),
  path.join(process.env['ProgramFiles'] ?? '', 'Microsoft VS Code', 'bin', 'code.cmd'),
];

/** @returns {string | undefined} the desktop VS Code of this machine */
export function findDesktop() {
  return (
    process.env['VSCODE_PATH'] ??
    findProgram(['code', 'code-insiders', 'codium']) ??
    usualPlaces.find((file) => path.isAbsolute(file) && existsSync(file))
  );
}

/**
 * Opens a window of the desktop VS Code with the extension, in a profile of its own.
 * @param {string} program
 * @param {string} folder
 * @param {string} extension folder of the extension
 * @returns {Promise<number>} its exit code, when the window is closed
 */
export async function runDesktop(program, folder, extension) {
  const data = cached('desktop');
  const settings = path.join(data, 'User', 'settings.json');
  await mkdir(path.dirname(settings), { recursive: true });
  await writeFile(settings, JSON.stringify(quietSettings, undefined, 2), { flag: 'wx' }).catch(() => undefined);
  const child = startGroup(
    program,
    [
      ...['--new-window', '--wait', '--disable-workspace-trust', `--extensionDevelopmentPath=${extension}`],
      ...[`--user-data-dir=${data}`, `--extensions-dir=${path.join(data, 'extensions')}`],
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      folder,
    ],
    { stdio: ['ignore', 'ignore', 'ignore'], shell: program.endsWith('.cmd') },
  );
  onInterrupt(() => stopWindow(path.join(data, 'code.lock')));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
}

/**
 * The command `code` leaves its window to a process that is not its child, and which notes its id in the profile.
 * @param {string} lock
 */
async function stopWindow(lock) {
  const pid = Number(await readFile(lock, 'utf8').catch(() => ''));
  if (!Number.isInteger(pid) || pid <= 0) return;
  try {
    process.kill(pid, 'SIGTERM');
  } catch {
    // It has ended already.
  }
}
