import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { UserError } from '../../../src/core/base/error';
import { createLabelFile, findLabels, labelFile, readLabels } from '../../../src/node/labels/labelFile';
import { liver } from '../../support/sidecars';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'labels-'));
});
afterEach(() => rm(folder, { recursive: true }));

const unexpected = (error: UserError): never => {
  throw error;
};

describe('the label file of a folder', () => {
  it('is none where there is none', async () => {
    expect(await readLabels(folder)).toEqual([]);
  });

  it('is started once, and never written over', async () => {
    await createLabelFile(folder, [liver]);
    expect(await readLabels(folder)).toEqual([liver]);
    const before = await readFile(labelFile(folder), 'utf8');
    await createLabelFile(folder, []);
    expect(await readFile(labelFile(folder), 'utf8')).toBe(before);
  });

  it('cannot be started where a file is in the way', async () => {
    await writeFile(path.join(folder, '.sam-unet'), '');
    expect(await readLabels(folder)).toEqual([]);
    await expect(createLabelFile(folder, [liver])).rejects.toMatchObject({ code: 'unwritable' });
  });

  it('cannot be read where it is a folder', async () => {
    await mkdir(labelFile(folder), { recursive: true });
    await expect(readLabels(folder)).rejects.toMatchObject({ code: 'unreadable' });
  });

  it('holds for the folders below', async () => {
    await createLabelFile(folder, [liver]);
    const below = path.join(folder, 'a', 'b');
    await mkdir(below, { recursive: true });
    expect(await findLabels(below, unexpected)).toEqual([liver]);
  });

  it('that is invalid is reported, and there are no workspace labels', async () => {
    await createLabelFile(folder, [liver]);
    await writeFile(labelFile(folder), '{');
    const errors: UserError[] = [];
    expect(await findLabels(folder, (error) => errors.push(error))).toEqual([]);
    expect(errors).toMatchObject([{ code: 'damaged' }]);
  });
});
