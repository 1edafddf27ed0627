import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeEach, expect, it } from 'vitest';
import type { SourceSpec } from '../../../src/core/bulk/sources/spec';
import { previewBody } from '../../../src/core/bulk/preview/document';
import { writeBinaryPng } from '../../../src/core/formats/png/labelMap';
import { english } from '../../../src/core/text/message';
import { firstPrompts } from '../../../src/node/bulk/firstPrompts';
import { planRun } from '../../../src/node/bulk/planRun';
import { endProcessWide } from '../../../src/node/processWide';
import { size, writeImage } from '../../support/layoutFolders';
import { rectMask } from '../../support/sidecars';

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
  writeImage(root, 'c.nii.gz', 3);
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
  expect(body).toContain('outside of the image');
});

it('do not ask the model, and leave out what cannot be read', async () => {
  writeImage(root, 'a.png');
  writeFileSync(path.join(root, 'b.png'), 'no image');
  writeFileSync(path.join(root, 'boxes.csv'), 'image,x0,y0,x1,y1\nb.png,1,1,4,4\na.png,1,1,4,4');
  const found = await firstPrompts(await plan({ kind: 'proposals', count: 3 }, { kind: 'csv', file: 'boxes.csv' }));
  expect(found.images.map(({ file }) => file)).toEqual(['a.png']);
  expect((await firstPrompts(await plan({ kind: 'whole' }))).images).toEqual([]);
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
