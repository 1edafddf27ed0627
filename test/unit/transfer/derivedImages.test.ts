import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseFile, strings, type DataSet } from '../../../src/core/formats/dicom/dataSet';
import { writeImageVolume } from '../../../src/core/formats/nifti/imageVolume';
import { sameGeometry, voxelToPatient, type VolumeGeometry } from '../../../src/core/geometry/volumeGeometry';
import type { SampleArray } from '../../../src/core/image/slice';
import type { LayoutName } from '../../../src/core/layouts/registry';
import type { TransferSummary } from '../../../src/core/layouts/summary';
import { Mask } from '../../../src/core/mask/mask';
import { openImage } from '../../../src/node/image/openImage';
import { endProcessWide } from '../../../src/node/processWide';
import { exportMasks } from '../../../src/node/transfer/exportMasks';
import type { TransferHooks } from '../../../src/node/transfer/transferHooks';
import { importMasks } from '../../../src/node/transfer/importMasks';
import {
  filesBelow,
  geometry,
  shapesIn,
  shapesOf,
  size,
  writeImage,
  writeSidecar,
  type TestObject,
} from '../../support/layoutFolders';
import { rectMask } from '../../support/sidecars';

let root = '';
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'derived-'));
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});
afterAll(endProcessWide);

const inRoot = (name: string): string => path.join(root, name);
const mask = (x0: number) => rectMask(size, { x0, y0: 1, x1: x0 + 4, y1: 6 });
const objects: readonly TestObject[] = [
  { label: 'liver', slice: 0, mask: mask(0) },
  { label: 'cyst', slice: 2, mask: mask(2) },
  { label: 'liver', slice: 2, mask: mask(4) },
];

function exported(layout: LayoutName = 'dicom-seg', out = 'out', hooks: TransferHooks = {}): Promise<TransferSummary> {
  return exportMasks({ folder: inRoot('from'), layout, out: inRoot(out), selection: 'all' }, hooks);
}

/** Names and bytes of all files of a folder. */
function contentsOf(folder: string): (readonly [string, string])[] {
  return filesBelow(inRoot(folder)).map((name) => [name, readFileSync(inRoot(`${folder}/${name}`), 'latin1')]);
}

function dataSetOf(name: string): DataSet {
  return parseFile(readFileSync(inRoot(name))).dataSet;
}

/** A NIfTI volume of these samples. */
function writeVolume(name: string, data: SampleArray, frame: VolumeGeometry = geometry): void {
  mkdirSync(path.dirname(inRoot(name)), { recursive: true });
  const slices = data.length / size.width / size.height;
  const volume = { ...size, slices, channels: 1, data, slope: 1, intercept: 0, geometry: frame } as const;
  writeFileSync(inRoot(name), writeImageVolume(volume));
}

async function valuesOf(name: string): Promise<{ readonly values: number[]; readonly geometry?: VolumeGeometry }> {
  const image = await openImage(inRoot(name));
  const values: number[] = [];
  for (let slice = 0; slice < image.info.slices; slice++) {
    const { data, slope, intercept } = await image.readSlice(slice);
    for (const sample of data) values.push(sample * slope + intercept);
  }
  image.dispose();
  const { geometry: place } = image.info;
  return { values, ...(place === undefined ? {} : { geometry: place }) };
}

describe('DICOM images of a volume', () => {
  it('are a series of the same voxels in the same place, with the masks on it, and the same for the same image', async () => {
    writeImage(inRoot('from'), 'a/ct.nii.gz', 3);
    writeSidecar(inRoot('from'), 'a/ct.nii.gz', objects, 3);
    const before = contentsOf('from');
    expect(await exported()).toMatchObject({ failed: [], skipped: [], losses: [], objects: 3 });
    await exported('dicom-seg', 'again');
    expect(contentsOf('again')).toEqual(contentsOf('out'));
    expect(contentsOf('from')).toEqual(before);
    expect(filesBelow(inRoot('out'))).toEqual([
      ...[1, 2, 3].map((number) => `a/ct_images/000${number}.dcm`),
      'a/ct_seg.dcm',
    ]);
    const [own, made] = [await valuesOf('from/a/ct.nii.gz'), await valuesOf('out/a/ct_images/0002.dcm')];
    expect(made.values).toEqual(own.values);
    expect(sameGeometry(made.geometry!, own.geometry!, [9, 7, 3])).toBe(true);
    const seg = await openImage(inRoot('out/a/ct_seg.dcm'));
    seg.dispose();
    expect(seg.info.slices).toBe(3);
    expect(seg.content!.objects.map(({ label, slice }) => `${label} ${slice}`).sort()).toEqual([
      'cyst 2',
      'liver 0',
      'liver 2',
    ]);
    const request = { source: inRoot('out'), images: inRoot('out'), origin: 'human', by: 'tests' } as const;
    expect(await importMasks(request)).toMatchObject({ failed: [], skipped: [], done: ['a/ct_images/0001.dcm'] });
    expect(shapesIn(inRoot('out'), 'a/ct_images/0001.dcm')).toEqual(shapesOf(objects));
  });

  it('lie where they did where the frame is left-handed, in the order of their places', async () => {
    const [row, column, normal] = geometry.axes;
    const mirrored = { ...geometry, axes: [row, column, normal.map((part) => -part)] } as unknown as VolumeGeometry;
    writeVolume(
      'from/ct.nii.gz',
      Int16Array.from({ length: 9 * 7 * 3 }, (_, at) => at * 3),
      mirrored,
    );
    writeSidecar(inRoot('from'), 'ct.nii.gz', objects, 3);
    await exported();
    const made = (await valuesOf('out/ct_images/0001.dcm')).geometry!;
    const [last, first] = [voxelToPatient(mirrored, [0, 0, 2]), voxelToPatient(made, [0, 0, 0])];
    for (const axis of [0, 1, 2] as const) expect(first[axis]).toBeCloseTo(last[axis], 3);
    const request = { source: inRoot('out'), images: inRoot('out'), origin: 'human', by: 'tests' } as const;
    const { done } = await importMasks(request);
    const turned = objects.map((object) => ({ ...object, slice: 2 - object.slice }));
    expect(shapesIn(inRoot('out'), done[0]!)).toEqual(shapesOf(turned));
  });

  it('are turned as they are displayed, with their masks', async () => {
    const stored = {
      ...geometry,
      axes: [
        [-1, 0, 0],
        [0, -1, 0],
        [0, 0, 1],
      ],
    } as const satisfies VolumeGeometry;
    writeVolume(
      'from/ct.nii.gz',
      Int16Array.from({ length: 9 * 7 * 3 }, (_, at) => at),
      stored,
    );
    writeSidecar(inRoot('from'), 'ct.nii.gz', objects, 3);
    await exported();
    const made = await valuesOf('out/ct_images/0001.dcm');
    expect(made.values.slice(0, 63)).toEqual(Array.from({ length: 63 }, (_, at) => 62 - at));
    expect(made.geometry!.axes[0]).toEqual([1, 0, 0]);
    const [last, first] = [voxelToPatient(stored, [8, 6, 0]), made.geometry!.origin];
    for (const axis of [0, 1, 2] as const) expect(first[axis]).toBeCloseTo(last[axis], 3);
    const request = { source: inRoot('out'), images: inRoot('out'), origin: 'human', by: 'tests' } as const;
    await importMasks(request);
    const turned = objects.map((object) => ({ ...object, mask: new Mask(9, 7, object.mask.data.slice().reverse()) }));
    expect(shapesIn(inRoot('out'), 'ct_images/0001.dcm')).toEqual(shapesOf(turned));
  });

  it.each([
    ['whole floats', Float32Array.from({ length: 63 }, (_, at) => at * 100 - 1024), 0],
    ['large whole numbers', Int32Array.from({ length: 63 }, (_, at) => 1e6 + at), 0],
    ['bytes with a sign', Int8Array.from({ length: 63 }, (_, at) => at - 30), 0],
    ['unsigned numbers of 16 bits', Uint16Array.from({ length: 63 }, (_, at) => at * 1040), 0],
    ['fractions', Float64Array.from({ length: 63 }, (_, at) => Math.sin(at) * 1e-3), 2e-3 / 65_535 / 2],
    ['whole numbers far apart', Float64Array.from({ length: 63 }, (_, at) => at ** 5), 62 ** 5 / 65_535 / 2],
  ] as const)('hold %s as closely as 16 bits let them, and say how closely', async (_, data, furthest) => {
    writeVolume('from/x.nii.gz', data);
    writeSidecar(inRoot('from'), 'x.nii.gz', [objects[0]!]);
    const { losses } = await exported();
    const { values } = await valuesOf('out/x_image.dcm');
    const deviations = values.map((value, at) => Math.abs(value - data[at]!));
    expect(Math.max(...deviations)).toBeLessThanOrEqual(furthest * 1.001);
    expect(losses.map(({ loss }) => loss.replace(/[\d.e+-]+ in/, '# in'))).toEqual(
      furthest === 0 ? [] : ['values are rounded to steps of # in DICOM'],
    );
  });

  it('give values that are no numbers the lowest, and say how many', async () => {
    const data = Float32Array.from({ length: 63 }, (_, at) => (at % 9 === 0 ? Number.NaN : at));
    writeVolume('from/x.nii.gz', data);
    writeSidecar(inRoot('from'), 'x.nii.gz', [objects[0]!]);
    const { losses } = await exported();
    expect(losses.map(({ loss }) => loss)).toContain('7 values that are no numbers have the lowest value in DICOM');
    const { values } = await valuesOf('out/x_image.dcm');
    expect(values[9]).toBe(1);
    expect(values[10]).toBeCloseTo(10, 3);
  });

  it('are made of each volume with masks', async () => {
    writeImage(inRoot('from'), 'ct.nii.gz', 2, 3);
    writeSidecar(
      inRoot('from'),
      'ct.nii.gz',
      [objects[0]!, { ...objects[0]!, slice: 1, volume: 2, mask: mask(3) }],
      2,
      3,
    );
    expect(await exported()).toMatchObject({ failed: [], objects: 2 });
    expect(filesBelow(inRoot('out'))).toEqual([
      ...['ct_images/0001.dcm', 'ct_images/0002.dcm', 'ct_seg.dcm'],
      ...['ct_t0002_images/0001.dcm', 'ct_t0002_images/0002.dcm', 'ct_t0002_seg.dcm'],
    ]);
    const { values } = await valuesOf('out/ct_t0002_images/0001.dcm');
    expect(values[0]).toBe(4 * 63 * 7 - 300);
  });

  it('have contours, which are read back', async () => {
    writeImage(inRoot('from'), 'ct.nii.gz', 3);
    writeSidecar(inRoot('from'), 'ct.nii.gz', objects, 3);
    expect(await exported('rtstruct')).toMatchObject({ failed: [], skipped: [] });
    const request = { source: inRoot('out'), images: inRoot('out'), origin: 'human', by: 'tests' } as const;
    const { done } = await importMasks(request);
    expect(shapesIn(inRoot('out'), done[0]!)).toEqual(shapesOf(objects));
  });

  it('are not made where nothing says where they lie and contours need it, and leave nothing behind', async () => {
    writeVolume(
      'from/x.nii.gz',
      Uint8Array.from({ length: 126 }, (_, at) => at),
    );
    // The codes of the two forms in which a header places voxels.
    const bytes = gunzipSync(readFileSync(inRoot('from/x.nii.gz'))).fill(0, 252, 256);
    writeFileSync(inRoot('from/x.nii.gz'), gzipSync(bytes));
    writeSidecar(inRoot('from'), 'x.nii.gz', [objects[0]!], 2);
    const { failed } = await exported('rtstruct');
    expect(failed.map(({ message }) => message).join()).toContain('no position in the patient');
    expect(filesBelow(inRoot('from'))).toHaveLength(2);
    expect(() => filesBelow(inRoot('out'))).toThrow('ENOENT');
    await exported();
    expect(strings(dataSetOf('out/x_images/0001.dcm'), 'x00200032')).toEqual([]);
    expect(strings(dataSetOf('out/x_seg.dcm'), 'x00200052')).toEqual([]);
  });

  it('leave nothing behind when they are cancelled', async () => {
    writeImage(inRoot('from'), 'ct.nii.gz', 3);
    writeSidecar(inRoot('from'), 'ct.nii.gz', objects, 3);
    let asked = 0;
    const token = {
      get isCancellationRequested() {
        return filesMade() > 0 && ++asked > 1;
      },
      onCancellationRequested: () => ({ dispose: () => undefined }),
    };
    expect(await exported('dicom-seg', 'out', { token })).toMatchObject({ cancelled: true, done: [], failed: [] });
    expect(filesMade()).toBe(0);

    function filesMade(): number {
      try {
        return filesBelow(inRoot('out')).length;
      } catch {
        return 0;
      }
    }
  });
});

describe('a DICOM image of a picture', () => {
  it('has no place, no spacing and no patient, and the masks refer to it', async () => {
    writeImage(inRoot('from'), 'a.png');
    writeSidecar(inRoot('from'), 'a.png', [objects[0]!]);
    const forecasts: unknown[] = [];
    const onForecast = (forecast: unknown): Promise<boolean> => {
      forecasts.push(forecast);
      return Promise.resolve(true);
    };
    expect(await exported('dicom-seg', 'out', { onForecast })).toMatchObject({ failed: [], losses: [] });
    expect(forecasts).toMatchObject([
      expect.arrayContaining([{ part: 'images', count: 1, images: 1, outcome: 'derived' }]),
    ]);
    const image = dataSetOf('out/a_image.dcm');
    for (const tag of ['x00100010', 'x00100020', 'x00100030', 'x00100040', 'x00080020', 'x00080050']) {
      expect(image.elements[tag], tag).toMatchObject({ length: 0 });
    }
    for (const tag of ['x00200032', 'x00200052', 'x00280030']) expect(image.elements[tag], tag).toBeUndefined();
    expect(strings(image, 'x00080016')).toEqual(['1.2.840.10008.5.1.4.1.1.7']);
    expect((await valuesOf('out/a_image.dcm')).values).toEqual((await valuesOf('from/a.png')).values);
    const request = { source: inRoot('out'), images: inRoot('out'), origin: 'human', by: 'tests' } as const;
    expect(await importMasks(request)).toMatchObject({ done: ['a_image.dcm'], failed: [] });
    expect(shapesIn(inRoot('out'), 'a_image.dcm')).toEqual(shapesOf([objects[0]!]));
  });

  it('of another name or content has other UIDs', async () => {
    writeImage(inRoot('from'), 'a.png');
    writeImage(inRoot('from'), 'b/a.png');
    for (const name of ['a.png', 'b/a.png']) writeSidecar(inRoot('from'), name, [objects[0]!]);
    await exported();
    const uids = ['a_image.dcm', 'b/a_image.dcm'].flatMap((name) =>
      ['x00080018', 'x0020000d', 'x0020000e'].flatMap((tag) => strings(dataSetOf(`out/${name}`), tag)),
    );
    expect(new Set(uids).size).toBe(6);
  });

  it('is de-identified by its name and UIDs', async () => {
    writeImage(inRoot('from'), 'Zwergnase.png');
    writeSidecar(inRoot('from'), 'Zwergnase.png', [objects[0]!]);
    const request = { folder: inRoot('from'), layout: 'dicom-seg', selection: 'all', deidentify: true } as const;
    const { checkPixels, notes } = await exportMasks({ ...request, out: inRoot('out') });
    expect(checkPixels).toBe(true);
    expect(notes).toHaveLength(1);
    await exportMasks({ ...request, out: inRoot('again') });
    expect(filesBelow(inRoot('out'))).toEqual(['image_0001_image.dcm', 'image_0001_seg.dcm']);
    for (const [, text] of contentsOf('out')) expect(text).not.toMatch(/zwerg|20261124/i);
    const uid = (folder: string) => strings(dataSetOf(`${folder}/image_0001_image.dcm`), 'x00080018')[0];
    expect(uid('out')).not.toBe(uid('again'));
  });
});
