import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { escaped } from '../../core/evaluation/report/html/markup';
import { style } from '../../core/evaluation/report/html/style';

/** The report's colours as the theme has them. */
const themed = `
:root:root { color-scheme: normal; --ink: var(--vscode-editor-foreground); --soft: var(--vscode-descriptionForeground);
  --line: var(--vscode-contrastBorder, var(--vscode-editorWidget-border)); --page: var(--vscode-editor-background);
  --card: var(--vscode-editorWidget-background); --model: var(--vscode-charts-blue); --best: var(--vscode-charts-green);
  --model-soft: color-mix(in srgb, var(--vscode-charts-blue) 45%, transparent); --naive: var(--vscode-descriptionForeground); }
body { font: var(--vscode-font-size)/1.5 var(--vscode-font-family); padding: 1.5rem; }
:focus-visible { outline: 1px solid var(--vscode-focusBorder); outline-offset: 2px; }
`;

export interface PanelContent {
  readonly title: string;
  /** Content of the page's body, in the report's style. */
  readonly body: string;
  /** Style beyond the report's. */
  readonly style?: string;
  /** The page's script, one of ours; a page without one cannot run any. */
  readonly script?: vscode.Uri;
  /** Whether the focus stays where it is, such as in a list that waits for an answer. */
  readonly keepsFocus?: boolean;
}

/** Opens a page that shows a report, beside nothing else: it loads no more than pictures inside it and its own script. */
export function openPanel(
  viewType: string,
  { title, body, style: more = '', script, keepsFocus = false }: PanelContent,
): vscode.WebviewPanel {
  const place = { viewColumn: vscode.ViewColumn.Active, preserveFocus: keepsFocus };
  const panel = vscode.window.createWebviewPanel(viewType, title, place, {
    enableScripts: script !== undefined,
    enableFindWidget: true,
    localResourceRoots: script === undefined ? [] : [vscode.Uri.joinPath(script, '..')],
  });
  const { webview } = panel;
  const nonce = randomBytes(16).toString('base64');
  const scripts = script === undefined ? '' : ` script-src ${webview.cspSource};`;
  const policy = `default-src 'none'; img-src data:; style-src 'nonce-${nonce}';${scripts}`;
  webview.html = `<!DOCTYPE html>
<html lang="${vscode.env.language}">
<head>
  <meta charset="utf-8">
  <meta http-equiv="Content-Security-Policy" content="${policy}">
  <title>${escaped(title)}</title>
  <style nonce="${nonce}">${style}${themed}${more}</style>
</head>
<body>
<main>
${body}
</main>
${script === undefined ? '' : `<script src="${webview.asWebviewUri(script).toString()}"></script>`}
</body>
</html>`;
  return panel;
}
