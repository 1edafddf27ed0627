import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { encode } from 'fast-png';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SourceSpec } from '../../../src/core/bulk/sources/spec';
import { writeBinaryPng } from '../../../src/core/formats/png/labelMap';
import { LabelTable } from '../../../src/core/layouts/labelTable';
import { planRun, requestOfRun } from '../../../src/node/bulk/planRun';
import { makeRunsFolder, readRun } from '../../../src/node/bulk/runFolder';
import { undoRun } from '../../../src/node/bulk/undoRun';
import { openImage } from '../../../src/node/image/openImage';
import { endProcessWide } from '../../../src/node/processWide';
import { createLabelFile } from '../../../src/node/labels/labelFile';
import { inspectMasks, removeMasks, saveMasks } from '../../../src/node/masks/maskStore';
import { importMasks } from '../../../src/node/transfer/importMasks';
import { readFoundMask } from '../../../src/node/transfer/readFoundMask';
import { liver, rectMask, rectObject } from '../../support/sidecars';

const size = { width: 12, height: 9 };
const rect = { x0: 1, y0: 1, x1: 6, y1: 6 };
let root = '';
const at = (...parts: string[]): string => path.join(root, ...parts);
const data = (): string => at('data');

/** Ways in which a file names an image outside of its folder. */
const hostile: Readonly<Record<string, () => string>> = {
  'a parent folder': () => '../out/x.png',
  'a parent folder behind a folder': () => 'images/../../out/x.png',
  'a parent folder of Windows': () => '..\\out\\x.png',
  'an absolute path': () => at('out/x.png'),
  'a drive': () => 'C:\\out\\x.png',
  'a share': () => '\\\\server\\out\\x.png',
  'a NUL': () => 'a.png\0/../../out/x.png',
  'a folder that is a link': () => 'linked/x.png',
  'a file that is a link': () => 'x.png',
};

beforeEach(() => {
  root = realpathSync(mkdtempSync(path.join(tmpdir(), 'hostile-')));
  for (const folder of ['data', 'out']) mkdirSync(at(folder));
  const pixels = encode({ ...size, data: new Uint8Array(size.width * size.height), depth: 8, channels: 1 });
  for (const file of ['data/a.png', 'out/x.png']) writeFileSync(at(file), pixels);
  symlinkSync(at('out'), at('data/linked'));
  symlinkSync(at('out/x.png'), at('data/x.png'));
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});
afterAll(endProcessWide);

describe.each(Object.keys(hostile))('%s', (kind) => {
  const name = (): string => hostile[kind]!();

  it.each<[string, SourceSpec, (image: string) => string]>([
    [
      'COCO file',
      { kind: 'coco', file: 'p.txt' },
      (image) =>
        JSON.stringify({
          images: [{ id: 1, file_name: image, ...size }],
          categories: [{ id: 1, name: 'liver' }],
          annotations: [{ image_id: 1, category_id: 1, bbox: [1, 1, 5, 5] }],
        }),
    ],
    ['CSV file', { kind: 'csv', file: 'p.txt' }, (image) => `image,x0,y0,x1,y1\n"${image}",1,1,6,6\n`],
    [
      'prompts file',
      { kind: 'prompts', file: 'p.txt' },
      (image) => JSON.stringify({ version: 1, images: { [image]: [{ box: [1, 1, 6, 6] }] } }),
    ],
  ])('that a %s names is not segmented', async (_, source, text) => {
    writeFileSync(at('data/p.txt'), text(name()));
    const { todo, failed } = await planRun({ folder: data(), sources: [source] });
    expect(todo).toEqual([]);
    expect(failed).toMatchObject([{ error: { code: 'bad-input' } }]);
    expect(failed[0]?.error.message).toMatch(/leads( through a link)? outside the folder/);
  });

  it('that a planted journal names keeps its masks when the run is undone', async () => {
    const outside = { path: at('out/x.png'), ...size, slices: 1 };
    const made = rectObject(size, rect, { run: 'r1', origin: 'machine', status: 'draft' });
    await saveMasks(outside, { labels: [liver], objects: [made] }, { writer: 'machine' });
    const { version } = await inspectMasks(outside.path);
    plantJournal([{ type: 'written', image: name(), version }]);
    const summary = await undoRun(data(), await readRun(data(), 'r1'));
    expect(summary.removed).toEqual([]);
    expect(summary.left).toHaveLength(1);
    expect(readdirSync(at('out')).sort()).toEqual(['x.png', 'x.png.mask.png', 'x.png.masks.json']);
  });

  it('that an index names as a mask is not read', async () => {
    writeFileSync(at('out/x.png'), writeBinaryPng(rectMask(size, rect)));
    writeFileSync(at('data/image2label_train.json'), JSON.stringify({ 'a.png': [name()] }));
    const { done, failed } = await importMasks({
      ...{ source: data(), images: data(), layout: 'sam-unet', origin: 'human', by: 'tests' },
    });
    expect(done).toEqual([]);
    expect(failed).toMatchObject([{ file: 'a.png', code: 'bad-input' }]);
    const image = await openImage(at('data/a.png'));
    const mask = { kind: 'labelMap', path: name(), names: new Map() } as const;
    await expect(readFoundMask(data(), mask, { slice: 0 }, image, new LabelTable([]))).rejects.toMatchObject({
      code: 'bad-input',
    });
    image.dispose();
  });
});

it('names an image that is not there as the file does', async () => {
  mkdirSync(at('data/annotations'));
  writeFileSync(at('data/annotations/boxes.csv'), 'image,x0,y0,x1,y1\nimages/gone.png,1,1,6,6\n');
  const { failed } = await planRun({ folder: data(), sources: [{ kind: 'csv', file: 'annotations/boxes.csv' }] });
  expect(failed).toMatchObject([{ file: 'images/gone.png', error: { code: 'not-found' } }]);
  expect(failed[0]?.error.message).toMatch(/^images\/gone\.png: .*data contains no image with this name/);
});

it('reads prompts from outside for a person, and not for a journal that comes with the folder', async () => {
  writeFileSync(at('out/boxes.csv'), 'image,x0,y0,x1,y1\na.png,1,1,6,6\n');
  const sources = [{ kind: 'csv', file: at('out/boxes.csv') }];
  expect((await planRun({ folder: data(), sources: sources as SourceSpec[] })).todo).toEqual(['a.png']);
  plantJournal([], sources);
  const request = requestOfRun(data(), await readRun(data(), 'r1'));
  await expect(planRun(request)).rejects.toMatchObject({ code: 'bad-input' });
});

it('appends to no file of the folder through a journal that is a link', async () => {
  plantJournal([]);
  renameSync(at('data/.sam-unet/runs/r1.jsonl'), at('data/theirs'));
  symlinkSync('../../theirs', at('data/.sam-unet/runs/r1.jsonl'));
  const before = readFileSync(at('data/theirs'), 'utf8');
  await expect(undoRun(data(), await readRun(data(), 'r1'))).rejects.toMatchObject({ code: 'unwritable' });
  expect(readFileSync(at('data/theirs'), 'utf8')).toBe(before);
});

it('takes no run for one of the folder whose journals lie elsewhere, and writes none there', async () => {
  symlinkSync(at('out'), at('data/.sam-unet'));
  await expect(makeRunsFolder(data())).rejects.toMatchObject({ code: 'bad-input' });
  await expect(createLabelFile(data(), [liver])).rejects.toMatchObject({ code: 'bad-input' });
  mkdirSync(at('out/runs'));
  writeFileSync(at('out/runs/r1.jsonl'), '');
  await expect(readRun(data(), 'r1')).rejects.toMatchObject({ code: 'bad-input' });
  await expect(readRun(data(), '../../../out/runs/r1')).rejects.toMatchObject({ code: 'bad-input' });
  expect(readdirSync(at('out')).sort()).toEqual(['runs', 'x.png']);
});

it('writes no mask through a folder of masks that is a link', async () => {
  symlinkSync(at('out'), at('data/masks'));
  const image = { path: at('data/a.png'), ...size, slices: 1 };
  const content = { labels: [liver], objects: [rectObject(size, rect)] };
  await expect(saveMasks(image, content, { writer: 'human', layout: 'objects' })).rejects.toMatchObject({
    code: 'bad-input',
  });
  expect(readdirSync(at('out'))).toEqual(['x.png']);
  expect(existsSync(at('data/a.png.masks.json'))).toBe(false);
});

it.each(['a folder of masks that is a link', 'a folder of masks beside the folder'])(
  'removes and replaces no mask in %s, whatever a sidecar says',
  async (kind) => {
    const image = { path: at('data/a.png'), ...size, slices: 1 };
    const made = rectObject(size, rect, { origin: 'machine', status: 'draft' });
    const content = { labels: [liver], objects: [made] };
    await saveMasks(image, content, { writer: 'machine', layout: 'objects' });
    const isLink = kind.endsWith('link');
    // The masks lie outside now, with the very content that the sidecar says.
    const outside = isLink ? at('out/masks') : at('masks');
    renameSync(at('data/masks'), outside);
    if (isLink) symlinkSync(outside, at('data/masks'));
    else {
      const sidecar = at('data/a.png.masks.json');
      writeFileSync(sidecar, readFileSync(sidecar, 'utf8').replaceAll('masks/a__', '../masks/a__'));
    }
    const { version } = await inspectMasks(image.path);
    await saveMasks(image, content, { writer: 'machine', layout: 'beside', expected: version }).catch(() => undefined);
    await inspectMasks(image.path).then((disk) => removeMasks(image.path, disk.version).catch(() => undefined));
    expect(readdirSync(outside)).toEqual(['a__liver_0.png']);
  },
);

it('reads no data file that is a link to elsewhere for a header', async () => {
  const header = ['NRRD0004', 'type: uint8', 'dimension: 2', 'sizes: 2 2', 'encoding: raw', 'data file: v.raw'];
  writeFileSync(at('data/v.nhdr'), `${header.join('\n')}\n`);
  writeFileSync(at('out/v.raw'), Uint8Array.of(1, 2, 3, 4));
  symlinkSync(at('out/v.raw'), at('data/v.raw'));
  await expect(openImage(at('data/v.nhdr'))).rejects.toThrow(
    /v\.raw: This path leads through a link outside the folder/,
  );
  rmSync(at('data/v.raw'));
  writeFileSync(at('data/v.raw'), readFileSync(at('out/v.raw')));
  const image = await openImage(at('data/v.nhdr'));
  expect([...(await image.readSlice(0)).data]).toEqual([1, 2, 3, 4]);
  image.dispose();
});

function plantJournal(entries: readonly object[], sources: readonly object[] = []): void {
  const model = { name: 'm', sha256: 'ab', device: 'cpu' };
  const head = {
    ...{ type: 'run', version: 1, id: 'r1', at: '2026-11-24T12:00:00Z', by: 't', sources, model },
    images: 1,
  };
  mkdirSync(at('data/.sam-unet/runs'), { recursive: true });
  const lines = [head, ...entries].map((entry) => JSON.stringify(entry));
  writeFileSync(at('data/.sam-unet/runs/r1.jsonl'), `${lines.join('\n')}\n`);
}
