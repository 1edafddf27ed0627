import * as vscode from 'vscode';
import { t, type Text } from '../../core/text/message';

/** A text in the language of VS Code. */
export function localized(text: Text): string {
  if (typeof text === 'string') return text;
  return vscode.l10n.t(text.key, ...text.args.map((arg) => (typeof arg === 'number' ? arg : localized(arg))));
}

/** A template in the language of VS Code: localize`The file has ${count} slices.` */
export function localize(parts: TemplateStringsArray, ...args: readonly (Text | number)[]): string {
  return localized(t(parts, ...args));
}
