import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeEach, expect, it } from 'vitest';
import type { SourceSpec } from '../../../src/core/bulk/sources/spec';
import { previewBody } from '../../../src/core/bulk/preview/document';
import { writeImageVolume } from '../../../src/core/formats/nifti/imageVolume';
import { writeBinaryPng } from '../../../src/core/formats/png/labelMap';
import { english } from '../../../src/core/text/message';
import { firstPrompts } from '../../../src/node/bulk/firstPrompts';
import { planRun } from '../../../src/node/bulk/planRun';
import { endProcessWide } from '../../../src/node/processWide';
import { size, writeImage, writeSidecar } from '../../support/layoutFolders';
import { npy, npz } from '../../support/writeNpz';
import { rectMask } from '../../support/sidecars';

const feetFirst = {
  ...{ ...size, slices: 3, slope: 1, intercept: 0 },
  channels: 1,
  data: new Int16Array(size.width * size.height * 3),
  geometry: {
    origin: [0, 0, 0],
    spacing: [1, 2, 3],
    axes: [
      [1, 0, 0],
      [0, -1, 0],
      [0, 0, 1],
    ],
  },
} as const;

let root = '';
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'first-'));
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});
afterAll(endProcessWide);

const plan = (...sources: SourceSpec[]) => planRun({ folder: root, sources });

it('are the first three boxes, slice by slice, with notes on them', async () => {
  writeImage(root, 'a.png');
  writeImage(root, 'b.png');
  writeFileSync(path.join(root, 'c.nii.gz'), writeImageVolume(feetFirst));
  const rows = ['a.png,1,1,4,4', 'c.nii.gz,1,1,4,4', 'a.png,90,90,95,95', 'b.png,2,2,5,5', 'c.nii.gz,2,2,3,3'];
  writeFileSync(path.join(root, 'boxes.csv'), `image,x0,y0,x1,y1\n${rows.join('\n')}`);
  const { images, notes } = await firstPrompts(await plan({ kind: 'csv', file: 'boxes.csv' }), { withPictures: true });
  expect(images.map(({ file, slice, objects }) => [file, slice, objects.length])).toEqual([
    ['a.png', 0, 1],
    ['c.nii.gz', 0, 2],
  ]);
  expect(images[0]).toMatchObject({
    ...size,
    picture: { source: expect.stringMatching(/^data:image\/png/) as string },
  });
  expect(notes.map(({ annotation }) => annotation)).toEqual([4]);
  const body = previewBody(
    [],
    notes.map(({ message }) => message),
    images,
    { say: english },
  );
  expect(body.match(/class="first"/g)).toHaveLength(3);
  expect(body).toContain('object: 1, 1 – 4, 4');
  // As the editor shows them: of the volume, whose rows run to the front, pixels are twice as high as wide.
  expect(body.match(/viewBox="[^"]+"|matrix\([^)]+\)/g)).toEqual([
    'viewBox="0 0 9 7"',
    'matrix(1 0 0 1 0 0)',
    'viewBox="0 0 9 14"',
    'matrix(1 0 0 -2 0 14)',
  ]);
  expect(body).toContain('outside of the image');
});

it('have one of each source, and say how many more there are', async () => {
  writeImage(root, 'a.png');
  writeImage(root, 'b.png');
  const rows = [1, 2, 3, 4].map((at) => `a.png,${at},${at},${at + 2},${at + 2}`);
  writeFileSync(path.join(root, 'boxes.csv'), `image,x0,y0,x1,y1\n${rows.join('\n')}`);
  writeFileSync(path.join(root, 'a.txt'), '0 0.5 0.5 1 1');
  writeFileSync(path.join(root, 'b.txt'), '0 0.5 0.5 1 1');
  const { images } = await firstPrompts(await plan({ kind: 'csv', file: 'boxes.csv' }, { kind: 'yolo' }));
  expect(images.map(({ file, objects, others }) => [file, objects.map(({ source }) => source.kind), others])).toEqual([
    ['a.png', ['csv', 'csv', 'yolo'], 2],
  ]);
  expect(previewBody([], [], images, { say: english })).toContain('<span>2 more</span>');
});

it('have one of each of two files of one kind, which they name', async () => {
  for (const name of ['a.png', 'b.png', 'c.png', 'd.png']) writeImage(root, name);
  const rows = ['a.png', 'b.png', 'c.png'].map((name) => `${name},1,1,4,4`);
  writeFileSync(path.join(root, 'boxes.csv'), `image,x0,y0,x1,y1\n${rows.join('\n')}`);
  writeFileSync(path.join(root, 'more.csv'), 'image,x0,y0,x1,y1\nd.png,2,2,5,5');
  const { images } = await firstPrompts(
    await plan({ kind: 'csv', file: 'boxes.csv' }, { kind: 'csv', file: 'more.csv' }),
  );
  expect(images.map(({ file }) => file)).toEqual(['a.png', 'b.png', 'c.png', 'd.png']);
  const body = previewBody([], [], images, { say: english });
  expect(body).toContain('<span>object: 2, 2 – 5, 5 · CSV boxes in more.csv</span>');
});

it('do not ask the model, and leave out what cannot be read', async () => {
  writeImage(root, 'a.png');
  writeFileSync(path.join(root, 'b.png'), 'no image');
  writeFileSync(path.join(root, 'boxes.csv'), 'image,x0,y0,x1,y1\nb.png,1,1,4,4\na.png,1,1,4,4');
  const found = await firstPrompts(await plan({ kind: 'proposals', count: 3 }, { kind: 'csv', file: 'boxes.csv' }));
  expect(found.images.map(({ file }) => file)).toEqual(['a.png']);
  expect((await firstPrompts(await plan({ kind: 'proposals', count: 3 }))).images).toEqual([]);
});

it('are boxes over whole images, unless the model may find something else', async () => {
  for (const name of ['a.png', 'b.png', 'c.png', 'd.png']) writeImage(root, name);
  const whole = await firstPrompts(await plan({ kind: 'whole' }));
  expect(whole.images.map(({ file }) => file)).toEqual(['a.png', 'b.png', 'c.png']);
  const { x0, y0, x1, y1 } = whole.images[0]!.objects[0]!.prompt.box!;
  expect([x0, y0, x1, y1].map(Math.round)).toEqual([0, 0, size.width, size.height]);
  expect((await firstPrompts(await plan({ kind: 'whole' }, { kind: 'proposals', count: 3 }))).images).toEqual([]);
});

it('are the outlines of masks, stored with an image or in a data set', async () => {
  writeImage(root, 'images/a.png');
  mkdirSync(path.join(root, 'masks'));
  const mask = rectMask(size, { x0: 2, y0: 2, x1: 5, y1: 4 });
  writeFileSync(path.join(root, 'masks/a.png'), writeBinaryPng(mask));
  const ofSet = await plan({ kind: 'masks' });
  expect(ofSet.sources.understood.map(english)).toEqual([
    'Folders of images and masks: masks or boxes for 1 image; no file names the labels',
  ]);
  const { images } = await firstPrompts(ofSet);
  const body = previewBody(ofSet.sources.understood, [], images, { say: english });
  expect(body).toContain('<path class="first" d="M5,2L5,4L2,4L2,2Z"/>');
  expect(body).toContain(': 2, 2 – 5, 4; mask of 6 pixels');

  writeImage(root, 'b.nii.gz', 3);
  writeSidecar(root, 'b.nii.gz', [{ label: 'liver', slice: 1, mask }], 3);
  const followed = await plan({ kind: 'propagation' });
  expect(followed.sources.understood.map(english).join()).toMatch(/^Masks drawn or reviewed by a person in 1 image, /);
  expect((await firstPrompts(followed)).images).toMatchObject([
    { file: 'b.nii.gz', slice: 1, objects: [{ label: 'liver', prompt: { box: { x0: 2, y0: 2, x1: 5, y1: 4 } } }] },
  ]);
});

it('ask which array of an archive is the image, whatever the prompts are', async () => {
  const arrays = npz({ t1: npy([12, 14]), t2: npy([10, 11]) });
  writeFileSync(path.join(root, 'a.npz'), arrays);
  await expect(firstPrompts(await plan({ kind: 'proposals', count: 3 }))).rejects.toThrow('--array');
  const chosen = await planRun({ folder: root, sources: [{ kind: 'whole' }], array: 't2' });
  expect((await firstPrompts(chosen)).images).toMatchObject([{ file: 'a.npz', width: 11, height: 10 }]);
});

it('ask how masks are read', async () => {
  writeImage(root, 'images/a.png');
  mkdirSync(path.join(root, 'masks'));
  const inverted = rectMask(size, { x0: 2, y0: 2, x1: 5, y1: 5 }).complement;
  writeFileSync(path.join(root, 'masks/a.png'), writeBinaryPng(inverted));
  await expect(firstPrompts(await plan({ kind: 'masks' }))).rejects.toThrow('--object');
  const { images } = await firstPrompts(await plan({ kind: 'masks', reading: { object: 'dark' } }));
  expect(images[0]?.objects[0]?.prompt.box).toEqual({ x0: 2, y0: 2, x1: 5, y1: 5 });
});
