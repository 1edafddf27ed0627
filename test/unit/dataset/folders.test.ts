import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { UserError } from '../../../src/core/base/error';
import { listFolder } from '../../../src/node/dataset/findImages';
import { readDataset, readDatasets } from '../../../src/node/dataset/readDataset';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'dataset-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function put(name: string, content: string | Uint8Array = ''): void {
  mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  writeFileSync(path.join(folder, name), content);
}

describe('the images of a folder', () => {
  it('finds images by name and DICOM files without an ending by content', async () => {
    const dicom = new Uint8Array(200);
    dicom.set(new TextEncoder().encode('DICM'), 128);
    put('b/IM0001', dicom);
    put('b/1.2.840.10008', dicom);
    put('b/CT.1.2.840.7', dicom);
    for (const name of ['a10.png', 'a9.jpg', 'b/volume.nii.gz', 'c.dcm', 'LICENSE', 'notes.txt', 'b/data.bin'])
      put(name);
    expect((await listFolder(folder)).images).toEqual([
      'a9.jpg',
      'a10.png',
      'b/1.2.840.10008',
      'b/CT.1.2.840.7',
      'b/IM0001',
      'b/volume.nii.gz',
      'c.dcm',
    ]);
  });

  it('leaves out masks, sidecars, hidden files, node_modules and links', async () => {
    put('a.png');
    put('a.png.mask.png');
    put('a.png.masks.json');
    put('v.nii.gz.mask.nii.gz');
    put('.hidden.png');
    put('.git/x.png');
    put('node_modules/x/y.png');
    symlinkSync(path.join(folder, 'a.png'), path.join(folder, 'link.png'));
    expect((await listFolder(folder)).images).toEqual(['a.png']);
  });

  it('names a folder that cannot be read', async () => {
    await expect(listFolder(path.join(folder, 'none'))).rejects.toMatchObject({
      code: 'unreadable',
      details: { file: path.join(folder, 'none') },
    });
  });
});

describe('readDataset', () => {
  it('takes all indices of a folder together', async () => {
    put('image2label_train.json', '{"images/a.png":["masks/a.png"]}');
    put('label2image_test.json', '{"masks/b.png":"images/b.png"}');
    const { name, items } = await readDataset(folder);
    expect(name).toBe(path.basename(folder));
    expect(items.map(({ image }) => image)).toEqual(['images/a.png', 'images/b.png']);
  });

  it('tells of a folder without an index, a damaged index and a missing folder', async () => {
    await expect(readDataset(folder)).rejects.toMatchObject({ code: 'not-found' });
    put('label2image_test.json', '{"masks/b.png":');
    await expect(readDataset(folder)).rejects.toMatchObject({ code: 'damaged' });
    await expect(readDataset(path.join(folder, 'none'))).rejects.toMatchObject({ code: 'unreadable' });
  });
});

describe('readDatasets', () => {
  it('names sets of one name by their path, takes each once and tells of what is no set', async () => {
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
