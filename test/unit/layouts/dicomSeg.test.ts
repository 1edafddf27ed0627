import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseFile, strings, type DataSet } from '../../../src/core/formats/dicom/dataSet';
import { cieLabOfHex, hexOfCieLab } from '../../../src/core/formats/dicom/segmentation/cieLab';
import { describedLabel, labelTexts } from '../../../src/core/formats/dicom/segmentation/labelText';
import { decimal } from '../../../src/core/formats/dicom/write/values';
import { codedLabel } from '../../../src/core/labels/snomed';
import { Mask } from '../../../src/core/mask/mask';
import { endProcessWide } from '../../../src/node/processWide';
import { exportMasks } from '../../../src/node/transfer/exportMasks';
import { importMasks } from '../../../src/node/transfer/importMasks';
import { dicomImages, writeDicomImage, type DicomImage } from '../../support/dicomImages';
import { filesBelow, shapesIn, shapesOf, type TestObject } from '../../support/layoutFolders';
import { saveObjects } from '../../support/saveObjects';
import { rectMask } from '../../support/sidecars';

let root = '';
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'dicom-seg-'));
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});
afterAll(endProcessWide);

type SegLayout = 'dicom-seg' | 'dicom-labelmap';

/** Exports objects of an image and imports them again beside the same files. @returns what the export said */
async function goRound(image: DicomImage, objects: readonly TestObject[], layout: SegLayout = 'dicom-seg') {
  const [from, out, to] = ['from', 'out', 'to'].map((name) => path.join(root, name)) as [string, string, string];
  for (const folder of [from, out, to]) rmSync(folder, { recursive: true, force: true });
  const files = [from, to].map((folder) => writeDicomImage(folder, image))[0]!;
  await saveObjects(path.join(from, files[0]!), objects);
  const exported = await exportMasks({ folder: from, layout, out, selection: 'reviewed' });
  expect(exported).toMatchObject({ failed: [], skipped: [] });
  const imported = await importMasks({ source: out, images: to, origin: 'human', by: 'tests' });
  expect(imported).toMatchObject({ failed: [], skipped: [], done: [expect.any(String)] });
  return { exported, out, shapes: shapesIn(to, imported.done[0]!) };
}

function dataSetIn(out: string): DataSet {
  const [name, ...others] = filesBelow(out);
  expect(others).toEqual([]);
  return parseFile(readFileSync(path.join(out, name!))).dataSet;
}

const labels = [
  'liver',
  'left kidney',
  'ä/ö %2F',
  'a\\b',
  ' spaced ',
  'x'.repeat(80),
  '肝臓',
  '__proto__',
  'new\nline',
];

/** Objects that overlap, several of a label on one slice among them. */
function anyObjects({ width, height, slices }: DicomImage): fc.Arbitrary<TestObject[]> {
  const mask = fc
    .uint8Array({ minLength: width * height, maxLength: width * height, max: 1 })
    .filter((data) => data.includes(1))
    .map((data) => new Mask(width, height, data));
  const object = fc.record({ label: fc.constantFrom(...labels), slice: fc.nat({ max: slices - 1 }), mask });
  return fc.array(object, { minLength: 1, maxLength: 6 });
}

describe('a binary segmentation', () => {
  it.each(Object.values(dicomImages))('of $name holds overlaps, instances and any name', async (image) => {
    await fc.assert(
      fc.asyncProperty(anyObjects(image), async (objects) => {
        const { exported, shapes } = await goRound(image, objects);
        expect(exported.losses).toEqual([]);
        expect(shapes).toEqual(shapesOf(objects));
      }),
      { numRuns: 4 },
    );
  });

  it('has the patient, the study and every image of its source, and lies where they do', async () => {
    const image = dicomImages.ctSeries;
    const mask = rectMask(image, { x0: 2, y0: 1, x1: 5, y1: 4 });
    const { out } = await goRound(image, [{ label: 'left kidney', slice: 2, mask }]);
    expect(filesBelow(out)).toEqual(['ct-series-1_seg.dcm']);
    const dataSet = dataSetIn(out);
    expect(strings(dataSet, 'x00100010')).toEqual(['Test^Patient']);
    const source = parseFile(readFileSync(path.join(root, 'from', 'ct-series-3.dcm'))).dataSet;
    for (const tag of ['x0020000d', 'x00200052']) expect(strings(dataSet, tag)).toEqual(strings(source, tag));
    const series = dataSet.elements['x00081115']!.items![0]!.dataSet;
    expect(series.elements['x0008114a']!.items).toHaveLength(4);
    const frame = dataSet.elements['x52009230']!.items![0]!.dataSet;
    const position = frame.elements['x00209113']!.items![0]!.dataSet;
    expect(strings(position, 'x00200032')).toEqual(strings(source, 'x00200032'));
    const segment = dataSet.elements['x00620002']!.items![0]!.dataSet;
    const type = segment.elements['x0062000f']!.items![0]!.dataSet;
    expect(strings(type, 'x00080100')).toEqual(['64033007']);
    expect(strings(type.elements['x00620011']!.items![0]!.dataSet, 'x00080100')).toEqual(['7771000']);
    expect(strings(segment, 'x00620008')).toEqual(['MANUAL']);
  });

  it('says who made a segment', async () => {
    const image = dicomImages.oneSlice;
    const mask = rectMask(image, { x0: 1, y0: 1, x1: 3, y1: 3 });
    const model = { name: 'sam', sha256: 'ab' };
    const folder = path.join(root, 'from');
    writeDicomImage(folder, image);
    await saveObjects(path.join(folder, 'one-slice.dcm'), [
      { label: 'draft', slice: 0, mask, status: 'draft', origin: 'machine', model },
      { label: 'accepted', slice: 0, mask, status: 'accepted', origin: 'human', model },
    ]);
    await exportMasks({ folder, layout: 'dicom-seg', out: path.join(root, 'out'), selection: 'all' });
    const segments = dataSetIn(path.join(root, 'out')).elements['x00620002']!.items!;
    expect(segments.map(({ dataSet }) => [strings(dataSet, 'x00620008')[0], strings(dataSet, 'x00620009')[0]])).toEqual(
      [
        ['AUTOMATIC', 'sam'],
        ['SEMIAUTOMATIC', 'sam'],
      ],
    );
  });

  it('is the same for the same masks, byte by byte', async () => {
    const image = dicomImages.enhancedMr;
    const object = { label: 'liver', slice: 1, mask: rectMask(image, { x0: 0, y0: 0, x1: 4, y1: 4 }) };
    const read = async () => readFileSync(path.join((await goRound(image, [object])).out, 'enhanced-mr_seg.dcm'));
    expect(await read()).toEqual(await read());
  });
});

describe('a label map segmentation', () => {
  it('holds instances, and says what it loses of overlaps', async () => {
    const image = dicomImages.ctSeries;
    const [a, b] = [rectMask(image, { x0: 0, y0: 0, x1: 4, y1: 4 }), rectMask(image, { x0: 6, y0: 0, x1: 9, y1: 4 })];
    const apart = [a, b].map((mask) => ({ label: 'cyst', slice: 1, mask }));
    const { exported, shapes } = await goRound(image, apart, 'dicom-labelmap');
    expect(exported.losses).toEqual([]);
    expect(shapes).toEqual(shapesOf(apart));
    const over = { label: 'lesion', slice: 1, mask: rectMask(image, { x0: 0, y0: 0, x1: 2, y1: 4 }) };
    const lossy = await goRound(image, [apart[0]!, over], 'dicom-labelmap');
    expect(lossy.exported.losses.map(({ loss }) => loss)).toEqual([
      'in 8 pixels where objects overlap, only the later object is kept',
    ]);
    expect(lossy.shapes).toContain(shapesOf([over])[0]);
  });

  it('has values of 16 bits where there are many segments', async () => {
    const image = dicomImages.ultrasound;
    const objects = Array.from({ length: 300 }, (_, i) => {
      const at = i % 128;
      const mask = rectMask(image, { x0: at % 16, y0: at >> 4, x1: (at % 16) + 1, y1: (at >> 4) + 1 });
      return { label: `label ${i}`, slice: Math.floor(i / 128), mask };
    });
    const { shapes, out } = await goRound(image, objects, 'dicom-labelmap');
    expect(shapes).toEqual(shapesOf(objects));
    expect(dataSetIn(out).uint16('x00280100')).toBe(16);
  });
});

it('refuses an image that is not DICOM, and files without an identity', async () => {
  const out = path.join(root, 'out');
  const folder = path.join(root, 'from');
  writeDicomImage(folder, dicomImages.oneSlice);
  const file = path.join(folder, 'one-slice.dcm');
  const bytes = readFileSync(file);
  // The tag of the SOP Instance UID becomes one that means nothing.
  const at = bytes.indexOf(Buffer.from([0x08, 0, 0x18, 0]));
  bytes[at + 2] = 0x19;
  writeFileSync(file, bytes);
  await saveObjects(file, [
    { label: 'a', slice: 0, mask: rectMask(dicomImages.oneSlice, { x0: 0, y0: 0, x1: 1, y1: 1 }) },
  ]);
  const { failed } = await exportMasks({ folder, layout: 'dicom-seg', out, selection: 'all' });
  expect(failed).toMatchObject([{ code: 'bad-input' }]);
  expect(failed[0]!.message).toContain('lack a SOP Instance UID');
  expect(readdirSync(root)).not.toContain('out');
});

it('writes numbers in the 16 characters of DS', () => {
  expect(decimal(-0.0000010015982100159822)).toBe('-1.00159821e-6');
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 }), (value) => {
      const text = decimal(value);
      expect(text.length).toBeLessThanOrEqual(16);
      expect(Math.abs(Number(text) - value)).toBeLessThanOrEqual(1e-8 * Math.abs(value));
    }),
  );
});

it('keeps any label to the letter', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (label) => {
      const { short, description } = labelTexts(label);
      expect(description === undefined ? short : describedLabel(description)).toBe(label);
      expect(Array.from(short).length).toBeLessThanOrEqual(64);
    }),
  );
  expect(describedLabel('A description of the user')).toBeUndefined();
});

it('keeps colours in CIELab', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 0xffffff }), (rgb) => {
      const hex = `#${rgb.toString(16).padStart(6, '0')}`;
      expect(hexOfCieLab(cieLabOfHex(hex))).toBe(hex);
    }),
  );
});

it('codes common labels in SNOMED CT, others as text', () => {
  expect(codedLabel('Liver').type).toEqual({ scheme: 'SCT', value: '10200004', meaning: 'Liver' });
  expect(codedLabel('kidney_right')).toMatchObject({ type: { value: '64033007' }, side: { value: '24028007' } });
  expect(codedLabel('left atrium').side).toBeUndefined();
  expect(codedLabel('tumours')).toMatchObject({ category: { value: '49755003' }, type: { value: '108369006' } });
  expect(codedLabel('constructor').type).toMatchObject({ scheme: '99SAMUNET', meaning: 'constructor' });
  const code = { scheme: 'FMA', value: '7197', meaning: 'Liver' };
  expect(codedLabel('x', [code]).type).toEqual(code);
});
