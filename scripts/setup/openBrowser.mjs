import { spawn } from 'node:child_process';
import { findProgram } from './chromium.mjs';

/**
 * Shows an address in the user's browser, if there is one to show it.
 * @param {string} url
 * @returns {boolean} whether there is
 */
export function openBrowser(url) {
  const opener = findOpener();
  if (opener === undefined) return false;
  const [command, ...args] = opener;
  spawn(command, [...args, url], { stdio: 'ignore', detached: true })
    .on('error', () => console.log(`${command} did not open the browser; open the address yourself.`))
    .unref();
  return true;
}

/** @returns {[string, ...string[]] | undefined} */
function findOpener() {
  if (process.platform === 'darwin') return ['open'];
  // The empty argument is the window's title, which `start` takes first.
  if (process.platform === 'win32') return ['cmd.exe', '/c', 'start', ''];
  const display = process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY'];
  const program = display ? findProgram(['xdg-open']) : undefined;
  return program === undefined ? undefined : [program];
}
