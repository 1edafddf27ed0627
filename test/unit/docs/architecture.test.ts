import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const root = path.join(import.meta.dirname, '../../..');
const text = readFileSync(path.join(root, 'ARCHITECTURE.md'), 'utf8');
const table = text.slice(text.indexOf('## What lives where'), text.indexOf('## To add something'));

/** Folders of the table's first column; those that share a row with another follow it without its layer. */
const described = [...table.matchAll(/^\| (`[^|]*`) +\|/gm)].flatMap(([, cell]) => {
  const names = [...cell!.matchAll(/`([^`]+)`/g)].map(([, name]) => name!);
  return names.map((name) => (name.includes('/') ? name : path.posix.join(path.posix.dirname(names[0]!), name)));
});

describe('ARCHITECTURE.md', () => {
  it.each(['src/core', 'src/node', 'src/host', 'src/cli', 'webview'])(
    'says of every folder of %s what it is',
    (layer) => {
      const folders = readdirSync(path.join(root, layer), { withFileTypes: true }).filter((entry) =>
        entry.isDirectory(),
      );
      const rows = described.filter((folder) => path.posix.dirname(folder) === layer);
      expect(rows.sort()).toEqual(folders.map(({ name }) => `${layer}/${name}`).sort());
    },
  );

  it('names no path that is not there', () => {
    const paths = [...text.matchAll(/`((?:src|webview|scripts|test|models)\/[^`<*]+)`/g)].map(([, name]) => name!);
    expect(paths.filter((name) => !existsSync(path.join(root, name)))).toEqual([]);
  });
});
