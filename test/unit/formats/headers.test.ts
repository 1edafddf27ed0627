import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UserError } from '../../../src/core/base/error';
import { isConfidential } from '../../../src/core/formats/dicom/confidential';
import type { HeaderField } from '../../../src/core/formats/headerField';
import { readHeaderFields } from '../../../src/core/formats/registry';

const golden = path.join(import.meta.dirname, '../../golden/formats');
const bytesOf = (...names: string[]): Uint8Array => readFileSync(path.join(golden, ...names));

/** An attribute as pydicom reads it. */
interface Expected {
  readonly tag: string;
  readonly vr: string;
  readonly keyword: string;
  readonly value?: readonly string[] | string;
  readonly bytes?: number;
  readonly items?: readonly (readonly Expected[])[];
}

/** `1.0` of Python is `1` here; texts stay as they are. */
function asNumber(text: string): number | string {
  return text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
}

function compare(fields: readonly HeaderField[], expected: readonly Expected[]): void {
  expect(fields.map(({ tag }) => tag).toSorted()).toEqual(expected.map(({ tag }) => tag).toSorted());
  for (const want of expected) {
    const field = fields.find(({ tag }) => tag === want.tag)!;
    if (want.keyword !== '') expect(field.name).toBe(want.keyword);
    if (want.items !== undefined) {
      expect(field.items).toHaveLength(want.items.length);
      for (const [index, item] of want.items.entries()) compare(field.items![index]!, item);
    } else if (want.bytes !== undefined) {
      expect(field.value).toMatch(/bytes$|^[ -~]*$/);
    } else {
      expect(field.value.split('\\').map(asNumber)).toEqual([want.value!].flat().map(asNumber));
    }
  }
}

describe('DICOM', () => {
  const expected = JSON.parse(bytesOf('headers.json').toString()) as Record<string, readonly Expected[]>;

  test.each(Object.keys(expected))('attributes of the %s file are those that pydicom reads', async (name) => {
    const { title, fields } = await readHeaderFields(bytesOf('headers', `${name}.dcm`), `${name}.dcm`);
    expect(title).toBe('DICOM');
    compare(fields, expected[name]!);
  });

  test('names, identifiers and private elements count as confidential, pixels and geometry do not', async () => {
    const { fields } = await readHeaderFields(bytesOf('headers', 'explicit.dcm'), 'a.dcm');
    const confidential = fields.filter((field) => field.confidential).map(({ name }) => name);
    expect(confidential).toEqual(expect.arrayContaining(['PatientName', 'PatientID', 'SOPInstanceUID', 'private']));
    expect(confidential).not.toContain('Rows');
    expect(confidential).not.toContain('WindowCenter');
    expect(isConfidential('00080090', 'PN')).toBe(true);
    expect(isConfidential('00200032', 'DS')).toBe(false);
    expect(isConfidential('60003000', 'OW')).toBe(true);
    expect(isConfidential('60000010', 'US')).toBe(false);
  });

  test('a file of another kind than an image is listed too', async () => {
    const bytes = Uint8Array.from(bytesOf('headers', 'explicit.dcm'));
    const pixels = Buffer.from(bytes).indexOf(Buffer.from([0xe0, 0x7f, 0x10, 0x00]));
    const { fields } = await readHeaderFields(bytes.subarray(0, pixels), 'report.dcm');
    expect(fields.map(({ name }) => name)).toContain('PatientName');
  });
});

describe('other formats', () => {
  const named = async (folder: string, file: string): Promise<Record<string, HeaderField>> => {
    const { fields } = await readHeaderFields(bytesOf(folder, file), file);
    return Object.fromEntries(fields.map((field) => [field.name, field]));
  };

  test.each(
    ['images', 'pictures', 'tiffs', 'volumes'].flatMap((folder) =>
      readdirSync(path.join(golden, folder))
        .filter((file) => !/\.z?raw$|^animated/.test(file))
        .map((file) => [folder, file] as const),
    ),
  )('%s/%s', async (folder, file) => {
    const { fields } = await readHeaderFields(bytesOf(folder, file), file);
    expect(fields.length).toBeGreaterThan(2);
    for (const { name, value } of fields) expect(`${name}${value}`).not.toMatch(/\[object|undefined|function/);
  });

  test('NRRD and MetaImage are listed line by line', async () => {
    const nrrd = await named('volumes', 'ras.nrrd');
    expect(nrrd['space']?.value).toBe('right-anterior-superior');
    const meta = await named('volumes', 'int16.mha');
    expect(meta['ElementType']?.value).toBe('MET_SHORT');
  });

  test('NIfTI gives the fields of its header, free texts as confidential', async () => {
    const nifti = await named('images', 'uint8.nii');
    expect(nifti['datatypeCode']?.value).toBe('2');
    expect(nifti['description']?.confidential).toBe(true);
  });

  test('TIFF gives its tags with their numbers', async () => {
    const tiff = await named('tiffs', 'lzw.tif');
    expect(tiff['compression']).toMatchObject({ tag: '259', value: '5' });
    expect(tiff['pages']?.value).toBe('1');
  });
});

describe('broken files', () => {
  test('are refused by name, wherever they end', async () => {
    const whole = bytesOf('headers', 'explicit.dcm');
    for (let end = 0; end < whole.length; end += 7) {
      try {
        await readHeaderFields(whole.subarray(0, end), 'cut.dcm');
      } catch (error) {
        expect(error).toBeInstanceOf(UserError);
        expect((error as UserError).details.file).toBe('cut.dcm');
      }
    }
  });

  test('never end in a programming error', async () => {
    const files = [
      ['headers', 'implicit.dcm'],
      ['images', 'uint8.nii'],
      ['tiffs', 'lzw.tif'],
      ['volumes', 'int16.mha'],
      ['pictures', 'rgb.bmp'],
      ['pictures', 'u2.npy'],
    ] as const;
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...files),
        fc.array(fc.tuple(fc.nat(511), fc.nat(255)), { maxLength: 12 }),
        async ([folder, file], changes) => {
          const bytes = Uint8Array.from(bytesOf(folder, file));
          for (const [at, value] of changes) bytes[at % bytes.length] = value;
          await readHeaderFields(bytes, file).catch((error: unknown) => {
            expect(error).toBeInstanceOf(UserError);
          });
        },
      ),
      { numRuns: 400 },
    );
  });
});
