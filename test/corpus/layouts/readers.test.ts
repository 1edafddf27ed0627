import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { orient } from '../../../src/core/formats/orient';
import { displayOrientation } from '../../../src/core/layouts/asDisplayed';
import type { LayoutName } from '../../../src/core/layouts/registry';
import { paletteColor } from '../../../src/core/labels/palette';
import { snomedNames } from '../../../src/core/labels/snomed';
import { Mask } from '../../../src/core/mask/mask';
import { encodeRunLength } from '../../../src/core/mask/runLength';
import { openImage } from '../../../src/node/image/openImage';
import { endProcessWide } from '../../../src/node/processWide';
import { exportMasks } from '../../../src/node/transfer/exportMasks';
import { dicomImages, writeDicomImage, type DicomImage } from '../../support/dicomImages';
import { filesBelow, writeImage, writeSidecar, size, type TestObject } from '../../support/layoutFolders';
import { saveObjects } from '../../support/saveObjects';
import { formats, training } from '../../support/shared';
import { dicomChecker, pythonReaders, type Reader } from '../readers/environment';

const photo = path.join(training, 'lits_liver_ct/images/10019-119.jpg');

/** What libraries of others read in the files that exports write. */
let root = '';
let python: Reader = { missing: '' };
let checker: Reader = { missing: '' };
beforeAll(async () => {
  root = mkdtempSync(path.join(tmpdir(), 'readers-'));
  [python, checker] = await Promise.all([pythonReaders(), dicomChecker()]);
}, 600_000);
afterAll(async () => {
  await endProcessWide();
  rmSync(root, { recursive: true, force: true });
});

/** Runs a reader; skips the test, with the reason in the report, where it cannot be had. */
async function read(reader: Reader, context: TestContext, ...args: string[]): Promise<string> {
  if (reader.missing === undefined) return reader.run(...args);
  console.log(`Skipped: ${reader.missing}`);
  context.skip(reader.missing);
  throw new Error(reader.missing);
}

interface Shape {
  readonly label: string;
  readonly slice: number;
  readonly counts: readonly number[];
}

interface Colored {
  /** Red, green and blue, 0 to 255. */
  readonly color: readonly number[];
}

async function shapesRead(context: TestContext, ...args: string[]): Promise<Shape[]> {
  const text = await read(python, context, ...args);
  try {
    return sorted(JSON.parse(text) as Shape[]);
  } catch {
    throw new Error(text);
  }
}

function shapes(objects: readonly TestObject[]): Shape[] {
  return sorted(
    objects.map(({ label, slice, mask }) => {
      const { counts } = encodeRunLength(mask);
      return { label, slice, counts };
    }),
  );
}

function sorted(all: readonly Shape[]): Shape[] {
  return all.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

/** Masks with holes, parts and borders, of a fixed pattern. */
function pattern({ width, height }: Pick<DicomImage, 'width' | 'height'>, seed: number): Mask {
  const mask = new Mask(width, height);
  for (let at = 0; at < mask.data.length; at++) {
    const [x, y] = [at % width, Math.floor(at / width)];
    mask.data[at] = (x * x + y * seed) % 7 < 3 || (x > 2 && y > 3 && (x + y) % 5 > 0) ? 1 : 0;
  }
  return mask;
}

/** Objects that overlap and two of one label on a slice, on the first and the last slice. */
function objectsOf(image: Pick<DicomImage, 'width' | 'height' | 'slices'>): TestObject[] {
  const last = image.slices - 1;
  return [
    { label: 'liver', slice: 0, mask: pattern(image, 3) },
    { label: 'left kidney', slice: last, mask: pattern(image, 5) },
    { label: 'liver', slice: last, mask: pattern(image, 2) },
    { label: 'Läsion', slice: last, mask: pattern(image, 11) },
    { label: 'liver', slice: last, mask: pattern(image, 13) },
  ];
}

/** Exports objects of a DICOM image. @returns the files of the image, and the one that was written */
async function exported(image: DicomImage, layout: LayoutName, objects = objectsOf(image)) {
  const folder = path.join(root, `${image.name} ${layout} ${objects.length}`);
  const out = `${folder} out`;
  const sources = writeDicomImage(folder, image).map((name) => path.join(folder, name));
  await saveObjects(sources[0]!, objects);
  expect(await exportMasks({ folder, layout, out, selection: 'reviewed' })).toMatchObject({ failed: [], skipped: [] });
  const [name, ...others] = filesBelow(out);
  expect(others).toEqual([]);
  return { sources, file: path.join(out, name!), objects };
}

/** 104 segments, as whole-body models make. */
const manySegments = Array.from({ length: 104 }, (_, i) => {
  const mask = new Mask(12, 9);
  mask.data[i] = 1;
  return { label: `organ ${i}`, slice: i % 4, mask };
});

describe('a binary DICOM Segmentation', () => {
  const cases = [
    ...Object.values(dicomImages).map((image: DicomImage) => [image.name, image, objectsOf(image)] as const),
    ['overlap', dicomImages.oneSlice, objectsOf(dicomImages.oneSlice).slice(1, 4)] as const,
    ['104 segments', dicomImages.ctSeries, manySegments] as const,
  ];

  it.for(cases)(
    'of %s has no error for dciodvfy, and its voxels for highdicom and dcmqi',
    async ([, image, objects], context) => {
      const { sources, file } = await exported(image, 'dicom-seg', objects);
      const problems = await read(checker, context, '-new', file);
      expect(problems).toContain('Segmentation');
      expect(problems).not.toContain('Error');
      expect(await shapesRead(context, 'dicom_seg', file, ...sources)).toEqual(shapes(objects));
      if (isVolume(image)) await expectInSlicer(context, { sources, file, objects });
    },
  );
});

/** dcmqi makes volumes of segments, which takes places in the patient at equal distances. */
function isVolume({ spacing, heights }: DicomImage): boolean {
  return spacing !== undefined && heights === undefined;
}

/** 3D Slicer reads Segmentations through dcmqi: names, colours, and voxels in millimetres. */
async function expectInSlicer(
  context: TestContext,
  { sources, file, objects }: Awaited<ReturnType<typeof exported>>,
): Promise<void> {
  const text = await read(python, context, 'dcmqi', file, ...sources);
  if (!text.startsWith('[')) throw new Error(text);
  const found = JSON.parse(text) as (Shape & Colored)[];
  expect(sorted(found.map(({ label, slice, counts }) => ({ label, slice, counts })))).toEqual(shapes(objects));
  // dcmqi takes the white of CIELab to be that of D65, where the standard has D50 (PS3.3, C.10.7.1.1): blue colours lose up to 71
  // of 255 of their red, and the rest stays within 12.
  const names = [...new Set(objects.map(({ label }) => label))];
  const colors = names.map((_, at) =>
    [1, 3, 5].map((part) => Number.parseInt(paletteColor(at + 1).slice(part, part + 2), 16)),
  );
  for (const { label, color } of found) {
    const wanted = colors[names.indexOf(label)]!;
    // A red that this makes negative is given as a number without a sign.
    const shown = color.map((part) => Math.max(0, part | 0));
    const [red, green, blue] = wanted.map((part, at) => Math.abs(part - shown[at]!));
    expect(Math.max(green!, blue!)).toBeLessThanOrEqual(12);
    expect(red).toBeLessThanOrEqual(72);
  }
}

it('a Segmentation saved beside its series has no error for dciodvfy, and its voxels for highdicom', async (context) => {
  const folder = path.join(root, 'saved');
  const sources = writeDicomImage(folder, dicomImages.ctSeries).map((name) => path.join(folder, name));
  const objects = objectsOf(dicomImages.ctSeries);
  await saveObjects(sources[0]!, objects, 'dicom-seg');
  const file = `${sources[0]!}.mask.dcm`;
  expect(await read(checker, context, '-new', file)).not.toContain('Error');
  expect(await shapesRead(context, 'dicom_seg', file, ...sources)).toEqual(shapes(objects));
});

describe('a label map in DICOM', () => {
  it.for(Object.values(dicomImages))('of $name has its voxels for highdicom', async (image, context) => {
    // One object covers no other.
    const objects = objectsOf(image).slice(0, image.slices === 1 ? 1 : 2);
    const { sources, file } = await exported(image, 'dicom-labelmap', objects);
    expect(await shapesRead(context, 'dicom_seg', file, ...sources)).toEqual(shapes(objects));
  });
});

describe('an RT Structure Set', () => {
  const { ctSeries, obliqueMr, narrowPixels, unevenSlices } = dicomImages;

  it.for([ctSeries, obliqueMr, narrowPixels, unevenSlices])(
    'of $name has no error for dciodvfy, and the pixels of its masks inside its contours for rt-utils and OpenCV',
    async (image, context) => {
      const objects = objectsOf(image).slice(0, 4);
      const { sources, file } = await exported(image, 'rtstruct', objects);
      const problems = await read(checker, context, '-new', file);
      expect(problems).toContain('RTStructureSet');
      expect(problems).not.toContain('Error');
      expect(await shapesRead(context, 'rtstruct', file, ...sources)).toEqual(shapes(objects));
    },
  );
});

describe('a de-identified export', () => {
  const { ctSeries, enhancedMr } = dicomImages;

  it.for([ctSeries, enhancedMr])(
    'of $name has no new error for dciodvfy, and its masks refer to its images for highdicom',
    async (image, context) => {
      const folder = path.join(root, `${image.name} de-identified`);
      const out = `${folder} out`;
      const sources = writeDicomImage(folder, image).map((name) => path.join(folder, name));
      const objects = objectsOf(image);
      await saveObjects(sources[0]!, objects);
      await exportMasks({ folder, layout: 'dicom-seg', out, selection: 'reviewed', deidentify: true });
      const files = filesBelow(out).map((name) => path.join(out, name));
      const [seg, images] = [files.at(-1)!, files.slice(0, -1)];
      const errors = async (file: string): Promise<string[]> =>
        (await read(checker, context, '-new', file)).split('\n').filter((line) => line.startsWith('Error'));
      expect(await errors(seg)).toEqual([]);
      const before = await errors(sources[0]!);
      expect((await errors(images[0]!)).filter((error) => !before.includes(error))).toEqual([]);
      expect(await shapesRead(context, 'dicom_seg', seg, ...images)).toEqual(shapes(objects));
    },
  );
});

describe('DICOM images made of what is no DICOM', () => {
  it.for([
    { of: 'a volume in NIfTI', file: 'nifti/example_ct_sm.nii.gz', furthest: 0 },
    { of: 'a left-handed volume of 3D Slicer', file: 'nrrd/brain1_image.nrrd', furthest: 0 },
    { of: 'values of floating point', file: 'nifti/PET_image.nii.gz', furthest: 0.0002 },
    { of: 'a picture in JPEG', file: 'photo.jpg', furthest: 4 },
  ])(
    'of $of have no error for dciodvfy, and voxels where they were for highdicom and dcmqi',
    async (which, context) => {
      const folder = path.join(root, which.of);
      const name = path.basename(which.file);
      const image = path.join(folder, name);
      mkdirSync(folder);
      copyFileSync(name === 'photo.jpg' ? photo : path.join(formats, which.file), image);
      const opened = await openImage(image);
      opened.dispose();
      const { info } = opened;
      const drawn = objectsOf(info);
      await saveObjects(image, drawn);
      // DICOM images are stored as they are displayed.
      const turn = displayOrientation(info);
      const objects = drawn.map((object) => {
        const { width, height, data } = orient(object.mask.data, info, 1, turn);
        return { ...object, mask: new Mask(width, height, data) };
      });
      const out = `${folder} out`;
      expect(await exportMasks({ folder, layout: 'dicom-seg', out, selection: 'reviewed' })).toMatchObject({
        failed: [],
        skipped: [],
      });
      const files = filesBelow(out).map((file) => path.join(out, file));
      const sources = files.filter((file) => !file.endsWith('_seg.dcm'));
      const [file] = files.filter((each) => !sources.includes(each));
      expect(sources).toHaveLength(info.slices);
      for (const each of [sources[0]!, file!]) {
        expect(await read(checker, context, '-new', each)).not.toContain('Error');
      }
      const text = await read(python, context, 'derived', image, file!, ...sources);
      const found = JSON.parse(text) as { furthest: number; shapes: Shape[]; slicer?: Shape[] };
      expect(found.furthest).toBeLessThanOrEqual(which.furthest);
      expect(sorted(found.shapes)).toEqual(shapes(objects));
      if (info.geometry === undefined) return;
      expect(sorted(found.slicer!.map(({ label, slice, counts }) => ({ label, slice, counts })))).toEqual(
        shapes(objects),
      );
    },
  );
});

it('names codes of SNOMED CT that pydicom knows, too', async (context) => {
  const known = new Set(JSON.parse(await read(python, context, 'snomed')) as string[]);
  expect(snomedNames.filter(([, value]) => !known.has(value))).toEqual([]);
});

describe('what is no DICOM', () => {
  /** Exports objects of a NIfTI volume, or of a picture. */
  async function exportedVolume(layout: LayoutName, slices = 3, drawn?: TestObject[]): Promise<string> {
    const folder = path.join(root, `volume ${layout} ${slices}`);
    const name = slices === 1 ? 'a.png' : 'ct.nii.gz';
    writeImage(folder, name, slices);
    writeSidecar(folder, name, drawn ?? objectsOf({ ...size, slices }), slices);
    const out = `${folder} out`;
    expect(await exportMasks({ folder, layout, out, selection: 'reviewed' })).toMatchObject({ failed: [] });
    return out;
  }
  const objects = objectsOf({ ...size, slices: 3 });

  it.for(['coco', 'coco-polygons'] as const)('is read by pycocotools as %s', async (layout, context) => {
    const out = await exportedVolume(layout);
    expect(await shapesRead(context, 'coco', path.join(out, 'annotations.json'))).toEqual(shapes(objects));
  });

  it('is read by pynrrd as a segmentation of 3D Slicer', async (context) => {
    const out = await exportedVolume('slicer');
    // pynrrd takes the header for ASCII and leaves out what is not, where 3D Slicer reads UTF-8.
    const ascii = objects.map((object) => ({ ...object, label: object.label.replace('ä', '') }));
    expect(await shapesRead(context, 'slicer', path.join(out, 'ct.seg.nrrd'))).toEqual(shapes(ascii));
  });

  it('is read by nibabel as NIfTI per label', async (context) => {
    const out = await exportedVolume('nifti-labels');
    const files = filesBelow(out).map((name) => path.join(out, name));
    expect(files.map((file) => path.basename(file))).toContain('liver__2.nii.gz');
    expect(await shapesRead(context, 'nifti', ...files)).toEqual(shapes(objects));
  });

  it('is read by nibabel as a task of the Decathlon', async (context) => {
    const out = await exportedVolume('decathlon', 3, objects.slice(0, 2));
    expect(await shapesRead(context, 'decathlon', out)).toEqual(shapes(objects.slice(0, 2)));
  });

  it('is read by labelme', async (context) => {
    const out = await exportedVolume('labelme');
    const files = filesBelow(out).filter((name) => name.endsWith('.json'));
    expect(await shapesRead(context, 'labelme', ...files.map((name) => path.join(out, name)))).toEqual(shapes(objects));
  });

  it('is read by datumaro as CVAT', async (context) => {
    const out = await exportedVolume('cvat');
    expect(await shapesRead(context, 'cvat', path.join(out, 'annotations.xml'))).toEqual(shapes(objects));
  });

  it('is read by supervision as YOLO', async (context) => {
    const out = await exportedVolume('yolo');
    expect(await shapesRead(context, 'yolo', out)).toEqual(shapes(objects));
  });
});
