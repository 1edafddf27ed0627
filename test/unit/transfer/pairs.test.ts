import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { encode } from 'fast-png';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { skip } from '../../../src/core/base/skip';
import { writeBinaryPng, writeGreyLabelPng, writeLabelPng } from '../../../src/core/formats/png/labelMap';
import { detectLayout } from '../../../src/core/layouts/registry';
import type { TransferSummary } from '../../../src/core/layouts/summary';
import { parseSidecar, type Sidecar } from '../../../src/core/sidecar/sidecar';
import { listFolder } from '../../../src/node/files/findImages';
import { endProcessWide } from '../../../src/node/processWide';
import { importMasks } from '../../../src/node/transfer/importMasks';
import { shapesIn, shapesOf, size, writeImage } from '../../support/layoutFolders';
import { rectMask } from '../../support/sidecars';

const mask = rectMask(size, { x0: 1, y0: 2, x1: 6, y1: 5 });
const area = size.width * size.height;

let root = '';
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'pairs-'));
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});
afterAll(endProcessWide);

function put(name: string, content: Uint8Array | string): void {
  mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
  writeFileSync(path.join(root, name), content);
}

/** An image of 400 pixels, and its mask of these values. */
function putWide(values: Uint8Array | Uint16Array): void {
  const wide = { width: 20, height: 20 };
  put('images/a.png', encode({ ...wide, data: new Uint8Array(400), channels: 1 }));
  put('masks/a.png', writeGreyLabelPng(wide, values));
}

const importAll = (source = root, images = root): Promise<TransferSummary> =>
  importMasks({ source, images, origin: 'human', by: 'tests' });

function sidecarOf(name: string): Sidecar {
  const file = path.join(root, `${name}.masks.json`);
  return parseSidecar(readFileSync(file, 'utf8'), file);
}

describe('folders of images and masks', () => {
  it.each([
    ['images/scan 1.png', 'masks/scan 1.png'],
    ['imgs/ß.png', 'labels/ß.png'],
    ['img/a.png', 'mask/a_mask.png'],
    ['image/a.png', 'gt/a_gt.png'],
    ['Images/a.png', 'Ground_Truth/a.png'],
    ['set/train_images/a.png', 'set/train_masks/a.png'],
    ['images/val/a.png', 'annotations/val/a-seg.png'],
    ['train/images/a.png', 'train/masks/a.png'],
    ['case 7/a.png', 'case 7/masks/a.png'],
    ['images/a.png', 'masks/a.png.png'],
    ['images/a__1.png', 'masks/a__1.png'],
  ])('pair %s with %s', async (image, map) => {
    writeImage(root, image);
    put(map, writeBinaryPng(mask));
    expect(detectLayout([image, map])?.name).toBe('pairs');
    expect((await listFolder(root)).images).toEqual([image]);
    expect(await importAll()).toMatchObject({ done: [image], objects: 1, skipped: [], failed: [] });
    expect(shapesIn(root, image)).toEqual(shapesOf([{ label: 'object', slice: 0, mask }]));
    expect(sidecarOf(image).labels).toMatchObject([{ name: 'object', value: 255 }]);
  });

  it.each([
    ['images/a.png', 'masks/b.png'],
    ['train/images/a.png', 'test/masks/a.png'],
    ['train_images/a.png', 'test_masks/a.png'],
    ['images/a.png', 'labels/a.txt'],
    ['images/a.png', 'unlabeled/a.png'],
  ])('do not pair %s with %s', (image, map) => {
    expect(detectLayout([image, map])).toBeUndefined();
  });

  it('take values for labels, named by labels.json', async () => {
    for (const name of ['a', 'b', 'c']) writeImage(root, `images/${name}.png`);
    const values = Uint8Array.from({ length: area }, (_, at) => at % 3);
    put('masks/a.png', writeGreyLabelPng(size, values));
    put('masks/b.png', writeLabelPng(size, values, new Map()));
    put(
      'masks/c.png',
      encode({
        ...size,
        data: Uint8Array.from({ length: 3 * area }, (_, at) => values[Math.floor(at / 3)]!),
        channels: 3,
      }),
    );
    put('labels.json', '{"liver": 1, "tumour": 2}');
    expect(await importAll()).toMatchObject({ objects: 6, failed: [] });
    for (const name of ['a', 'b', 'c']) {
      expect(sidecarOf(`images/${name}.png`).objects.map(({ label }) => label)).toEqual(['liver', 'tumour']);
    }
  });

  it('may have 255 for what is not labelled beside many labels', async () => {
    putWide(Uint8Array.from({ length: 400 }, (_, at) => (at < 34 ? at : 255)));
    expect(await importAll()).toMatchObject({ objects: 34, failed: [] });
  });

  it('may each be given separately', async () => {
    writeImage(root, 'images/x/a.png');
    writeImage(root, 'images/y/a.png');
    put('drawn/x/a.png', writeBinaryPng(mask));
    const request = { source: path.join(root, 'drawn'), images: path.join(root, 'images'), layout: 'pairs' } as const;
    expect(await importMasks({ ...request, origin: 'human', by: 'tests' })).toMatchObject({
      done: ['x/a.png'],
      skipped: [],
    });
  });

  it('distinguish images of one name in other formats, and masks without an image', async () => {
    writeImage(root, 'images/a.png');
    writeImage(root, 'images/a.nii.gz');
    writeImage(root, 'images/b.nii.gz');
    writeImage(root, 'images/b.nii');
    for (const name of ['a', 'b', 'c']) put(`masks/${name}.png`, writeBinaryPng(mask));
    const { done, skipped } = await importAll();
    expect(done).toEqual(['images/a.png']);
    expect(skipped).toEqual([
      { file: 'b', ...skip('several-images') },
      { file: 'masks/c.png', ...skip('no-image') },
    ]);
  });
});

describe('masks that are invalid are refused with advice', () => {
  const grey = (of: (at: number) => number): Uint8Array =>
    encode({ ...size, data: Uint8Array.from({ length: area }, (_, at) => of(at)), channels: 1 });
  // Pillow: the mask as 8-bit grey, quality 60.
  const noisy = Buffer.from(
    '/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAA0JCgsKCA0LCgsODg0PEyAVExISEyccHhcgLikxMC4pLSwzOko+MzZGNywtQFdBRkxO' +
      'UlNSMj5aYVpQYEpRUk//wAALCAAHAAkBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAABv/EACAQAAECBgMBAAAAAAAAAAAAAAECBAAD' +
      'BQYREhMiQSH/2gAIAQEAAD8AKvHtortlMhnS3cuscUsFwpR0KwU7nG5+Htjr75BqP//Z',
    'base64',
  );
  it.each([
    [
      'of another size',
      'a.png',
      () => writeBinaryPng(rectMask({ width: 4, height: 4 }, { x0: 0, y0: 0, x1: 2, y1: 2 })),
      /4 × 4.* 9 × 7/,
    ],
    [
      'in colour',
      'a.png',
      () => encode({ ...size, data: Uint8Array.from({ length: 3 * area }, (_, at) => at), channels: 3 }),
      /63 different colours.*one colour for each label/,
    ],
    ['almost white', 'a.png', () => grey((at) => (at < 40 ? 0 : 255 - (at % 2))), /not labels, such as 254\./],
    [
      'blurred',
      'a.png',
      () => grey((at) => (at < 20 ? 0 : at < 40 ? 11 * at - 210 : 255)),
      /not labels, such as.*hreshold it at 128/,
    ],
    ['noisy from JPEG', 'a.jpg', () => noisy, /JPEG compression changes values/],
    ['cut off', 'a.png', () => writeBinaryPng(mask).subarray(0, 40), /not a readable PNG/],
    ['empty files', 'a.png', () => new Uint8Array(), /not a readable PNG/],
  ])('%s', async (_, name, bytes, message) => {
    writeImage(root, 'images/a.png');
    put(`masks/${name}`, bytes());
    const { done, failed } = await importAll();
    expect(done).toEqual([]);
    expect(failed).toHaveLength(1);
    expect(failed[0]!.message).toContain(path.join(root, 'masks', name));
    expect(failed[0]!.message).toMatch(message);
  });

  it('numbered objects by the hundred', async () => {
    putWide(Uint16Array.from({ length: 400 }, (_, at) => at));
    const { failed } = await importAll();
    expect(failed[0]!.message).toMatch(/399 different values.*one file per object/);
  });
});
