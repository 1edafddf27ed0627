import { readFileSync } from 'node:fs';
import { readdir, rename } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { reasonOf } from '../../../src/node/files/reasonOf';

const caught = (work: Promise<unknown>): Promise<unknown> => work.then(undefined, (error: unknown) => error);

it('keeps what a person can read of the errors of the system', async () => {
  expect(reasonOf(await caught(readdir('/no/such, folder')))).toBe('no such file or directory');
  expect(reasonOf(await caught(readdir(path.join(__filename))))).toBe('not a directory');
  expect(reasonOf(await caught(rename('/no/a', "/no/it's b")))).toBe('no such file or directory');
  expect(() => readFileSync(__dirname)).toThrow(expect.objectContaining({ code: 'EISDIR' }));
  expect(reasonOf(new Error('EISDIR: illegal operation on a directory, read'))).toBe(
    'illegal operation on a directory',
  );
});

it('keeps every other message', () => {
  expect(reasonOf(new Error('it ends after 3 bytes'))).toBe('it ends after 3 bytes');
  expect(reasonOf('nothing')).toBe('nothing');
});
