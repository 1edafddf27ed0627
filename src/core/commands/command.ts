import type { Message } from '../text/message';
import type { Context } from './contexts';

/** A default key of a command, in the notation of VS Code's `contributes.keybindings`. */
export interface KeyBinding {
  /** A name such as `b` is the key with that character; one such as `[Digit1]` the key in that place of every keyboard. */
  readonly key: string;
  /** The key on a Mac where it differs. */
  readonly mac?: string;
  readonly when: readonly Context[];
  readonly args?: unknown;
}

export const menus = [
  'editor/title',
  'editor/title/context',
  'editor/context',
  'explorer/context',
  'view/title',
  'view/item/context',
] as const;

export interface MenuPlace {
  readonly menu: (typeof menus)[number];
  /** Group and order within it, such as `navigation@1`. */
  readonly group: string;
  readonly when: readonly Context[];
}

export interface CommandEntry<Id extends string = string> {
  readonly id: Id;
  /**
   * Verb and object; an ellipsis where a question follows. Absent for commands that the palette does not list. Translated in
   * `package.nls.*.json`, under the command's ID.
   */
  readonly title?: string;
  /** A codicon, such as `trash`. */
  readonly icon?: string;
  readonly enablement?: Context;
  /** Where the palette offers it; everywhere if absent. */
  readonly palette?: Context;
  readonly keys?: readonly KeyBinding[];
  /** What its keys do, in the docs and over the image. Neighbours with the same text share a line. */
  readonly does?: Message;
  readonly menus?: readonly MenuPlace[];
}

/** Commands that belong together, under a heading in the docs and over the image. */
export interface Section<Id extends string = string> {
  readonly name: Message;
  readonly commands: readonly CommandEntry<Id>[];
}

export function section<const Id extends string>(name: Message, commands: readonly CommandEntry<Id>[]): Section<Id> {
  return { name, commands };
}

/** A key that acts while the image has the focus. */
export function onImage(key: string, ...more: readonly Context[]): KeyBinding {
  return { key, when: ['imageFocused', ...more] };
}

/** A key that acts while a row of the Objects view has the focus. */
export function onObjects(key: string): KeyBinding {
  return { key, when: ['objectsFocused'] };
}

/**
 * A chord of the common prefix and `key`, for commands that do not need the image. `Alt+M` and `⌃⌘M` are free in VS Code,
 * have no AltGr in them and belong to no system.
 */
export function chord(key: string, ...when: readonly Context[]): KeyBinding {
  return { key: `alt+m ${key}`, mac: `ctrl+cmd+m ${key}`, when: [...when, 'notTerminal'] };
}
