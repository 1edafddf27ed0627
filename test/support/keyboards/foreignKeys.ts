import { readTable, type System } from './keyboards';

/** A key that belongs to VS Code or to the system. */
export interface ForeignKey {
  readonly system: System;
  readonly key: string;
  readonly command: string;
  readonly when: string;
}

/** The default keys of VS Code, those of its desktop's menus, and those that the systems keep for themselves. */
export const foreignKeys: readonly ForeignKey[] = ['vscodeKeys.tsv', 'desktopKeys.tsv'].flatMap((table) =>
  readTable(table).flatMap(([keys = '', command = '', when = '']) =>
    keys.split(' | ').flatMap((entry) => {
      const [systems = '', key = ''] = entry.split(/: (.*)/);
      return systems.split('+').map((system) => ({ system: system as System, key, command, when }));
    }),
  ),
);

/** What is known to be false of VS Code's context keys. */
export type Falsehoods = readonly RegExp[];

/** Whether a `when` clause, as VS Code lists it, may hold while all of these are false. */
export function mayHold(when: string, falsehoods: Falsehoods): boolean {
  return (
    when === '' || when.split(' || ').some((terms) => terms.split(' && ').every((term) => mayBeTrue(term, falsehoods)))
  );
}

function mayBeTrue(term: string, falsehoods: Falsehoods): boolean {
  if (term === 'false') return false;
  return term.startsWith('!') || / (!=|not in) /.test(term) || !falsehoods.some((known) => known.test(term));
}
