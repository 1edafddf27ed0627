import * as vscode from 'vscode';

/** A date and time in the language of VS Code, which may not be that of the system. @param at ISO 8601 */
export function localizedTime(at: string): string {
  return new Date(at).toLocaleString(vscode.env.language, { dateStyle: 'short', timeStyle: 'short' });
}
