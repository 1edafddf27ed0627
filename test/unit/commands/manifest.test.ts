import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { generated, generators } from '../../../scripts/manifest/generate';
import { root } from '../../../scripts/setup/paths.mjs';
import { commands, sections } from '../../../src/core/commands';
import { section, type CommandEntry } from '../../../src/core/commands/command';
import { contributionsOf, titlesOf } from '../../../src/core/commands/contributions';
import { keyLabel } from '../../../src/core/commands/keyLabel';
import { isForImage, keyTable } from '../../../src/core/commands/keyTable';
import { english, t } from '../../../src/core/text/message';

describe('what is made of the table of commands', () => {
  it.each([...generators.keys()])('is up to date in %s (npm run manifest)', async (file) => {
    const text = await readFile(path.join(root, file), 'utf8');
    expect(await generated(file, text)).toBe(text);
  });

  it('follows the table', () => {
    const table: readonly CommandEntry[] = [
      {
        id: 'samUnet.a',
        title: 'Do It…',
        icon: 'eye',
        palette: 'imageOpen',
        keys: [{ key: 'b', mac: 'c', when: ['imageOpen', 'reviewing'], args: 1 }],
        menus: [{ menu: 'view/title', group: 'navigation@1', when: ['inDatasetView'] }],
      },
      { id: 'samUnet.b', keys: [{ key: 'd', when: [] }] },
    ];
    const made = contributionsOf(table);
    expect(titlesOf(table)).toEqual({ 'samUnet.a': 'Do It…' });
    expect(made.commands).toEqual([
      { command: 'samUnet.a', title: '%samUnet.a%', category: 'SAM-UNet', icon: '$(eye)' },
    ]);
    const inFront = 'activeCustomEditorId =~ /^samUnet\\.image/ && !samUnet.imageBroken';
    expect(made.keybindings).toEqual([
      { command: 'samUnet.a', key: 'b', mac: 'c', args: 1, when: `${inFront} && samUnet.reviewing` },
      { command: 'samUnet.b', key: 'd' },
    ]);
    expect(made.menus['commandPalette']).toEqual([{ command: 'samUnet.a', when: inFront }]);
    expect(made.menus['view/title']).toEqual([
      { command: 'samUnet.a', when: 'view == samUnet.dataset', group: 'navigation@1' },
    ]);
  });

  it('offers no tools and no keys on an image that could not be opened', () => {
    const { keybindings, menus } = contributionsOf(commands);
    const all = [...keybindings, ...(menus['editor/title'] ?? []), ...(menus['commandPalette'] ?? [])];
    const onImages = all.filter(
      (each): each is { when: string } => 'when' in each && String(each.when).startsWith('activeCustomEditorId'),
    );
    expect(onImages.length).toBeGreaterThan(50);
    expect(onImages.filter(({ when }) => !when.includes('!samUnet.imageBroken'))).toEqual([]);
  });

  it('names each command once', () => {
    const ids = commands.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('says what every key does', () => {
    const silent = commands.filter(({ keys = [], does }) => keys.length > 0 && does === undefined);
    expect(silent).toEqual([]);
  });
});

describe('the names of keys', () => {
  it.each([
    ['b', 'B', 'B'],
    ['shift+n', 'Shift+N', '⇧N'],
    ['alt+m shift+f', 'Alt+M Shift+F', '⌥M ⇧F'],
    ['ctrl+cmd+m g', 'Ctrl+Cmd+M G', '⌃⌘M G'],
    ['shift+[Digit0]', 'Shift+0', '⇧0'],
    ['shift+/', '?', '?'],
    ['backspace', 'Backspace', '⌫'],
    ['pagedown', 'PgDn', 'PgDn'],
  ])('%s is %s, on a Mac %s', (key, other, mac) => {
    expect([keyLabel(key, false), keyLabel(key, true)]).toEqual([other, mac]);
  });
});

describe('the table of keys', () => {
  it('has the keys of the system, and one row for what does the same', () => {
    const two = section(t`Moves`, [
      { id: 'a', title: 'Go Left', does: t`Go left or right`, keys: [{ key: 'left', when: [] }] },
      { id: 'b', title: 'Go Right', does: t`Go left or right`, keys: [{ key: 'right', mac: 'cmd+right', when: [] }] },
      { id: 'c', title: 'Reset Window…', does: t`Reset the window`, keys: [{ key: 'w', when: [] }] },
      { id: 'd', title: 'Without a Key' },
    ]);
    expect(keyTable([two], true)).toEqual([
      {
        name: t`Moves`,
        rows: [
          { keys: ['←', '⌘→'], does: t`Go left or right`, commands: ['a', 'b'] },
          { keys: ['W'], does: t`Reset the window`, commands: ['c'] },
        ],
      },
    ]);
  });

  it('shows the ends of many keys', () => {
    const [drawing] = keyTable(sections, false);
    expect(drawing?.rows).toContainEqual({
      keys: ['1', '…', '9'],
      does: t`Set the label that has this digit`,
      commands: ['samUnet.useLabel'],
    });
  });

  it('can leave out what does not act while an image is in front', () => {
    const texts = keyTable(sections, false, isForImage).flatMap(({ rows }) => rows.map(({ does }) => english(does)));
    expect(texts).toContain('Generate masks for the workspace');
    expect(texts).not.toContain('Generate masks for the selected folder');
    expect(texts).not.toContain('Copy the tag');
  });
});
