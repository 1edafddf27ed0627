import * as vscode from 'vscode';

/**
 * A tooltip with a picture above its lines.
 * @param png undefined for lines alone
 */
export function pictureTooltip(png: Uint8Array | undefined, lines: readonly string[]): vscode.MarkdownString {
  const tooltip = new vscode.MarkdownString();
  if (png !== undefined) {
    tooltip.appendMarkdown(`![](data:image/png;base64,${Buffer.from(png).toString('base64')})\n\n`);
  }
  // Names of files and labels are no Markdown, which takes a backslash before ASCII punctuation alone. `appendText` would keep
  // lines from wrapping.
  for (const line of lines) tooltip.appendMarkdown(`${line.replace(/[!-/:-@[-`{-~]/g, '\\$&')}\n\n`);
  return tooltip;
}
