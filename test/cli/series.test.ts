import {
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { BulkSummary } from '../../src/core/bulk/bulkSummary';
import { readSliceHeader } from '../../src/core/formats/dicom/series/sliceHeader';
import { readLabelVolume } from '../../src/core/formats/nifti/labelVolume';
import { writeBinaryPng } from '../../src/core/formats/png/labelMap';
import type { TransferSummary } from '../../src/core/layouts/summary';
import { decodeRunLength } from '../../src/core/mask/runLength';
import { inscribedEllipse } from '../../src/core/metrics/inscribedEllipse';
import { parseSidecar, type Sidecar } from '../../src/core/sidecar/sidecar';
import { gunzip } from '../../src/node/files/gzip';
import { segmentationFile } from '../fixtures/dicomSegmentation';
import { seriesSlice } from '../fixtures/dicomSeries';
import { sample } from '../harness/paths';
import { filesBelow } from '../support/layoutFolders';
import { rectMask } from '../support/sidecars';
import { runCli } from './runCli';

const names = Array.from({ length: 20 }, (_, i) => `brain_${String(i + 1).padStart(3, '0')}.dcm`);
const [anchor] = names as [string];
/** Eyeballs on the ninth slice. */
const eyes = [
  [82, 23, 113, 51],
  [157, 29, 187, 57],
] as const;

let root = '';
let folder = '';

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'cli-series-'));
  folder = path.join(root, 'mr');
  cpSync(path.join(sample, 'mr-series'), folder, { recursive: true });
});

afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

const at = (name: string): string => path.join(folder, name);
const masksIn = (where: string): string[] => readdirSync(where).filter((name) => name.includes('.mask'));
const sidecarOf = (image: string, where = folder): Sidecar =>
  parseSidecar(readFileSync(path.join(where, `${image}.masks.json`), 'utf8'), image);

async function json<T>(...args: readonly string[]): Promise<T> {
  const { stdout, stderr } = await runCli(...args, '--json');
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as T;
}

/** Prompts for the eyeballs, on the file of their slice, and for a box on the slice after it, named by the first file. */
function writePrompts(): string {
  const images = {
    'brain_009.dcm': eyes.map((box) => ({ label: 'eye', slice: 0, box })),
    [anchor]: [{ label: 'eye', slice: 9, box: eyes[0] }],
  };
  writeFileSync(at('prompts.json'), JSON.stringify({ version: 1, images }));
  return at('prompts.json');
}

it('a series in a folder is one image, without files that are not images', async () => {
  copyFileSync(at(anchor), at('z 0001'));
  writeFileSync(at('DICOMDIR'), readFileSync(at(anchor)).subarray(0, 132));
  writeFileSync(at('README'), 'no image');
  type Info = { images: { file: string; slices?: number; error?: string }[] };
  const { images } = await json<Info>('info', folder);
  expect(images.map(({ file, slices }) => [file, slices])).toEqual([
    [anchor, 20],
    ['DICOMDIR', undefined],
    ['z 0001', 1],
  ]);
  expect((await json<Info>('info', folder, '--single')).images).toHaveLength(22);
});

it('converts a series of several times to a volume of each', async () => {
  const cine = path.join(root, 'cine');
  mkdirSync(cine);
  for (let i = 0; i < 6; i++) {
    const [time, k] = [i % 3, Math.floor(i / 3)];
    const more = [['0018,1060', 'DS', String(40 * time + k)]] as const;
    const slice = seriesSlice({ position: [1, 2, 4 * k], value: 10 * time + k, instance: i + 1, more });
    writeFileSync(path.join(cine, `IM${9 - i}`), slice);
  }
  type Info = { slice: number; slices: number; volume: number; volumes: number; geometry: object };
  const series = await json<Info>('info', path.join(cine, 'IM4'));
  expect(series).toMatchObject({ slice: 1, slices: 2, volume: 2, volumes: 3 });
  const written = path.join(root, 'cine.nii');
  expect(await runCli('convert-image', path.join(cine, 'IM4'), written)).toMatchObject({ code: 0 });
  const file = readFileSync(written);
  expect([...file.subarray(352)].filter((_, at) => at % 8 === 0)).toEqual([0, 1, 10, 11, 20, 21]);
  const { slices, volumes, geometry } = series;
  expect(await json('info', written)).toMatchObject({ slices, volumes, geometry });
});

it('converts a series to a volume and to its slices', async () => {
  const even = path.join(root, 'even');
  mkdirSync(even);
  for (const k of [0, 1, 2]) {
    writeFileSync(path.join(even, `IM${k}`), seriesSlice({ position: [1, 2, 3 * k], value: k, instance: k }));
  }
  const volume = path.join(root, 'even.nii.gz');
  expect(await runCli('convert-image', path.join(even, 'IM1'), volume)).toMatchObject({ code: 0 });
  const told = async (file: string): Promise<object> => {
    const { width, height, slices, range, geometry } = await json<Record<string, unknown>>('info', file);
    return { width, height, slices, range, geometry };
  };
  expect(await told(volume)).toEqual(await told(path.join(even, 'IM0')));
  expect(await told(volume)).toMatchObject({ slices: 3, geometry: { origin: [1, 2, 0], spacing: [0.5, 0.5, 3] } });

  const pictures = path.join(root, 'slices');
  expect(await runCli('convert-image', at(anchor), pictures)).toMatchObject({ code: 0 });
  expect(readdirSync(pictures)).toHaveLength(20);
});

it('segments a file of a series on its slice, beside the file that stands for it', async () => {
  const args = ['segment', at('brain_009.dcm'), '--box', eyes[0].join()];
  expect(await runCli(...args)).toMatchObject({ code: 0 });
  expect(masksIn(folder)).toEqual([`${anchor}.mask.nii.gz`, `${anchor}.masks.json`]);
  expect(sidecarOf(anchor)).toMatchObject({ image: { slices: 20 }, objects: [{ slice: 8 }] });
  expect((await runCli(...args)).stderr).toContain('already has masks');
});

it('segments a series as one image, once, and undoes it', async () => {
  const prompts = writePrompts();
  const first = await json<BulkSummary>('masks', folder, '--prompts', prompts);
  expect(first).toMatchObject({ written: [anchor], failed: [], unprompted: 0 });
  expect(masksIn(folder)).toEqual([`${anchor}.mask.nii.gz`, `${anchor}.masks.json`]);
  const { objects, image } = sidecarOf(anchor);
  expect(image.instances).toHaveLength(20);
  expect(objects.map(({ slice, run }) => [slice, run])).toEqual([
    [9, first.run],
    [8, first.run],
    [8, first.run],
  ]);
  const skipped = [{ file: anchor, code: 'machine-masks', reason: 'masks exist already' }];
  expect(await json<BulkSummary>('masks', folder, '--prompts', prompts)).toMatchObject({ written: [], skipped });
  expect(await json<object>('masks', folder, '--undo', first.run!)).toMatchObject({ removed: [anchor], left: [] });
  expect(masksIn(folder)).toEqual([]);
});

it('estimates no more of a mask than the slices beside it make expected', async () => {
  const nothing = [120, 100, 160, 140];
  const images = {
    [anchor]: [7, 8, 9].flatMap((slice) => [
      { label: 'left', slice, box: slice === 8 ? nothing : eyes[0] },
      { label: 'right', slice, box: eyes[1] },
    ]),
  };
  writeFileSync(at('prompts.json'), JSON.stringify({ version: 1, images }));
  await json<BulkSummary>('masks', folder, '--prompts', at('prompts.json'));
  const { objects } = sidecarOf(anchor);
  const [left, right] = objects.filter(({ slice }) => slice === 8);
  expect(left).toMatchObject({ quality: 0, signals: { neighbours: 0 } });
  expect(left?.reasons?.[0]).toBe('differs from the slices beside it');
  expect(right?.signals?.['neighbours']).toBeGreaterThan(0.8);
  expect(right?.quality).toBeGreaterThan(0.7);
  expect(objects.filter(({ slice, signals }) => slice !== 8 && signals?.['neighbours'] !== undefined)).toEqual([]);
});

it.each([
  ['nnunet', ['dataset.json', 'imagesTr/brain_001_0000.nii.gz', 'labelsTr/brain_001.nii.gz']],
  ['objects', ['masks/brain_001__z0008__object_0.png', 'masks/brain_001__z0008__object_1.png']],
])('exports a series as %s, and imports it again', async (layout, files) => {
  await runCli('segment', at('brain_009.dcm'), '--box', eyes[0].join(), '--box', eyes[1].join());
  const [out, to] = [path.join(root, 'out'), path.join(root, 'to')];
  const args = ['export', folder, '--layout', layout, '--out', out, '--status', 'all'];
  expect(await json<TransferSummary>(...args)).toMatchObject({ done: [anchor], objects: 2, failed: [] });
  expect(filesBelow(out)).toEqual(files);
  cpSync(path.join(sample, 'mr-series'), to, { recursive: true });
  expect(await json<TransferSummary>('import', out, '--images', to)).toMatchObject({ done: [anchor], failed: [] });
  const volume = (where: string): Uint8Array | Uint16Array =>
    readLabelVolume(readFileSync(path.join(where, `${anchor}.mask.nii.gz`)), gunzip).data;
  expect(volume(to)).toEqual(volume(folder));
  if (layout === 'nnunet') expect(await runCli('lint', out)).toMatchObject({ code: 0 });
});

it('masks made file by file stay with their files, and the rest of the series is one image', async () => {
  const prompts = writePrompts();
  const single = await json<BulkSummary>('masks', folder, '--prompts', prompts, '--single');
  expect(single.written).toEqual(['brain_009.dcm']);
  expect(single.failed.map(({ file }) => file)).toEqual([anchor]);
  const own = readFileSync(at('brain_009.dcm.masks.json'));
  const whole = await json<BulkSummary>('masks', folder, '--prompts', prompts);
  expect(whole).toMatchObject({
    written: [anchor],
    skipped: [{ file: 'brain_009.dcm', reason: 'masks exist already' }],
  });
  expect(sidecarOf(anchor).objects.map(({ slice }) => slice)).toEqual([9]);
  expect(readFileSync(at('brain_009.dcm.masks.json')).equals(own)).toBe(true);

  const args = ['export', folder, '--layout', 'coco', '--out', path.join(root, 'coco'), '--status', 'all'];
  expect(await json<TransferSummary>(...args)).toMatchObject({ done: [anchor, 'brain_009.dcm'], objects: 3 });
});

it('takes a DICOM Segmentation for masks of the series that it was made of', async () => {
  const size = { width: 256, height: 256 };
  const eye = inscribedEllipse(size, { x0: 82, y0: 23, x1: 113, y1: 51 }).data;
  const uidOf = (name: string): string => readSliceHeader(readFileSync(at(name))).instanceUid;
  const seg = (...sources: string[]): Uint8Array =>
    segmentationFile({
      size,
      segments: [{ label: 'eye', type: 'MANUAL' }],
      frames: sources.map((source) => ({ segment: 1, source, pixels: eye })),
    });
  mkdirSync(at('segmentations'));
  writeFileSync(at('segmentations/eye.dcm'), seg(uidOf('brain_009.dcm'), uidOf('brain_010.dcm')));
  writeFileSync(at('lost.dcm'), seg('1.2.3.4'));

  const { audited, failed } = await json<BulkSummary>('masks', folder, '--masks', '--audit');
  expect(audited.map(({ file, label, slice }) => [file, label, slice]).sort()).toEqual([
    [anchor, 'eye', 8],
    [anchor, 'eye', 9],
  ]);
  for (const { dice } of audited) expect(dice).toBeGreaterThan(0.7);
  expect(failed.map(({ file }) => file)).toEqual(['lost.dcm']);

  const imported = await json<TransferSummary>('import', at('segmentations/eye.dcm'), '--images', folder);
  expect(imported).toMatchObject({ done: [anchor], objects: 2, failed: [] });
  const { objects } = sidecarOf(anchor);
  expect(objects.map(({ label, slice, status }) => [label, slice, status])).toEqual([
    ['eye', 8, 'accepted'],
    ['eye', 9, 'accepted'],
  ]);
  expect(decodeRunLength(objects[0]!.mask).data).toEqual(eye);
});

it('masks of users are propagated through the slices of a series', async () => {
  await runCli('segment', at('brain_006.dcm'), '--box', '63,112,191,199', '--label', 'cerebellum');
  const file = at(`${anchor}.masks.json`);
  const { objects: drafts, ...rest } = JSON.parse(readFileSync(file, 'utf8')) as Sidecar;
  writeFileSync(file, JSON.stringify({ ...rest, objects: drafts.map((draft) => ({ ...draft, status: 'accepted' })) }));
  const [seed] = sidecarOf(anchor).objects;
  expect(seed).toMatchObject({ status: 'accepted', slice: 5 });
  expect(await json<BulkSummary>('masks', folder, '--propagate')).toMatchObject({ written: [anchor], failed: [] });
  const { objects } = sidecarOf(anchor);
  expect(objects.at(-1)).toEqual(seed);
  expect(objects.map(({ slice }) => slice)).toContain(4);
});

it('evaluates the slices of a series as one image, and file by file on request', async () => {
  const eye = rectMask({ width: 256, height: 256 }, { x0: 82, y0: 23, x1: 113, y1: 51 });
  writeFileSync(at('eye.png'), writeBinaryPng(eye));
  const index = { 'brain_009.dcm': ['eye.png'], './brain_010.dcm': ['eye.png'], 'brain_011.dcm': ['eye.png'] };
  writeFileSync(at('image2label_test.json'), JSON.stringify(index));
  const measured = async (...args: string[]): Promise<unknown> => {
    const { protocols } = await json<{ protocols: { sets: unknown }[] }>('evaluate', folder, ...args);
    return protocols[0]!.sets;
  };
  expect(await measured('--limit', '1')).toMatchObject([{ images: 1, masks: 3 }]);
  expect(await measured('--single', '--limit', '2')).toMatchObject([{ images: 2, masks: 2 }]);
});
