import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

const root = path.join(import.meta.dirname, '../../..');

/** Cells of the tables of a page, without the links' targets and the lines under the heads. */
const cellsOf = (page: string): string[] =>
  page
    .split('\n')
    .filter((line) => line.startsWith('|') && !/^[|\s:-]+$/.test(line))
    .flatMap((line) => line.split(/(?<!\\)\|/).map((cell) => cell.replaceAll(/\]\([^)]*\)/g, ']').trim()));

it('the status says each thing in at most twelve words', () => {
  const status = readFileSync(path.join(root, 'docs/status.md'), 'utf8');
  expect(cellsOf(status).filter((cell) => cell.split(/\s+/).length > 12)).toEqual([]);
});

it('the README stays short', () => {
  expect(statSync(path.join(root, 'README.md')).size).toBeLessThanOrEqual(6 * 1024);
});

it.each(readdirSync(path.join(root, 'docs')).filter((name) => name.endsWith('.md')))(
  '%s opens with what the reader can do after reading it',
  (name) => {
    const page = readFileSync(path.join(root, 'docs', name), 'utf8');
    const [opening] = page.replaceAll(/^#.*$/gm, '').trim().split('\n\n');
    expect(opening).toMatch(/\byou (?:can|know)\b/);
  },
);
