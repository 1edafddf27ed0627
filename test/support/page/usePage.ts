import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { launchBrowser } from '../../harness/browser';
import { installedExtension } from '../../../scripts/setup/installed.mjs';
import { repository } from '../../harness/paths';

/** As strict as the policy under which VS Code runs the page: its own script and style, nothing evaluated, nothing from elsewhere. */
const policy = "default-src 'none'; script-src 'self'; style-src 'self'";

const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>SAM-UNet</title>
<link rel="stylesheet" href="theme.css"><link rel="stylesheet" href="webview.css"></head>
<body><script src="fakeHost.js"></script><script src="webview.js"></script></body></html>`;

/** Values of VS Code's dark theme, for the variables that the page uses. */
const theme = `body { --vscode-editor-background: #1f1f1f; --vscode-editor-foreground: #cccccc;
--vscode-font-family: sans-serif; --vscode-focusBorder: #0078d4; --vscode-button-background: #0078d4;
--vscode-button-foreground: #ffffff; --vscode-editorWidget-background: #202020; }`;

/** The built page in a headless browser, with the fake host of `fakeHost.ts`; a fresh one for each call of `open`. */
export function usePage(): { open(query?: string): Promise<Page> } {
  let browser: Browser | undefined;
  let server: Server | undefined;
  const pages: Page[] = [];
  const errors: string[] = [];
  beforeAll(async () => {
    browser = await launchBrowser();
    server = await servePage();
  });
  afterEach(async () => {
    await Promise.all(pages.splice(0).map((page) => page.close()));
    const told = errors.splice(0);
    if (told.length > 0) throw new Error(`The page reported errors:\n${told.join('\n')}`);
  });
  afterAll(async () => {
    await browser?.close();
    server?.close();
  });
  return {
    open: async (query = '') => {
      if (browser === undefined || server === undefined) throw new Error('Pages are there only while tests run.');
      const page = await browser.newPage({ viewport: { width: 800, height: 572 } });
      // A busy machine may be slow; what hangs is ended all the same.
      page.setDefaultTimeout(120_000);
      pages.push(page);
      page.on('pageerror', (error) => errors.push(error.message));
      page.on('console', (message) => {
        if (message.type() === 'error') errors.push(message.text());
      });
      const { port } = server.address() as AddressInfo;
      await page.goto(`http://127.0.0.1:${port}/${query}`);
      return page;
    },
  };
}

async function servePage(): Promise<Server> {
  const dist = path.join(await installedExtension(), 'dist');
  const files = new Map<string, [type: string, content: string]>([
    ['/', ['text/html', html]],
    ['/theme.css', ['text/css', theme]],
    ['/fakeHost.js', ['text/javascript', await bundled('fakeHost.ts')]],
    ['/painters.js', ['text/javascript', await bundled('painters.ts')]],
    ['/webview.js', ['text/javascript', await readFile(path.join(dist, 'webview.js'), 'utf8')]],
    ['/webview.css', ['text/css', await readFile(path.join(dist, 'webview.css'), 'utf8')]],
    ['/favicon.ico', ['image/x-icon', '']],
  ]);
  const server = createServer((request, response) => {
    const file = files.get(new URL(request.url ?? '/', 'http://host').pathname);
    if (file === undefined) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { 'content-type': `${file[0]}; charset=utf-8`, 'content-security-policy': policy });
    response.end(file[1]);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

/** A script of this folder, for the browser. */
async function bundled(name: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [path.join(repository, 'test', 'support', 'page', name)],
    bundle: true,
    write: false,
    format: 'iife',
    platform: 'browser',
  });
  return outputFiles[0]!.text;
}
