import { chromium, type BrowserContext, type Page } from 'playwright-core';
import { inject } from 'vitest';
import { changeSettings } from './server';

/** The server and the browser that the files of a project share: starting them takes longer than most tests. */
export interface SharedVscode {
  /** WebSocket address of the browser. */
  readonly browser: string;
  /** Port of the server on 127.0.0.1. */
  readonly port: number;
  /** The server's folder of settings, state and logs. */
  readonly profile: string;
  /** File with the server's output. */
  readonly log: string;
}

declare module 'vitest' {
  export interface ProvidedContext {
    vscode: SharedVscode;
  }
}

/** One for the process. VS Code loads faster in a context that has loaded it before. */
let context: Promise<BrowserContext> | undefined;

async function connect(address: string): Promise<BrowserContext> {
  const browser = await chromium.connect(address);
  return browser.newContext({ viewport: { width: 1280, height: 800 } });
}

/** Opens an empty page for a window of the shared VS Code, which has nothing left of the windows before. */
export async function openSharedPage(settings: Readonly<Record<string, unknown>>): Promise<Page> {
  const { browser, port, profile } = inject('vscode');
  context ??= connect(browser);
  const page = await (await context).newPage();
  // A page of the same origin that is no workbench.
  await page.goto(`http://127.0.0.1:${port}/healthz`);
  await page.evaluate(async () => {
    localStorage.clear();
    for (const { name } of await indexedDB.databases()) {
      await new Promise((resolve) => {
        indexedDB.deleteDatabase(name!).addEventListener('success', resolve);
      });
    }
  });
  await changeSettings(profile, settings);
  return page;
}

/** The server behind the page. It outlives each window. */
export function sharedServer(): { port: number; log: string; stop: () => Promise<void> } {
  const { port, log } = inject('vscode');
  return { port, log, stop: () => Promise.resolve() };
}
