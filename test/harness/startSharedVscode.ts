import type { TestProject } from 'vitest/node';
import { installedExtension } from '../../scripts/setup/installed.mjs';
import { launchBrowserServer } from './browser';
import { startServer } from './server';

/** Starts what `sharedVscode.ts` hands out, before the first file of a project, and returns what ends it. Called by vitest. */
export default async function start(project: TestProject): Promise<() => Promise<void>> {
  const server = await startServer({ extensions: [await installedExtension()] });
  const browser = await launchBrowserServer();
  const { port, profile, log } = server;
  project.provide('vscode', { browser: browser.wsEndpoint(), port, profile, log });
  return async () => {
    await browser.close();
    await server.stop();
  };
}
