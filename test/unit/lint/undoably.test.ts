import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { t } from '../../../src/core/text/message';
import { undoably } from '../../../src/node/lint/undoably';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'undo-'));
  writeFileSync(at('deleted'), 'a');
  writeFileSync(at('changed'), 'b');
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const at = (name: string): string => path.join(folder, name);

it('brings back what work has deleted and changed, and removes what it has created', async () => {
  const { undo } = await undoably(['deleted', 'changed', 'created', 'never'].map(at), t`Done.`, () => {
    rmSync(at('deleted'));
    writeFileSync(at('changed'), 'c');
    writeFileSync(at('created'), 'd');
    return Promise.resolve();
  });
  expect(readdirSync(folder)).toEqual(['changed', 'created']);
  await undo();
  expect(readdirSync(folder)).toEqual(['changed', 'deleted']);
  expect([readFileSync(at('deleted'), 'utf8'), readFileSync(at('changed'), 'utf8')]).toEqual(['a', 'b']);
});

it('leaves alone what has changed since', async () => {
  const { undo } = await undoably(['deleted', 'created'].map(at), t`Done.`, () => {
    rmSync(at('deleted'));
    writeFileSync(at('created'), 'd');
    return Promise.resolve();
  });
  writeFileSync(at('deleted'), 'by someone else');
  writeFileSync(at('created'), 'by someone else');
  await undo();
  expect([readFileSync(at('deleted'), 'utf8'), readFileSync(at('created'), 'utf8')]).toEqual(
    Array(2).fill('by someone else'),
  );
});
