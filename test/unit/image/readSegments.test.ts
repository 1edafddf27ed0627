import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { neverCancelled } from '../../../src/core/base/cancellation';
import type { OpenContext } from '../../../src/node/image/openedImage';
import { imagesOfFiles, openImage, segmentationsOfFiles, type OpenedImage } from '../../../src/node/image/openImage';
import { readSegments } from '../../../src/node/image/readSegments';
import { segmentationFile } from '../../fixtures/dicomSegmentation';
import { seriesSlice } from '../../fixtures/dicomSeries';
import { useDecoders } from '../../support/useDecoders';

const decoding = useDecoders();
const files = ['ct0.dcm', 'ct1.dcm', 'ct2.dcm'];
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(path.join(decoding.folder, 'segments-'));
  for (const [k, name] of files.entries()) write(name, slice(k));
});

const at = (name: string): string => path.join(folder, name);
const slice = (k: number, x = 0): Uint8Array =>
  seriesSlice({ position: [x, 0, 2 * k], value: 10 * k, instance: k, series: `1.2.${3 + x}` });

function write(name: string, bytes: Uint8Array | string): void {
  mkdirSync(path.dirname(at(name)), { recursive: true });
  writeFileSync(at(name), bytes);
}

/** A segment on a frame for each of these slices of a series. */
function segmentation(series: string, ...slices: readonly number[]): Uint8Array {
  return segmentationFile({
    segments: [{ label: 'liver', type: 'MANUAL' }],
    frames: slices.map((k) => ({ segment: 1, z: 2 * k, source: `${series}.${k}`, pixels: [1, 1, 0, 0] })),
  });
}

async function segmentsOn(image: OpenedImage, name: string): Promise<readonly (readonly [string, number])[]> {
  const { pool } = decoding;
  const context: OpenContext = {
    decoders: pool,
    readHeaders: (paths) => pool.run((api) => api.readSliceHeaders(paths)),
    token: neverCancelled,
  };
  try {
    return (await readSegments(at(name), image, context)).map((object) => [object.label, object.slice]);
  } finally {
    image.dispose();
  }
}

const open = (name: string, series: 'whole' | 'single'): Promise<OpenedImage> =>
  openImage(at(name), { decoders: decoding.pool, series });

it('lays segments over the slices that they were made of, of a series or a file of it', async () => {
  write('seg.dcm', segmentation('1.2.3', 0, 2));
  expect(await segmentsOn(await open('ct1.dcm', 'whole'), 'seg.dcm')).toEqual([
    ['liver', 0],
    ['liver', 2],
  ]);
  expect(await segmentsOn(await open('ct2.dcm', 'single'), 'seg.dcm')).toEqual([['liver', 0]]);
});

it('leaves slices out whose files have masks of their own', async () => {
  write('seg.dcm', segmentation('1.2.3', 1, 2));
  write('ct1.dcm.mask.png', 'drawn elsewhere');
  expect(await segmentsOn(await open('ct0.dcm', 'whole'), 'seg.dcm')).toEqual([['liver', 2]]);
});

it('refuses what is no segmentation, or lies elsewhere, and names it', async () => {
  for (const k of [0, 1]) write(`elsewhere/ct${k}.dcm`, slice(k, 5));
  write('seg.dcm', segmentation('1.2.8', 0));
  await expect(segmentsOn(await open('elsewhere/ct0.dcm', 'whole'), 'seg.dcm')).rejects.toMatchObject({
    code: 'damaged',
    message: expect.stringContaining(at('seg.dcm')) as string,
  });
  await expect(segmentsOn(await open('ct0.dcm', 'whole'), 'ct1.dcm')).rejects.toMatchObject({
    code: 'damaged',
    message: expect.stringContaining(at('ct1.dcm')) as string,
  });
});

it('finds the images of segmentations wherever they lie in a folder, and reports which have none', async () => {
  for (const k of [0, 1]) write(`other/ct${k}.dcm`, slice(k, 5));
  write('segs/first.dcm', segmentation('1.2.3', 1));
  write('segs/other.dcm', segmentation('1.2.8', 0, 1));
  write('lost.dcm', segmentation('1.9', 0));
  const images = [...files, 'other/ct0.dcm', 'other/ct1.dcm'];
  const listed = [...images, 'segs/first.dcm', 'segs/other.dcm', 'lost.dcm', 'notes.txt'];
  for (const series of ['whole', 'single'] as const) {
    const options = { decoders: decoding.pool, series };
    const imageOf = await imagesOfFiles(folder, images, options);
    const { ofImage, lost } = await segmentationsOfFiles(folder, listed, { root: folder, imageOf }, options);
    expect(lost).toEqual(['lost.dcm']);
    expect(Object.fromEntries(ofImage)).toEqual(
      series === 'whole'
        ? { 'ct0.dcm': ['segs/first.dcm'], 'other/ct0.dcm': ['segs/other.dcm'] }
        : { 'ct1.dcm': ['segs/first.dcm'], 'other/ct0.dcm': ['segs/other.dcm'], 'other/ct1.dcm': ['segs/other.dcm'] },
    );
  }
});
