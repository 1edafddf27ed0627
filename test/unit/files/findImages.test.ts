import { mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isInCloud } from '../../../src/core/base/cloudFile';
import { listFolder } from '../../../src/node/files/findImages';

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
    put('v.seg.nrrd');
    put('.hidden.png');
    put('.git/x.png');
    put('node_modules/x/y.png');
    symlinkSync(path.join(folder, 'a.png'), path.join(folder, 'link.png'));
    expect((await listFolder(folder)).images).toEqual(['a.png']);
  });

  it('leaves out folders that systems make', async () => {
    for (const system of ['@eaDir', '$RECYCLE.BIN', '__MACOSX', '.AppleDouble', 'lost+found'])
      put(`sub/${system}/a.png`);
    put('sub/Recycled/a.png');
    expect((await listFolder(folder)).images).toEqual(['sub/Recycled/a.png']);
  });

  it('lists what lies in the cloud alone by its name, and opens nothing of it', async () => {
    const inCloud = (name: string): void => {
      put(name);
      // A file with a size and without blocks.
      truncateSync(path.join(folder, name), 2 ** 20);
      expect(isInCloud(statSync(path.join(folder, name)))).toBe(true);
    };
    inCloud('a.dcm');
    inCloud('IM0001');
    put('b.dcm', 'on the disk');
    expect(isInCloud(statSync(path.join(folder, 'b.dcm')))).toBe(false);
    expect((await listFolder(folder)).images).toEqual(['a.dcm', 'b.dcm']);
  });

  it('names a folder that cannot be read', async () => {
    await expect(listFolder(path.join(folder, 'none'))).rejects.toMatchObject({
      code: 'unreadable',
      details: { file: path.join(folder, 'none') },
    });
  });
});
