import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { decode, encode } from 'fast-png';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseFile, strings, type DataSet } from '../../../src/core/formats/dicom/dataSet';
import { layoutNames, type LayoutName } from '../../../src/core/layouts/registry';
import { endProcessWide } from '../../../src/node/processWide';
import { exportMasks } from '../../../src/node/transfer/exportMasks';
import { importMasks } from '../../../src/node/transfer/importMasks';
import { dicomFile, greyImage } from '../../fixtures/dicomFile';
import { dicomImages, writeDicomImage, type DicomImage } from '../../support/dicomImages';
import {
  filesBelow,
  shapesIn,
  shapesOf,
  writeImage,
  writeSidecar,
  size,
  type TestObject,
} from '../../support/layoutFolders';
import { saveObjects } from '../../support/saveObjects';
import { rectMask } from '../../support/sidecars';

let root = '';
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'deidentify-'));
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});
afterAll(endProcessWide);

const inRoot = (name: string): string => path.join(root, name);
/** Names in the header, in paths and the root of UIDs; none of them is a word that a layout writes itself. */
const signs = /Doctor\^|Test\^Patient|P-17(?![\dA-F])|ACC1|19700304|20260102|1\.2\.826\.0\.1\.3680043|zwergnase/i;

/** The first sign in a text, apart from the digits of UIDs that were made for it. */
function signIn(text: string): string | undefined {
  return signs.exec(text.replaceAll(/2\.25\.\d+/g, ''))?.[0];
}

function objectsOf(image: Pick<DicomImage, 'width' | 'height' | 'slices'>): TestObject[] {
  const last = image.slices - 1;
  return [
    { label: 'liver', slice: 0, mask: rectMask(image, { x0: 1, y0: 1, x1: 5, y1: 4 }) },
    { label: 'cyst', slice: last, mask: rectMask(image, { x0: 3, y0: 2, x1: 7, y1: 6 }) },
  ];
}

/** A folder of a patient with an image, whose masks are exported. */
async function exported(image: DicomImage, layout: LayoutName) {
  const folder = inRoot('from/Zwergnase_Anna');
  const sources = writeDicomImage(folder, image).map((name) => path.join(folder, name));
  await saveObjects(sources[0]!, objectsOf(image));
  const before = contentsOf(inRoot('from'));
  const summary = await exportMasks({
    ...{ folder: inRoot('from'), layout, out: inRoot('out'), selection: 'reviewed', deidentify: true },
  });
  expect(summary).toMatchObject({ failed: [], skipped: [] });
  expect(contentsOf(inRoot('from'))).toEqual(before);
  return { sources, summary };
}

/** Names and bytes of all files, those that are compressed also as they were. */
function contentsOf(folder: string): [string, string][] {
  return filesBelow(folder).map((name) => {
    const bytes = readFileSync(path.join(folder, name));
    const plain = name.endsWith('.gz') ? gunzipSync(bytes) : bytes;
    return [name, plain.toString('latin1')];
  });
}

function read(name: string): DataSet {
  return parseFile(readFileSync(inRoot(`out/${name}`))).dataSet;
}

/** SOP Instance UIDs that sequences refer to, at any depth. */
function referencesIn({ elements }: DataSet): string[] {
  return Object.values(elements).flatMap(({ items = [] }) =>
    items.flatMap(({ dataSet }) => [...strings(dataSet, 'x00081155'), ...referencesIn(dataSet)]),
  );
}

describe.each(['dicom-seg', 'dicom-labelmap', 'rtstruct'] as const)('a de-identified export as %s', (layout) => {
  it.each([dicomImages.ctSeries, dicomImages.enhancedMr])('of $name has its images beside it', async (image) => {
    await exported(image, layout);
    const files = filesBelow(inRoot('out'));
    const isSeries = !('frames' in image);
    const suffix = layout === 'rtstruct' ? 'rtstruct' : 'seg';
    expect(files).toEqual([
      ...(isSeries ? [1, 2, 3, 4].map((number) => `image_0001/000${number}.dcm`) : ['image_0001.dcm']),
      `image_0001_${suffix}.dcm`,
    ]);
    for (const [name, text] of contentsOf(inRoot('out'))) expect(signIn(name + text), name).toBeUndefined();

    const made = read(files.at(-1)!);
    const images = files.slice(0, -1).map(read);
    const study = strings(images[0], 'x0020000d')[0]!;
    const instances = images.map((each) => strings(each, 'x00080018')[0]!);
    const known = new Set([...instances, study]);
    expect(referencesIn(made).filter((uid) => !known.has(uid))).toEqual([]);
    expect(new Set(referencesIn(made))).toContain(instances[0]);
    for (const tag of ['x0020000d', 'x00200052', 'x00100010', 'x00100020', 'x00080020', 'x00120063', 'x00280303']) {
      for (const each of images) expect(strings(each, tag), tag).toEqual(strings(made, tag));
    }
    expect(made.elements['x00120064']!.items).toHaveLength(2);
  });
});

it('reads back as the masks of the images that were written', async () => {
  const image = dicomImages.ctSeries;
  const { sources } = await exported(image, 'dicom-seg');
  const out = inRoot('out');
  const pixels = (file: string): Uint8Array => {
    const { dataSet } = parseFile(readFileSync(file));
    const { dataOffset, length } = dataSet.elements['x7fe00010']!;
    return dataSet.bytes.slice(dataOffset, dataOffset + length);
  };
  for (const [i, source] of sources.entries()) {
    expect(pixels(path.join(out, `image_0001/000${i + 1}.dcm`))).toEqual(pixels(source));
  }
  mkdirSync(inRoot('seg'));
  renameSync(path.join(out, 'image_0001_seg.dcm'), inRoot('seg/image_0001_seg.dcm'));
  const imported = await importMasks({ source: inRoot('seg'), images: out, origin: 'human', by: 'tests' });
  expect(imported).toMatchObject({ failed: [], skipped: [], done: ['image_0001/0001.dcm'] });
  expect(shapesIn(out, 'image_0001/0001.dcm')).toEqual(shapesOf(objectsOf(image)));
});

it('moves the times of changes like the dates of the study', async () => {
  const { sources } = await exported(dicomImages.oneSlice, 'dicom-seg');
  const day = (text = ''): number =>
    Date.UTC(Number(text.slice(0, 4)), Number(text.slice(4, 6)) - 1, Number(text.slice(6)));
  const source = parseFile(readFileSync(sources[0]!)).dataSet;
  const moved = day(strings(read('image_0001.dcm'), 'x00080020')[0]) - day(strings(source, 'x00080020')[0]);
  expect(day(strings(read('image_0001_seg.dcm'), 'x00080023')[0]) - day('20261124')).toBe(moved);
});

it('warns of text in the pixels, by modality and of pictures', async () => {
  const { summary } = await exported(dicomImages.ultrasound, 'dicom-seg');
  expect(summary.notes).toEqual([
    {
      file: 'Zwergnase_Anna/ultrasound.dcm',
      annotation: null,
      message: expect.stringContaining('modality US') as string,
    },
  ]);
  writeImage(inRoot('pictures'), 'a.png');
  writeSidecar(inRoot('pictures'), 'a.png', objectsOf({ ...size, slices: 1 }));
  const { notes, checkPixels } = await exportMasks({
    ...{ folder: inRoot('pictures'), layout: 'yolo', out: inRoot('yolo'), selection: 'reviewed', deidentify: true },
  });
  expect(notes).toEqual([expect.objectContaining({ message: expect.stringContaining('1 of the images') as string })]);
  expect(checkPixels).toBe(true);
});

describe('in any layout', () => {
  const volumes = layoutNames.filter((name) => !name.startsWith('dicom-') && name !== 'rtstruct');

  it.each(volumes)('%s has no name of a patient in names, texts and headers', async (layout) => {
    const folder = inRoot('Zwergnase');
    const files = ['Zwergnase Anna.png', 'b/Zwergnase.nii.gz'].filter(
      (name) => (layout !== 'nnunet' && layout !== 'decathlon') || name.endsWith('.gz'),
    );
    for (const name of files) {
      const slices = name.endsWith('.png') ? 1 : 3;
      writeImage(folder, name, slices);
      if (name.endsWith('.png')) addText(path.join(folder, name), 'Zwergnase Anna');
      else nameInHeader(path.join(folder, name), 'Zwergnase');
      writeSidecar(folder, name, objectsOf({ ...size, slices }), slices);
    }
    const summary = await exportMasks({ folder, layout, out: inRoot('out'), selection: 'reviewed', deidentify: true });
    expect(summary).toMatchObject({ failed: [], skipped: [] });
    expect(summary.renamed!.map(({ file }) => file).sort()).toEqual(files.toSorted());
    for (const [name, text] of contentsOf(inRoot('out'))) expect(signIn(name + text), name).toBeUndefined();
    expect(readdirSync(inRoot('out'))).not.toEqual([]);
  });

  it('names images by numbers whatever they are, and says which is which', async () => {
    const folder = inRoot('from');
    for (const name of ['a.JPG.png', 'c.png', 'd/c.png']) {
      writeImage(folder, name);
      writeSidecar(folder, name, objectsOf({ ...size, slices: 1 }));
    }
    mkdirSync(path.join(folder, 'Zwergnase'));
    writeFileSync(path.join(folder, 'Zwergnase/1.2.3'), dicomFile(greyImage(9, 7, ['0008,0018', 'UI', '1.2.3'])));
    await saveObjects(path.join(folder, 'Zwergnase/1.2.3'), objectsOf({ ...size, slices: 1 }));
    const { renamed } = await exportMasks({
      ...{ folder, layout: 'coco', out: inRoot('out'), selection: 'reviewed', deidentify: true },
    });
    const names = renamed!.map(({ name }) => name.replace(/\.(png|dcm)$/, '')).sort();
    expect(names).toEqual([1, 2, 3, 4].map((number) => `image_000${number}`));
    const { images } = JSON.parse(readFileSync(inRoot('out/annotations.json'), 'utf8')) as {
      images: { file_name: string }[];
    };
    expect(images.map(({ file_name: name }) => name).sort()).toEqual(renamed!.map(({ name }) => name).sort());
  });

  it('has pictures with samples that PNG cannot hold as they are shown', async () => {
    const folder = inRoot('from');
    mkdirSync(folder, { recursive: true });
    const data = Uint16Array.from({ length: size.width * size.height * 3 }, (_, at) => at * 300);
    writeFileSync(path.join(folder, 'a.png'), encode({ ...size, data, depth: 16, channels: 3 }));
    writeSidecar(folder, 'a.png', objectsOf({ ...size, slices: 1 }));
    const request = { folder, layout: 'yolo', out: inRoot('out'), selection: 'reviewed', deidentify: true } as const;
    expect(await exportMasks(request)).toMatchObject({ failed: [], done: ['a.png'] });
    expect(decode(readFileSync(inRoot('out/images/image_0001.png')))).toMatchObject({ ...size, depth: 8, channels: 3 });
  });

  it('is not added to a data set that is there', async () => {
    writeImage(inRoot('from'), 'a.png');
    writeSidecar(inRoot('from'), 'a.png', objectsOf({ ...size, slices: 1 }));
    const request = { folder: inRoot('from'), layout: 'sa-med2d', out: inRoot('out'), selection: 'reviewed' } as const;
    await exportMasks(request);
    await expect(exportMasks({ ...request, deidentify: true })).rejects.toThrow('not empty');
  });
});

/** Adds a text chunk to a PNG, before its end. */
function addText(file: string, text: string): void {
  const bytes = readFileSync(file);
  const body = Buffer.from(`tEXtAuthor\0${text}`, 'latin1');
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length - 4);
  // The checksum of a text is not looked at.
  writeFileSync(file, Buffer.concat([bytes.subarray(0, -12), length, body, Buffer.alloc(4), bytes.subarray(-12)]));
}

/** Writes a name into the fields of a gzipped NIfTI header that hold text. */
function nameInHeader(file: string, name: string): void {
  const bytes = gunzipSync(readFileSync(file));
  for (const at of [14, 148, 228, 328]) bytes.write(name, at, 'latin1');
  writeFileSync(file.replace(/\.gz$/, ''), bytes);
  renameSync(file.replace(/\.gz$/, ''), file);
}
