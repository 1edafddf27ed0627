import { readFileSync } from 'node:fs';
import path from 'node:path';

export const systems = ['windows', 'mac', 'linux'] as const;
export type System = (typeof systems)[number];

interface Key {
  /** Place on the keyboard, as `KeyboardEvent.code`. */
  readonly place: string;
  /** What it gives alone, with Shift, with AltGr (Option on a Mac), with both; empty for nothing. */
  readonly alone: string;
  readonly shift: string;
  readonly altGr: string;
  readonly altGrShift: string;
  /** Only on Windows. */
  readonly virtualKey: string;
}

/** A keyboard of a system. */
export interface Keyboard {
  readonly system: System;
  readonly name: string;
  readonly keys: readonly Key[];
}

/** A press of one key: the modifiers in order, and the place of the key. */
export type Stroke = string;

/** The rows of a table beside this file, without its comments. */
export function readTable(name: string): string[][] {
  return readFileSync(path.join(import.meta.dirname, name), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('# '))
    .map((line) => line.split('\t'));
}

export const keyboards: readonly Keyboard[] = readKeyboards();

function readKeyboards(): Keyboard[] {
  const all = new Map<string, Key[]>();
  for (const row of readTable('layouts.tsv')) {
    const [system, name, place, alone, shift, altGr, altGrShift, virtualKey] = row.map(String);
    const keys = all.get(`${system}\t${name}`) ?? [];
    keys.push({
      place: place!,
      alone: alone!,
      shift: shift!,
      altGr: altGr!,
      altGrShift: altGrShift!,
      virtualKey: virtualKey!,
    });
    all.set(`${system}\t${name}`, keys);
  }
  return [...all].map(([id, keys]) => {
    const [system, name] = id.split('\t') as [System, string];
    return { system, name, keys };
  });
}

const usOf = (system: System): Keyboard =>
  keyboards.find((keyboard) => keyboard.system === system && keyboard.name === 'us')!;

/**
 * The presses that mean a key of VS Code's notation (`ctrl+k ctrl+s`) on a keyboard, one sequence for each way to type it.
 * As VS Code does: a name such as `=` is the virtual key of that name on Windows, and elsewhere the character, wherever it
 * lies; `[Equal]` is a place.
 */
export function sequences(key: string, keyboard: Keyboard): Stroke[][] {
  return key
    .split(' ')
    .map((stroke) => strokes(stroke, keyboard))
    .reduce<Stroke[][]>((done, next) => done.flatMap((start) => next.map((stroke) => [...start, stroke])), [[]]);
}

function strokes(stroke: string, keyboard: Keyboard): Stroke[] {
  const { modifiers, name } = parseStroke(stroke);
  const press = (place: string, held: ReadonlySet<string> = modifiers): Stroke =>
    [...['ctrl', 'shift', 'alt', 'cmd'].filter((modifier) => held.has(modifier)), place].join('+');
  const place = /^\[(.*)\]$/.exec(name)?.[1];
  if (place !== undefined) return [press(place)];
  if (name.length > 1) return [press(name)];
  const us = usOf(keyboard.system).keys.find(({ alone }) => alone === name);
  if (us === undefined) throw new Error(`No key of a US keyboard is named ${name}.`);
  if (keyboard.system === 'windows') {
    return keyboard.keys.filter(({ virtualKey }) => virtualKey === us.virtualKey).map((found) => press(found.place));
  }
  const unshifted = new Set([...modifiers].filter((modifier) => modifier !== 'shift'));
  const wanted = modifiers.has('shift') ? us.shift : us.alone;
  return keyboard.keys.flatMap((found) => [
    ...(found.alone === wanted ? [press(found.place, unshifted)] : []),
    ...(found.shift === wanted ? [press(found.place, new Set([...unshifted, 'shift']))] : []),
  ]);
}

/** Modifiers and name of one press; the name may be `+`'s neighbour `=`, never `+` itself. */
function parseStroke(stroke: string): { readonly modifiers: ReadonlySet<string>; readonly name: string } {
  const parts = stroke.split('+');
  return { modifiers: new Set(parts.slice(0, -1)), name: parts.at(-1)! };
}

/** What Windows types instead, where Ctrl and Alt together are AltGr; undefined for nothing. */
export function typedByAltGr(stroke: Stroke, { system, keys }: Keyboard): string | undefined {
  const { modifiers, name } = parseStroke(stroke);
  if (system !== 'windows' || !modifiers.has('ctrl') || !modifiers.has('alt')) return undefined;
  return typed(keys, name, modifiers.has('shift'));
}

/** What a Mac types instead, where Option alone is AltGr; undefined for nothing. */
export function typedByOption(stroke: Stroke, { system, keys }: Keyboard): string | undefined {
  const { modifiers, name } = parseStroke(stroke);
  if (system !== 'mac' || !modifiers.has('alt') || modifiers.has('ctrl') || modifiers.has('cmd')) return undefined;
  return typed(keys, name, modifiers.has('shift'));
}

function typed(keys: readonly Key[], place: string, isShifted: boolean): string | undefined {
  const key = keys.find((candidate) => candidate.place === place);
  const character = isShifted ? key?.altGrShift : key?.altGr;
  return character === '' ? undefined : character;
}
