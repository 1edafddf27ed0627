import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { UserError } from '../../../src/core/base/error';
import { openBytes, readHeaderFields } from '../../../src/core/formats/registry';
import type { MedicalImage } from '../../../src/core/image/medicalImage';
import { toRgb } from '../../../src/core/image/toRgb';
import { defaultWindow } from '../../../src/core/image/applyWindow';
import { offeredWindows } from '../../../src/core/image/windowPresets';
import { describeProbe } from '../../../src/core/view/describe';
import { createPixelCodecs } from '../../../src/node/codecs/pixelCodecs';
import { english } from '../../../src/core/text/message';
import { dicomFile, greyImage, u16, type DicomElement } from '../../fixtures/dicomFile';
import { maxDifference } from '../../support/npy';

const golden = path.join(import.meta.dirname, '../../golden/formats');

/** What pydicom or numpy make of a file, see golden/formats/dicoms.py. */
interface Golden {
  /** Modality values of all frames. */
  readonly values?: readonly number[];
  /** Of the first frame, under its default window. */
  readonly grey?: readonly number[];
  readonly rgb?: readonly number[];
  readonly tolerance?: number;
  readonly unit?: string;
  readonly sampleType?: string;
  /** Part of the only remark. */
  readonly remark?: string;
  /** Of the windows that are offered, in order. */
  readonly names?: readonly string[];
  readonly suv?: number | null;
}

const goldens = JSON.parse(readFileSync(path.join(golden, 'dicoms.json'), 'utf8')) as Readonly<Record<string, Golden>>;
const codecs = createPixelCodecs();
const bytesOf = (name: string): Uint8Array => new Uint8Array(readFileSync(path.join(golden, 'dicoms', name)));
const open = (name: string): Promise<MedicalImage> => openBytes(bytesOf(name), name, codecs);

async function valuesOf(image: MedicalImage): Promise<number[]> {
  const values: number[] = [];
  for (let index = 0; index < image.info.slices; index++) {
    const { data, slope, intercept } = await image.readSlice(index);
    values.push(...Array.from(data, (value) => value * slope + intercept));
  }
  return values;
}

describe('DICOM means what other readers make of it', () => {
  test.each(Object.entries(goldens))('%s', async (name, { values, grey, rgb, tolerance = 0, ...more }) => {
    const image = await open(name);
    if (values !== undefined) expect(maxDifference(await valuesOf(image), values)).toBeLessThanOrEqual(tolerance);
    const slice = await image.readSlice(0);
    if (rgb !== undefined) expect(maxDifference(slice.data, rgb)).toBeLessThanOrEqual(tolerance);
    // Grey levels are rounded to whole ones.
    if (grey !== undefined) {
      expect(maxDifference(toRgb(slice, defaultWindow(slice)).data, grey)).toBeLessThanOrEqual(0.5 + 1e-6);
    }
    if (more.unit !== undefined) expect(image.info.unit).toBe(more.unit);
    if (more.sampleType !== undefined) expect(image.info.sampleType).toBe(more.sampleType);
    if (more.names !== undefined) {
      const offered = offeredWindows(image.info, slice, defaultWindow(slice)).slice(0, more.names.length);
      expect(offered.map((window) => window.name ?? '')).toEqual(more.names);
    }
    if (more.remark !== undefined) expect(image.info.remarks?.map(english).join('\n')).toContain(more.remark);
    if (more.suv === null) expect(image.info.suv).toBeUndefined();
    else if (more.suv !== undefined) expect(image.info.suv! / more.suv).toBeCloseTo(1, 9);
  });
});

describe('what cannot be right is refused', () => {
  const messageOf = (work: Promise<unknown>): Promise<string> =>
    work.then(
      () => 'It was read.',
      (error: unknown) => (error instanceof UserError ? error.message : String(error)),
    );

  test('a slope that is no number', async () => {
    expect(await messageOf(open('noNumber.dcm'))).toMatch(/Rescale Slope .*“1\.5 HU”.* not a number/);
  });

  test('a JPEG that ends before its pixels do', async () => {
    const image = await open('jpegCutShort.dcm');
    expect(await messageOf(image.readSlice(0))).toMatch(/JPEG pixel data are damaged/);
  });
});

test('large whole numbers of the header are shown', async () => {
  const { fields } = await readHeaderFields(bytesOf('extendedOffsets.dcm'), 'a.dcm');
  const valueOf = (tag: string): string | undefined => fields.find((field) => field.tag === tag)?.value;
  expect(valueOf('(0019,1001)')).toBe('1099511627776');
  expect(valueOf('(0019,1002)')).toBe('-1099511627776');
  expect(valueOf('(7FE0,0001)')).toMatch(/^0\\\d+\\\d+\\\d+$/);
});

test('the pixel under the pointer of a PET image has its SUV', async () => {
  const image = await open('petAdmin.dcm');
  const slice = await image.readSlice(0);
  const activity = slice.data[0]! * 2.5;
  const text = describeProbe(image.info, slice, 0, { x: 0.5, y: 0.5 });
  expect(text).toContain(`Bq/ml · SUV ${(activity * image.info.suv!).toFixed(2)}`);
});

describe('the window of a header that shows nothing', () => {
  const image = (modality: string): Promise<MedicalImage> =>
    openBytes(
      dicomFile(
        greyImage(
          4,
          1,
          ['0008,0060', 'CS', modality],
          ['0028,1050', 'DS', '20000'],
          ['0028,1051', 'DS', '400'],
          ['7fe0,0010', 'OW', u16(100, 200, 300, 400)],
        ),
      ),
      'a.dcm',
      codecs,
    );

  test('gives way to percentiles in a projection, and its name says so', async () => {
    const slice = await (await image('DX')).readSlice(0);
    const window = defaultWindow(slice)!;
    expect(english(window.name!)).toMatch(/window in the header is outside the values/);
    expect(slice.remarks?.map(english).join()).toMatch(/window in the header is outside the values/);
    expect([...toRgb(slice, window).data]).toEqual([0, 85, 170, 255]);
  });

  test('is kept in a slice of a volume, which may be dark', async () => {
    expect(defaultWindow(await (await image('CT')).readSlice(0))).toEqual({ center: 20000, width: 400 });
  });
});

test('overlay planes are reported', async () => {
  const plane: DicomElement[] = [
    ['6000,0010', 'US', 1],
    ['6000,0011', 'US', 4],
    ['6000,3000', 'OW', u16(5)],
  ];
  const { info } = await openBytes(dicomFile(greyImage(4, 1, ...plane)), 'a.dcm', codecs);
  expect(info.remarks?.map(english)).toEqual(['The file has an overlay plane, which is not shown.']);
});
