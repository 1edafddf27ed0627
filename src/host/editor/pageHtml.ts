import * as vscode from 'vscode';

/**
 * The page's document: nothing is loaded but its own script and style.
 * @param asked when VS Code asked for the image, by `Date.now()`; the page carries it for `npm run bench`
 */
export function pageHtml(webview: vscode.Webview, dist: vscode.Uri, asked: number): string {
  const address = (file: string): string => webview.asWebviewUri(vscode.Uri.joinPath(dist, file)).toString();
  const policy = `default-src 'none'; script-src ${webview.cspSource}; style-src ${webview.cspSource};`;
  return `<!DOCTYPE html>
<html lang="en" data-asked="${asked}">
<head>
  <meta charset="utf-8">
  <meta http-equiv="Content-Security-Policy" content="${policy}">
  <title>SAM-UNet</title>
  <link rel="stylesheet" href="${address('webview.css')}">
</head>
<body>
  <script src="${address('webview.js')}"></script>
</body>
</html>`;
}
