import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { UserError } from '../../../src/core/base/error';
import { readDataset, readDatasets } from '../../../src/node/evaluation/readDataset';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'dataset-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function put(name: string, content = ''): void {
  mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  writeFileSync(path.join(folder, name), content);
}

describe('readDataset', () => {
  it('takes all indices of a folder together', async () => {
    put('image2label_train.json', '{"images/a.png":["masks/a.png"]}');
    put('label2image_test.json', '{"masks/b.png":"images/b.png"}');
    const { name, items } = await readDataset(folder);
    expect(name).toBe(path.basename(folder));
    expect(items.map(({ image }) => image)).toEqual(['images/a.png', 'images/b.png']);
  });

  it('reports a folder without an index, a damaged index and a missing folder', async () => {
    await expect(readDataset(folder)).rejects.toMatchObject({ code: 'not-found' });
    put('label2image_test.json', '{"masks/b.png":');
    await expect(readDataset(folder)).rejects.toMatchObject({ code: 'damaged' });
    await expect(readDataset(path.join(folder, 'none'))).rejects.toMatchObject({ code: 'unreadable' });
  });
});

describe('readDatasets', () => {
  it('names sets of one name by their path, takes each once and reports what is no set', async () => {
    for (const name of ['a/test', 'b/test', 'c/heart']) put(`${name}/label2image_test.json`, '{"m.png":"i.png"}');
    put('none/x.txt');
    const at = (name: string): string => path.join(folder, name);
    const errors: UserError[] = [];
    const sets = await readDatasets(['a/test', 'b/test', 'none', 'c/heart', 'c/heart'].map(at), (error) => {
      errors.push(error);
    });
    expect(sets.map(({ name }) => name)).toEqual([at('a/test'), at('b/test'), 'heart']);
    expect(errors.map(({ code, details }) => [code, details.file])).toEqual([['not-found', at('none')]]);
  });
});
