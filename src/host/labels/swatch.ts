import * as vscode from 'vscode';

/**
 * Icon of a label or an object: a square in its colour.
 * @param color `#rrggbb`
 * @param isPart half a square, for what is partly covered
 */
export function swatch(color: string, isPart = false): vscode.Uri {
  const shape = isPart
    ? `<path d="M4 4v8h8z" fill="${color}"/><rect x="3.75" y="3.75" width="8.5" height="8.5" rx="1.5" fill="none" stroke="${color}" stroke-width="1.5"/>`
    : `<rect x="3" y="3" width="10" height="10" rx="2" fill="${color}"/>`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16">${shape}</svg>`;
  return vscode.Uri.parse(`data:image/svg+xml;utf8,${encodeURIComponent(svg)}`);
}
