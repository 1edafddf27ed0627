import { menus, type CommandEntry } from './command';
import { whenClause, type Context } from './contexts';

interface Contributions {
  readonly commands: readonly object[];
  readonly keybindings: readonly object[];
  readonly menus: Readonly<Record<string, readonly object[]>>;
}

/** What `package.json` contributes of the commands, in their order. */
export function contributionsOf(commands: readonly CommandEntry[]): Contributions {
  const listed = commands.filter(({ title }) => title !== undefined);
  return {
    commands: listed.map(({ id, icon, enablement }) => ({
      command: id,
      title: `%${id}%`,
      category: 'SAM-UNet',
      ...(icon === undefined ? {} : { icon: `$(${icon})` }),
      ...(enablement === undefined ? {} : { enablement: whenClause([enablement]) }),
    })),
    keybindings: commands.flatMap(({ id, keys = [] }) =>
      keys.map(({ key, mac, args, when }) => ({
        command: id,
        key,
        ...(mac === undefined ? {} : { mac }),
        ...(args === undefined ? {} : { args }),
        ...clause(when),
      })),
    ),
    menus: {
      commandPalette: listed.flatMap(({ id, palette }) =>
        palette === undefined ? [] : [{ command: id, ...clause([palette]) }],
      ),
      ...Object.fromEntries(
        menus.map((menu) => [
          menu,
          commands.flatMap(({ id, menus: places = [] }) =>
            places
              .filter((place) => place.menu === menu)
              .map(({ when, group }) => ({ command: id, ...clause(when), group })),
          ),
        ]),
      ),
    },
  };
}

/** The English titles, by command: the part of `package.nls.json` that follows from the table. */
export function titlesOf(commands: readonly CommandEntry[]): Readonly<Record<string, string>> {
  return Object.fromEntries(commands.flatMap(({ id, title }) => (title === undefined ? [] : [[id, title]])));
}

function clause(parts: readonly Context[]): { when?: string } {
  const when = whenClause(parts);
  return when === undefined ? {} : { when };
}
