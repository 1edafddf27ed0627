import { describe, expect, it } from 'vitest';
import { commands } from '../../../src/core/commands';
import type { KeyBinding } from '../../../src/core/commands/command';
import { clashes } from '../../support/keyboards/clashes';

const bindings = commands.flatMap(({ keys = [] }) => keys);

/** The sentences about commands with these keys, which act everywhere unless they say otherwise. */
const clashesOf = (...keys: (Partial<KeyBinding> & { key: string })[]): string[] =>
  clashes(keys.map((key, i) => ({ id: `c${i}`, keys: [{ when: [], ...key }] })));

describe('the default keys', () => {
  it('can be typed, and clash with nothing, on any keyboard', () => {
    expect(clashes(commands)).toEqual([]);
  });

  it('act only while the image or an object in the list has the focus, unless a modifier is held', () => {
    const plain = bindings.filter(({ key }) => !/^(ctrl|alt|cmd)\+/.test(key));
    const isInPlace = ({ when }: KeyBinding): boolean =>
      when.includes('imageFocused') || when.includes('objectsFocused');
    expect(plain.filter((binding) => !isInPlace(binding))).toEqual([]);
    expect(plain.length).toBeGreaterThan(50);
  });

  it('leave Tab alone', () => {
    expect(bindings.filter(({ key }) => /\btab$/.test(key))).toEqual([]);
  });
});

describe('the search for clashes', () => {
  it('finds what AltGr types', () => {
    expect(clashesOf({ key: 'ctrl+alt+e', mac: 'f19' })).toEqual([
      'ctrl+alt+e of c0 types é (windows uk)',
      'ctrl+alt+e of c0 types € (windows german, windows french)',
      'ctrl+alt+e of c0 types ę (windows polish)',
    ]);
  });

  it('finds what Option types on a Mac, but not over an image', () => {
    expect(clashesOf({ key: 'f19', mac: 'alt+m' })).toContain(
      'alt+m of c0 types µ (mac us, mac uk, mac german, mac french)',
    );
    expect(clashesOf({ key: 'f19', mac: 'alt+m', when: ['imageFocused'] })).toEqual([]);
  });

  it('finds keys of VS Code, and chords that begin with one', () => {
    expect(clashesOf({ key: 'ctrl+k g' }).join()).toContain('ctrl+k of');
    expect(clashesOf({ key: 'ctrl+shift+e', mac: 'shift+cmd+e' }).join()).toContain('workbench.view.explorer');
  });

  it('finds keys of the system', () => {
    expect(clashesOf({ key: 'f19', mac: 'alt+cmd+d' }).join()).toContain('the Dock');
  });

  it('finds keys that another keyboard has in the same place', () => {
    const image = ['imageFocused'] as const;
    const found = clashesOf({ key: '=', when: image }, { key: 'shift+[Digit0]', when: image });
    expect(found.join()).toContain('= of c0 is shift+[Digit0] of c1 too (mac german, linux german)');
  });

  it('finds keys that a keyboard does not have', () => {
    expect(clashesOf({ key: '-', when: ['imageFocused'] })).toEqual(['- of c0 cannot be typed (windows french)']);
  });

  it('finds keys that an image shares with VS Code as long as both may act', () => {
    expect(clashesOf({ key: 'escape', when: ['imageFocused'] }).join()).toContain('notifications.hideToasts');
    expect(clashesOf({ key: 'escape', when: ['imageFocused', 'noNotifications'] })).toEqual([]);
  });
});
