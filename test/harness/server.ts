import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { cached } from '../../scripts/setup/paths.mjs';
import { startCodeServer, type CodeServer } from '../../scripts/setup/codeServer.mjs';
import { quietSettings } from '../../scripts/setup/settings.mjs';
import { ensureVscodeHost } from '../../scripts/setup/vscodeHost.mjs';
import { keybindings } from './bareKeys';

export interface ServerOptions {
  /** Folders of extensions that count as installed. */
  readonly extensions: readonly string[];
  /** User settings on top of the quiet ones. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Makes in-host tests possible; suppresses notification toasts. */
  readonly testDriver?: boolean;
  /** Opens folders that nobody has trusted in Restricted Mode. */
  readonly workspaceTrust?: boolean;
}

/** What the test runner sets for itself changes how VS Code behaves: an undefined variable is not passed on. */
const withoutTestRunner = Object.fromEntries(
  Object.keys(process.env)
    .filter((name) => /^(NODE_ENV|VITEST.*|TEST|MODE|DEV|PROD|SSR|BASE_URL)$/.test(name))
    .map((name) => [name, undefined]),
);

const testSettings = (settings: ServerOptions['settings'] = {}): Record<string, unknown> => ({
  ...quietSettings,
  'git.enabled': false,
  // Nothing moves, so that there is nothing to wait for before a click.
  'workbench.reduceMotion': 'on',
  // A webview that loads takes the focus.
  'workbench.quickOpen.closeOnFocusLost': false,
  ...settings,
});

/** Gives a server that no window is connected to other user settings, on top of the quiet ones. */
export async function changeSettings(profile: string, settings: ServerOptions['settings']): Promise<void> {
  for (const scope of ['User', 'Machine']) {
    const file = path.join(profile, 'data', scope, 'settings.json');
    await writeFile(file, JSON.stringify({ ...testSettings(settings), 'security.workspace.trust.enabled': false }));
  }
}

/** A server with a profile of its own. */
export interface ProfiledServer extends CodeServer {
  /** Its folder of settings, state and logs. */
  readonly profile: string;
  /** Kills it with all of its processes, and starts another with its profile at its address. */
  readonly crash: () => Promise<ProfiledServer>;
}

/** A server with a profile of its own, which `stop` deletes. */
export async function startServer(options: ServerOptions): Promise<ProfiledServer> {
  return startWith(await mkdtemp(path.join(tmpdir(), 'sam-unet-vscode-')), options);
}

async function startWith(profile: string, options: ServerOptions, port?: number): Promise<ProfiledServer> {
  const { extensions, settings, testDriver = false, workspaceTrust = false } = options;
  await mkdir(path.join(profile, 'data', 'User'), { recursive: true });
  await writeFile(path.join(profile, 'data', 'User', 'keybindings.json'), keybindings);
  const server = await startCodeServer({
    ...{ host: await ensureVscodeHost(), profile, extensions, testDriver, workspaceTrust },
    settings: { ...testSettings(settings), 'security.workspace.trust.enabled': workspaceTrust },
    // Node keeps what it compiled of VS Code: the next start takes half of the time.
    env: { ...withoutTestRunner, HOME: profile, NODE_COMPILE_CACHE: cached('test', 'compile-cache') },
    ...(port === undefined ? {} : { port }),
  });
  return {
    ...server,
    profile,
    stop: async () => {
      await server.stop(200);
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
    crash: async () => {
      await server.kill();
      return startWith(profile, options, server.port);
    },
  };
}
