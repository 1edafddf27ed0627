import { expect, it } from 'vitest';
import { UserError } from '../../../src/core/base/error';
import { printable } from '../../../src/core/base/printable';
import { t } from '../../../src/core/text/message';

it.each([
  ['a screen is cleared with', '\u001b[2J', '\\u001b[2J'],
  ['a window is titled with', '\u001b]0;mine\u0007', '\\u001b]0;mine\\u0007'],
  ['begins sequences in eight bits', '\u009b2J', '\\u009b2J'],
  ['goes back to the start of a line', 'a\rb', 'a\\u000db'],
  ['makes two lines of one', 'a\nb', 'a\\u000ab'],
  ['deletes', '\u007f', '\\u007f'],
  ['turns text around', 'a\u202egnp', 'a\\u202egnp'],
  ['is harmless', 'Läsion 3 – „links“ 肝.png', 'Läsion 3 – „links“ 肝.png'],
])('shows what %s', (_, text, shown) => {
  expect(printable(text)).toBe(shown);
});

it('leaves JSON as it is to those who read it', () => {
  const value = { name: '\u009b\u007f\u202e\u001b"\\' };
  expect(JSON.parse(printable(JSON.stringify(value)))).toEqual(value);
});

it('is how messages name files', () => {
  const error = new UserError('damaged', { file: 'a\u001b[2J\nb.png', problem: t`It is broken.` });
  expect(error.message).toBe('a\\u001b[2J\\u000ab.png: It is broken.');
  expect(error.details.file).toBe('a\u001b[2J\nb.png');
});
