import type { CommandEntry, KeyBinding } from '../../../src/core/commands/command';
import type { Context } from '../../../src/core/commands/contexts';
import { foreignKeys, mayHold, type Falsehoods, type ForeignKey } from './foreignKeys';
import { keyboards, sequences, typedByAltGr, typedByOption, type Keyboard, type Stroke } from './keyboards';

interface OwnKey {
  readonly id: string;
  readonly key: string;
  readonly when: readonly Context[];
  /** The ways to type it on a keyboard. */
  readonly presses: readonly (readonly Stroke[])[];
}

/** Contexts of which only one holds at a time. */
const exclusive: readonly (readonly Context[])[] = [
  ['crosshair', 'noCrosshair'],
  ['bulkRunning', 'bulkPaused'],
  ['imageFocused', 'datasetFocused'],
  ['imageFocused', 'objectsFocused'],
  ['objectsFocused', 'datasetFocused'],
  ['objectsFocused', 'metadataOpen'],
  ['imageFocused', 'metadataOpen'],
  ['datasetFocused', 'datasetNotFocused'],
];

/** What VS Code's context keys cannot be while an image has the focus: another part has it, or another kind of editor is meant. */
const notOnImage: Falsehoods = [
  /focus/i,
  /^in[A-Z]/,
  /^(accessibleView|editor|chat|scm|terminal|testing\.|config\.notebook|isCompositeNotebook)/,
  /^activeEditor ==/,
  // Of a text editor.
  /^(cancellableOperation|comparingMovedCode|hasSymbols|isReadingLineWithInlayHints)/,
  /(?<!notificationToasts|notificationCenter)Visible\b/,
];

/** The same while a row of the Objects view has it. */
const notOnObjects: Falsehoods = [/^(?!listFocus\b).*focus/i, ...notOnImage.slice(1)];

const notInTerminal: Falsehoods = [/^terminalFocus/];

/** Everything that stands in the way of the default keys, one sentence each: which key, on which keyboard, and why. */
export function clashes(commands: readonly CommandEntry[]): string[] {
  const found = new Map<string, string[]>();
  for (const keyboard of keyboards) {
    for (const sentence of clashesOn(keyboard, commands)) {
      found.set(sentence, [...(found.get(sentence) ?? []), `${keyboard.system} ${keyboard.name}`]);
    }
  }
  return [...found].map(([sentence, where]) => `${sentence} (${where.join(', ')})`);
}

function clashesOn(keyboard: Keyboard, commands: readonly CommandEntry[]): string[] {
  const own = commands.flatMap(({ id, keys = [] }) => keys.map((binding) => ownKey(id, binding, keyboard)));
  const foreign = foreignOn(keyboard);
  return own.flatMap((key, i) => [
    ...notTyped(key),
    ...typedInstead(key, keyboard),
    ...notOwn(key, own.slice(i + 1)),
    ...taken(key, foreign),
  ]);
}

function ownKey(id: string, { key, mac, when }: KeyBinding, keyboard: Keyboard): OwnKey {
  const shown = keyboard.system === 'mac' ? (mac ?? key) : key;
  return { id, key: shown, when, presses: sequences(shown, keyboard) };
}

function notTyped({ id, key, presses }: OwnKey): string[] {
  return presses.length === 0 ? [`${key} of ${id} cannot be typed`] : [];
}

function typedInstead({ id, key, when, presses }: OwnKey, keyboard: Keyboard): string[] {
  return presses.flatMap(([first = '']) => {
    const altGr = typedByAltGr(first, keyboard);
    // Nothing is typed into an image.
    const option = when.includes('imageFocused') ? undefined : typedByOption(first, keyboard);
    const character = altGr ?? option;
    return character === undefined ? [] : [`${key} of ${id} types ${character}`];
  });
}

function notOwn(key: OwnKey, others: readonly OwnKey[]): string[] {
  return others
    .filter((other) => canHoldTogether(key.when, other.when) && overlap(key.presses, other.presses))
    .map((other) => `${key.key} of ${key.id} is ${other.key} of ${other.id} too`);
}

function canHoldTogether(a: readonly Context[], b: readonly Context[]): boolean {
  return !exclusive.some(
    ([one, other]) => (a.includes(one!) && b.includes(other!)) || (a.includes(other!) && b.includes(one!)),
  );
}

interface PressedForeign extends ForeignKey {
  readonly presses: readonly (readonly Stroke[])[];
}

/** By the first press. */
type ForeignByPress = ReadonlyMap<Stroke, readonly PressedForeign[]>;

function foreignOn(keyboard: Keyboard): ForeignByPress {
  const byPress = new Map<Stroke, PressedForeign[]>();
  for (const key of foreignKeys.filter(({ system }) => system === keyboard.system)) {
    const presses = sequences(key.key, keyboard);
    for (const first of new Set(presses.map(([stroke]) => stroke!))) {
      byPress.set(first, [...(byPress.get(first) ?? []), { ...key, presses }]);
    }
  }
  return byPress;
}

function taken({ id, key, when, presses }: OwnKey, foreign: ForeignByPress): string[] {
  const place = when.includes('objectsFocused') ? notOnObjects : notInTerminal;
  const falsehoods = when.includes('imageFocused') ? notOnImage : place;
  return [...new Set(presses.flatMap(([first]) => foreign.get(first!) ?? []))]
    .filter((other) => overlap(presses, other.presses) && !yields(when, other) && mayHold(other.when, falsehoods))
    .map((other) => `${key} of ${id} is ${other.key} of ${other.command}, when ${other.when || 'always'}`);
}

/** Whether our key does not act where the other one does. */
function yields(when: readonly Context[], other: ForeignKey): boolean {
  return when.includes('noNotifications') && /\bnotification(Toasts|Center)Visible\b/.test(other.when);
}

/** Whether one of the sequences begins with, or is, one of the others. */
function overlap(a: readonly (readonly Stroke[])[], b: readonly (readonly Stroke[])[]): boolean {
  return a.some((one) =>
    b.some((other) => one.slice(0, other.length).join(' ') === other.slice(0, one.length).join(' ')),
  );
}
