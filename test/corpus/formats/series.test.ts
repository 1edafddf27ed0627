import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { decodeRunLength } from '../../../src/core/mask/runLength';
import { voxelToPatient } from '../../../src/core/geometry/volumeGeometry';
import { openImage } from '../../../src/node/image/openImage';
import { endProcessWide } from '../../../src/node/processWide';
import { formats as corpus } from '../../support/shared';

/** What ITK and highdicom read, see test/golden/formats/corpusSeries.py. */
interface Goldens {
  readonly series: Readonly<
    Record<string, { files: string[]; size: [number, number, number]; corners: number[][]; sha256: string[] }>
  >;
  readonly segmentations: Readonly<
    Record<
      string,
      {
        segments: { number: number; label: string }[];
        masks: { segment: number; source: string; sha256: string }[];
      }
    >
  >;
}

const goldens = path.join(__dirname, '../../golden/formats/corpusSeries.json');
const { series, segmentations } = JSON.parse(readFileSync(goldens, 'utf8')) as Goldens;
const temporary = mkdtempSync(path.join(tmpdir(), 'sam-unet-series-'));

afterAll(async () => {
  await endProcessWide();
  rmSync(temporary, { recursive: true, force: true });
});

const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

test.each(Object.entries(series))('%s has ITK’s order, places and values', async (folder, expected) => {
  const [width, height, slices] = expected.size;
  const image = await openImage(path.join(corpus, folder, expected.files[7]!));
  expect(image.slice).toBe(7);
  expect(image.path).toBe(path.join(corpus, folder, expected.files[0]!));
  expect(image.info).toMatchObject({ width, height, slices });
  const corners = [
    [0, 0, 0],
    [width - 1, 0, 0],
    [0, height - 1, 0],
    [0, 0, slices - 1],
  ] as const;
  for (const [i, corner] of corners.entries()) {
    const position = voxelToPatient(image.info.geometry!, corner);
    for (const axis of [0, 1, 2] as const) expect(position[axis]).toBeCloseTo(expected.corners[i]![axis]!, 3);
  }
  for (const [k, sha256] of expected.sha256.entries()) {
    const { data, slope, intercept } = await image.readSlice(k);
    const values = Int32Array.from(data, (value) => value * slope + intercept);
    expect(hashOf(new Uint8Array(values.buffer))).toBe(sha256);
  }
  image.dispose();
});

test.each(Object.entries(segmentations))('%s alone has highdicom’s segments', async (file, expected) => {
  const folder = path.join(mkdtempSync(path.join(temporary, 'alone-')), 'data');
  cpSync(path.join(corpus, file), path.join(folder, 'seg.dcm'));
  const image = await openImage(path.join(folder, 'seg.dcm'));
  expect(image.content?.labels.map(({ name, value }) => ({ number: value, label: name }))).toEqual(expected.segments);
  const numbers = new Map(expected.segments.map(({ number, label }) => [label, number]));
  const found = image.content?.objects.map(({ label, mask }) => [
    numbers.get(label),
    hashOf(decodeRunLength(mask).data),
  ]);
  const wanted = expected.masks.map(({ segment, sha256 }) => [segment, sha256]);
  expect(found?.map(String).sort()).toEqual(wanted.map(String).sort());
  image.dispose();
});

test('segments lie over the slices that they were made of', async () => {
  const image = await openImage(path.join(corpus, 'dicom_seg/partial_overlaps.dcm'));
  const { masks } = segmentations['dicom_seg/partial_overlaps.dcm']!;
  expect(image.info).toMatchObject({ modality: 'CT', slices: 2 });
  const there = masks.filter(({ source }) => image.instances?.includes(source));
  const found = image.content?.objects.map(({ slice, mask }) => [
    image.instances?.[slice],
    hashOf(decodeRunLength(mask).data),
  ]);
  expect(found?.map(String).sort()).toEqual(there.map(({ source, sha256 }) => [source, sha256].join()).sort());
  image.dispose();
});
