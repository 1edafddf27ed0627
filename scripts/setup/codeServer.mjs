import { openSync, closeSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { freePort, released } from './ports.mjs';
import { killGroup, SetupError, startGroup, stopGroup } from './processes.mjs';

/**
 * @typedef {object} ServerOptions
 * @property {import('./vscodeHost.mjs').VscodeHost} host
 * @property {string} profile folder for everything that the server writes: settings, state, logs
 * @property {Record<string, unknown>} settings user settings, written when the profile has none
 * @property {readonly string[]} extensions folders of extensions to install in place
 * @property {number} [port] wanted port; a free one otherwise
 * @property {boolean} [testDriver] makes `extensionTestsPath` in the URL work; it also suppresses notification toasts
 * @property {boolean} [workspaceTrust] opens folders that nobody has trusted in Restricted Mode; otherwise all are trusted
 * @property {NodeJS.ProcessEnv} [env] added to the environment of the server and so of the extension host
 */

/**
 * @typedef {object} CodeServer
 * @property {number} port on 127.0.0.1
 * @property {string} log file with the server's output
 * @property {Promise<number>} exited exit code
 * @property {(patience?: number) => Promise<void>} stop waits this many milliseconds for state to be saved; 4000 by default
 * @property {() => Promise<void>} kill ends it and all of its processes at once, as a crash does; its port is free then
 */

/**
 * Starts code-server on the loopback interface and waits until it answers.
 * @param {ServerOptions} options
 * @returns {Promise<CodeServer>}
 */
export async function startCodeServer(options) {
  const { host, profile, settings, extensions, port, testDriver = false, workspaceTrust = false, env = {} } = options;
  const at = (/** @type {string[]} */ ...parts) => path.join(profile, ...parts);
  for (const scope of ['User', 'Machine']) {
    await mkdir(at('data', scope), { recursive: true });
    await writeFile(at('data', scope, 'settings.json'), JSON.stringify(settings, undefined, 2), { flag: 'wx' }).catch(
      (/** @type {NodeJS.ErrnoException} */ error) => {
        if (error.code !== 'EEXIST') throw error;
      },
    );
  }
  await writeFile(at('config.yaml'), '');
  await installInPlace(at('extensions'), extensions);
  const chosen = port ?? (await freePort());
  const log = at('server.log');
  const output = openSync(log, 'a');
  const child = startGroup(
    host.node,
    [
      host.entry,
      ...['--config', at('config.yaml'), '--bind-addr', `127.0.0.1:${chosen}`, '--auth', 'none'],
      ...['--user-data-dir', at('data'), '--extensions-dir', at('extensions')],
      ...['--disable-telemetry', '--disable-update-check'],
      ...(workspaceTrust ? [] : ['--disable-workspace-trust']),
      ...['--disable-getting-started-override', '--ignore-last-opened'],
      ...(testDriver ? ['--vscode-option', 'enable-smoke-test-driver'] : []),
    ],
    {
      stdio: ['ignore', output, output],
      env: {
        ...process.env,
        ...{ XDG_CONFIG_HOME: at('config'), XDG_DATA_HOME: at('share'), EXTENSIONS_GALLERY: '{}' },
        ...env,
      },
    },
  );
  closeSync(output);
  /** @type {Promise<number>} */
  const exited = new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
  const stop = (patience = 4000) => stopGroup(child, patience);
  const kill = async () => {
    killGroup(child);
    await exited;
    await released(chosen);
  };
  try {
    await Promise.race([answers(chosen), exited.then((code) => failed(`ended with code ${code}`, log))]);
  } catch (error) {
    await stop();
    throw error instanceof SetupError ? error : failed(String(error), log);
  }
  return { port: chosen, log, exited, stop, kill };
}

/**
 * @param {string} reason
 * @param {string} log
 * @returns {never}
 */
function failed(reason, log) {
  throw new SetupError(`The embedded VS Code did not start: ${reason}. Its log is ${log}.`);
}

/**
 * Registers extension folders without copying them, so that a rebuild is seen after a reload of the window.
 * @param {string} directory the server's extensions directory
 * @param {readonly string[]} extensions
 */
async function installInPlace(directory, extensions) {
  await mkdir(directory, { recursive: true });
  const entries = await Promise.all(
    extensions.map(async (folder) => {
      const manifest = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8'));
      const id = `${manifest.publisher}.${manifest.name}`;
      return {
        identifier: { id },
        version: manifest.version,
        location: { $mid: 1, path: folder, scheme: 'file' },
        metadata: { installedTimestamp: Date.now(), source: 'resource' },
      };
    }),
  );
  await writeFile(path.join(directory, 'extensions.json'), JSON.stringify(entries));
}

/** @param {number} port */
async function answers(port) {
  for (let waited = 0; waited < 60_000; waited += 100) {
    const response = await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => undefined);
    if (response?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('no answer within a minute');
}

/**
 * Address of the workbench. `extension` and `tests` work only when the server runs with its test driver.
 * @param {number} port
 * @param {{ folder: string, extension?: string, tests?: string }} options `extension`: folder of the extension under
 *   development; `tests`: module whose `run` the extension host calls
 */
export function workbenchUrl(port, { folder, extension, tests }) {
  const remote = `vscode-remote://127.0.0.1:${port}`;
  const payload = [];
  if (extension !== undefined) payload.push(['extensionDevelopmentPath', remote + extension]);
  if (tests !== undefined) payload.push(['extensionTestsPath', remote + tests], ['skipWelcome', 'true']);
  const query = new URLSearchParams({ folder });
  if (payload.length > 0) query.set('payload', JSON.stringify(payload));
  return `http://127.0.0.1:${port}/?${query}`;
}
