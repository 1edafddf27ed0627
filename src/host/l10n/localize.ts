import * as vscode from 'vscode';
import { t, type Text } from '../../core/text/message';

/** A text in the language of VS Code. */
export function localized(text: Text): string {
  if (typeof text === 'string') return text;
  return vscode.l10n.t(text.key, ...text.args.map((arg) => (typeof arg === 'number' ? arg : localized(arg))));
}

/** An item of a quick pick whose texts are messages. */
export function localizedItem<T extends { readonly label: Text; readonly detail: Text }>(
  item: T,
): Omit<T, 'label' | 'detail'> & { readonly label: string; readonly detail: string } {
  return { ...item, label: localized(item.label), detail: localized(item.detail) };
}

/** A template in the language of VS Code: localize`The file has ${count} slices.` */
export function localize(parts: TemplateStringsArray, ...args: readonly (Text | number)[]): string {
  return localized(t(parts, ...args));
}
