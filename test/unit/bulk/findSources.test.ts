import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { findSources } from '../../../src/node/bulk/findSources';
import { dicomFile } from '../../fixtures/dicomFile';
import { segmentationFile } from '../../fixtures/dicomSegmentation';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'sources-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
}

it('knows the files that prompts can come from by their beginning', async () => {
  const images = Array.from({ length: 500 }, (_, id) => ({ id, file_name: `${id}.png`, width: 9, height: 9 }));
  write({
    'a.png': '',
    'coco.json': JSON.stringify({ images, categories: [], annotations: [] }),
    'labels.json': JSON.stringify({ info: {}, annotations: [] }),
    'prompts.json': JSON.stringify({ version: 1, images: { 'a.png': [] } }),
    'boxes.csv': 'filename,xmin,ymin,xmax,ymax\n',
    'other.csv': 'name,value\n',
    'a.json': JSON.stringify({ shapes: [] }),
    'a.txt': '0 0.5 0.5 0.1 0.1',
    'set/image2label_train.json': '{}',
    'a.png.masks.json': '{}',
    'broken.json': '{',
  });
  expect(await findSources(folder)).toEqual([
    { kind: 'coco', file: 'coco.json' },
    { kind: 'coco', file: 'labels.json' },
    { kind: 'prompts', file: 'prompts.json' },
    { kind: 'csv', file: 'boxes.csv' },
    { kind: 'labelme' },
    { kind: 'yolo' },
    { kind: 'masks' },
    { kind: 'sidecars' },
    { kind: 'propagation' },
  ]);
});

it('knows a DICOM Segmentation and an RT Structure Set by the class that their beginning names', async () => {
  const segmentation = segmentationFile({ segments: [{ label: 'liver', type: 'MANUAL' }], frames: [] });
  write({ 'ct.dcm': 'DICM' });
  expect(await findSources(folder)).toEqual([]);
  const structures = dicomFile([['0008,0016', 'UI', '1.2.840.10008.5.1.4.1.1.481.3']]);
  for (const bytes of [segmentation, structures]) {
    writeFileSync(path.join(folder, 'made.dcm'), bytes);
    expect(await findSources(folder)).toEqual([{ kind: 'masks' }]);
  }
});

it('finds nothing where there is nothing', async () => {
  write({ 'a.png': '', 'b.txt': 'notes', 'data.json': '{"images": 3}' });
  expect(await findSources(folder)).toEqual([]);
});

it('does not open what lies in the cloud alone', async () => {
  write({ 'a.png': '', 'boxes.csv': 'filename,xmin,ymin,xmax,ymax\n' });
  // A file with a size and without blocks.
  const handle = await open(path.join(folder, 'away.csv'), 'w');
  await handle.truncate(2 ** 20);
  await handle.close();
  expect(await findSources(folder)).toEqual([{ kind: 'csv', file: 'boxes.csv' }]);
});

it.each([
  ['with its mark', '\uFEFF'],
  ['without a mark', ''],
])('knows files in UTF-16 %s', async (_, mark) => {
  write({ 'a.png': '' });
  const encoded = (text: string): Buffer => Buffer.from(`${mark}${text}`, 'utf16le');
  writeFileSync(path.join(folder, 'boxes.csv'), encoded('filename;xmin;ymin;xmax;ymax\r\n'));
  writeFileSync(path.join(folder, 'coco.json'), encoded('{"images": [], "annotations": [], "categories": []}'));
  expect(await findSources(folder)).toEqual([
    { kind: 'coco', file: 'coco.json' },
    { kind: 'csv', file: 'boxes.csv' },
  ]);
});
