import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { wordsId } from '../../core/protocol/words';
import { bundledFile } from '../../node/process/productPaths';

/** What every page is made of. */
export interface PageParts {
  readonly script: string;
  readonly style: string;
}

export async function readPageParts(): Promise<PageParts> {
  const files = ['webview.js', 'webview.css'];
  const [script, style] = await Promise.all(files.map((file) => readFile(bundledFile(file), 'utf8')));
  return { script: script!, style: style! };
}

/**
 * The page's document, which has nothing to load: VS Code shows a page, and delivers what is sent to it, only when all that
 * it refers to has come, each through several of its processes. So the translations of its texts are in it too.
 * @param asked when VS Code asked for the image, by `Date.now()`; the page carries it for `npm run bench`
 */
export function pageHtml({ script, style }: PageParts, asked: number): string {
  const nonce = randomBytes(16).toString('base64');
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}';`;
  const { bundle } = vscode.l10n;
  const language = bundle === undefined ? 'en' : vscode.env.language;
  const words = JSON.stringify(bundle ?? {}).replaceAll('<', '\\u003c');
  return `<!DOCTYPE html>
<html lang="${language}" data-asked="${asked}">
<head>
  <meta charset="utf-8">
  <meta http-equiv="Content-Security-Policy" content="${policy}">
  <title>SAM-UNet</title>
  <style nonce="${nonce}">${style}</style>
</head>
<body>
  <script id="${wordsId}" type="application/json">${words}</script>
  <script nonce="${nonce}">${script}</script>
</body>
</html>`;
}
