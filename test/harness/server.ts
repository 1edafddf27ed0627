import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startCodeServer, type CodeServer } from '../../scripts/setup/codeServer.mjs';
import { quietSettings } from '../../scripts/setup/settings.mjs';
import { ensureVscodeHost } from '../../scripts/setup/vscodeHost.mjs';

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

/** A server with a profile of its own, which `stop` deletes. */
export async function startServer({
  extensions,
  settings = {},
  testDriver = false,
  workspaceTrust = false,
}: ServerOptions): Promise<CodeServer> {
  const host = await ensureVscodeHost();
  const profile = await mkdtemp(path.join(tmpdir(), 'sam-unet-vscode-'));
  const server = await startCodeServer({
    host,
    profile,
    settings: {
      ...quietSettings,
      'git.enabled': false,
      'security.workspace.trust.enabled': workspaceTrust,
      ...settings,
    },
    extensions,
    testDriver,
    workspaceTrust,
    env: { ...withoutTestRunner, HOME: profile },
  });
  return {
    ...server,
    stop: async () => {
      await server.stop(200);
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
