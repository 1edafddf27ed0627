import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesSource } from '../../../src/core/base/byteSource';
import { latin1 } from '../../../src/core/base/bytes';
import { isConfidential } from '../../../src/core/formats/dicom/confidential';
import { parseContent, parseFile, strings, type DataSet } from '../../../src/core/formats/dicom/dataSet';
import { burnedInRisks } from '../../../src/core/formats/dicom/deidentify/burnedIn';
import { deidentified } from '../../../src/core/formats/dicom/deidentify/rewrite';
import { DataDictionary } from '../../../src/core/formats/dicom/dictionary';
import groups from '../../../src/core/formats/dicom/dictionary.json';
import { dicomFile as writeFile, type WrittenDataSet } from '../../../src/core/formats/dicom/write/dataSet';
import { SaltedPseudonyms } from '../../../src/node/transfer/pseudonyms';
import { concat, dicomFile, encapsulated, greyImage, syntax, type DicomElement } from '../../fixtures/dicomFile';

const dictionary = await DataDictionary.load();

async function rewritten(file: Uint8Array, pseudonyms = new SaltedPseudonyms()): Promise<Uint8Array> {
  const before = Uint8Array.from(file);
  const bytes = await deidentified(await parseContent(bytesSource(file)), dictionary, pseudonyms);
  expect(file).toEqual(before);
  return bytes;
}

/** What tells who the patient is, by value representation; every value has one of {@link signs} in it. */
const planted: Readonly<Record<string, string | Uint8Array>> = {
  AE: 'ZWERGNASE',
  AS: '093Y',
  CS: 'ZWERGNASE',
  DA: '19330521',
  DS: '93.3333',
  DT: '19330521101500.5+0100',
  IS: '933333',
  UI: '1.2.826.0.1.933333.7',
  ...Object.fromEntries(['LO', 'LT', 'PN', 'SH', 'ST', 'UC', 'UR', 'UT'].map((vr) => [vr, 'Zwergnase^Anna'])),
};
const signs = /zwergnase|93\.?3333|19330521|093Y/i;

/** The first sign in a file, apart from the digits of UIDs that were made for it. */
function signIn(file: Uint8Array): string | undefined {
  return signs.exec(latin1(file).replaceAll(/2\.25\.\d+/g, ''))?.[0];
}

const bytesOfName = Uint8Array.from('Zwergnase!', (letter) => letter.charCodeAt(0));

type Plant = readonly [tag: string, vr: string];
const attributes: readonly Plant[] = Object.entries(groups).flatMap(([group, rows]) =>
  rows.split(', ').map((row) => {
    const [element, vr] = row.split(' ') as [string, string];
    return [`${group.replace('xx', '02')}${element}`, vr] as const;
  }),
);
const confidential = attributes.filter(
  ([tag, vr]) => tag >= '00080001' && tag < '7fe00000' && isConfidential(tag, vr) && vr !== 'TM',
);
const elsewhere: readonly Plant[] = [
  ['00091001', 'LO'],
  ['00091002', 'UN'],
  ['00211010', 'SQ'],
  ['00080001', 'LO'],
  ['0008ff42', 'LO'],
  ['00182fff', 'UN'],
  ['00324001', 'LT'],
  ['00209999', 'PN'],
  ['50021002', 'OB'],
  ['60023000', 'OB'],
  ['60020022', 'LO'],
  ['04000500', 'SQ'],
  ['00081190', 'UR'],
  ['00620020', 'UT'],
  ['00100033', 'LO'],
  ['00120055', 'LO'],
];

function element([tag, vr]: Plant): WrittenDataSet[number] {
  if (vr === 'SQ')
    return [
      tag,
      'SQ',
      [
        [
          ['00100010', 'PN', 'Zwergnase^Anna'],
          ['00104000', 'LT', 'Zwergnase'],
        ],
      ],
    ];
  return [tag, vr, planted[vr] ?? bytesOfName];
}

const image: WrittenDataSet = [
  ['00080016', 'UI', '1.2.840.10008.5.1.4.1.1.2'],
  ['00080018', 'UI', '1.2.826.0.1.933333.1'],
  ['00080060', 'CS', 'CT'],
  ['00280010', 'US', 2],
  ['00280011', 'US', 3],
  ['7fe00010', 'OW', Uint8Array.from({ length: 12 }, (_, at) => at)],
];

describe('a de-identified file', () => {
  it.each(['explicit', 'implicit', 'bigEndian'] as const)('says nothing of the patient, %s', async (encoding) => {
    await fc.assert(
      fc.asyncProperty(
        fc.subarray([...confidential, ...elsewhere], { minLength: 40 }),
        fc.nat({ max: 3 }),
        async (plants, depth) => {
          const tags = new Map(plants.filter(([tag]) => tag !== '00080018').map((plant) => [plant[0], element(plant)]));
          const level = [...tags.values()];
          // Sequences that images keep: references, functional groups, codes.
          const nested = ['00081140', '52009230', '00082218'].slice(0, depth);
          // Two items of each, the second of them short: two whole ones in each level would be eight in the last.
          const inner = nested.reduce<WrittenDataSet>(
            (items, tag) => [...level.filter(([own]) => own !== tag), [tag, 'SQ', [items, level.slice(0, 40)]]],
            level,
          );
          const file = writeFile([...inner.filter(([tag]) => !image.some(([own]) => own === tag)), ...image], encoding);
          const result = await rewritten(file);
          expect(signIn(result)).toBeUndefined();
          const { dataSet, transferSyntax } = parseFile(result);
          expect(transferSyntax).toBe(parseFile(file).transferSyntax);
          expect(pixelsOf(dataSet)).toEqual(image.at(-1)![2]);
          expect(dataSet.uint16('x00280010')).toBe(2);
          for (const tag of ['x00080016', 'x00020002']) {
            expect(strings(dataSet, tag)).toEqual(['1.2.840.10008.5.1.4.1.1.2']);
          }
        },
      ),
      { numRuns: 12 },
    );
  });

  it('has every attribute of the profile removed or changed, one by one', async () => {
    for (const plant of [...confidential, ...elsewhere]) {
      if (image.some(([tag]) => tag === plant[0])) continue;
      const result = await rewritten(writeFile([...image, element(plant)]));
      expect(signIn(result), plant.join(' ')).toBeUndefined();
    }
  });

  it('keeps nothing in the preamble, behind texts, in padding and in values of another kind than stated', async () => {
    const file = dicomFile(
      greyImage(
        2,
        2,
        ['0002,0016', 'AE', 'ZWERGNASE'],
        ['0008,0016', 'UI', '1.2.840.10008.5.1.4.1.1.2\0Zwergnase'],
        ['0008,0070', 'LO', 'Maker\0Zwergnase'],
        ['0018,0050', 'DS', 'Zwergnase'],
        ['0020,0013', 'IS', '1\\Zwergnase'],
        ['0008,0032', 'TM', 'Zwergnase'],
        ['0010,0010', 'UN', bytesOfName],
        ['0010,2201', 'PN', 'Zwergnase'],
        ['0020,0010', 'LO', 'Zwergnase'],
        ['0018,0022', 'SQ', [[['0010,0010', 'PN', 'Zwergnase']]]],
      ),
    );
    file.set(bytesOfName, 0);
    const result = await rewritten(
      concat([file, Uint8Array.of(0xfc, 0xff, 0xfc, 0xff, 0x4f, 0x42, 0, 0, 10, 0, 0, 0), bytesOfName]),
    );
    expect(signIn(result)).toBeUndefined();
    const { dataSet } = parseFile(result);
    expect(strings(dataSet, 'x00080016')).toEqual(['1.2.840.10008.5.1.4.1.1.2']);
    expect(strings(dataSet, 'x00080070')).toEqual(['Maker']);
  });

  it('says nothing of the patient whatever kind of value a file states', async () => {
    const kinds = [...new Set(attributes.map(([, vr]) => vr))].filter((vr) => vr !== 'TM' && vr !== 'NO');
    const plant = fc.tuple(fc.constantFrom(...confidential), fc.constantFrom(...kinds));
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(plant, { minLength: 20, selector: ([[tag]]) => tag }), async (plants) => {
        const level = plants.filter(([[tag]]) => tag !== '00080018').map(([[tag], vr]) => element([tag, vr]));
        const result = await rewritten(writeFile([...level, ['52009230', 'SQ', [level]], ...image]));
        expect(signIn(result)).toBeUndefined();
      }),
      { numRuns: 15 },
    );
  });

  it('says that and how it was de-identified, and has what images need', async () => {
    const { dataSet } = parseFile(
      await rewritten(writeFile([...image, ['00080050', 'SH', 'A1'], ['00181000', 'LO', '77']])),
    );
    expect(strings(dataSet, 'x00120062')).toEqual(['YES']);
    expect(strings(dataSet, 'x00280303')).toEqual(['MODIFIED']);
    const codes = dataSet.elements['x00120064']!.items!.map((item) => strings(item.dataSet, 'x00080100')[0]);
    expect(codes).toEqual(['113100', '113107']);
    expect(strings(dataSet, 'x00100010')).toEqual(strings(dataSet, 'x00100020'));
    expect(dataSet.elements['x00080050']!.length).toBe(0);
    expect(strings(dataSet, 'x00181000')).toEqual(['REMOVED']);
    expect(strings(dataSet, 'x00020003')).toEqual(strings(dataSet, 'x00080018'));
  });

  it('has the UIDs of the meta information where the data set has none', async () => {
    const meta: DicomElement[] = [
      ['0002,0002', 'UI', '1.2.840.10008.5.1.4.1.1.2'],
      ['0002,0003', 'UI', '1.2.3'],
      ['0008,0018', 'UI', ''],
    ];
    const pseudonyms = new SaltedPseudonyms();
    const { dataSet } = parseFile(await rewritten(dicomFile(greyImage(2, 2, ...meta)), pseudonyms));
    expect(strings(dataSet, 'x00080018')).toEqual([pseudonyms.uid('1.2.3')]);
    expect(strings(dataSet, 'x00020003')).toEqual([pseudonyms.uid('1.2.3')]);
    expect(strings(dataSet, 'x00080016')).toEqual(['1.2.840.10008.5.1.4.1.1.2']);
  });

  it('keeps encapsulated pixels, offset table and all, and inflates deflated files', async () => {
    const parts = [Uint8Array.of(1, 2, 3, 4), Uint8Array.of(5, 6)];
    const jpegLs = dicomFile(greyImage(2, 2, encapsulated(parts, [0, 12])), syntax.jpegLs);
    const { dataSet, transferSyntax } = parseFile(await rewritten(jpegLs));
    expect(transferSyntax).toBe(syntax.jpegLs);
    expect(pixelsOf(dataSet)).toEqual(pixelsOf(parseFile(jpegLs).dataSet));
    const plain = writeFile(image);
    const start = parseFile(plain).dataSet.elements['x00080016']!.dataOffset - 8;
    const deflated = deflatedFile(plain.subarray(start));
    const inflated = parseFile(await rewritten(deflated));
    expect(inflated.transferSyntax).toBe(syntax.explicit);
    expect(pixelsOf(inflated.dataSet)).toEqual(image.at(-1)![2]);
  });
});

function deflatedFile(body: Uint8Array): Uint8Array {
  const head = dicomFile([], '1.2.840.10008.1.2.1.99');
  return concat([head, deflateRawSync(body)]);
}

function pixelsOf(dataSet: DataSet): Uint8Array {
  const { dataOffset, length } = dataSet.elements['x7fe00010']!;
  return dataSet.bytes.slice(dataOffset, dataOffset + length);
}

describe('files of one export', () => {
  const file = (patient: string, uid: string, date: string, more: readonly DicomElement[] = []): Uint8Array =>
    dicomFile(
      greyImage(
        2,
        2,
        ['0010,0020', 'LO', patient],
        ['0008,0018', 'UI', uid],
        ['0020,0052', 'UI', '1.2.840.10008.1.4.1.1'],
        ['0008,0020', 'DA', date],
        ['0008,002a', 'DT', `${date}093000.25+0100`],
        ['0008,0030', 'TM', '0930'],
        ...more,
      ),
    );
  const read = async (bytes: Uint8Array, pseudonyms: SaltedPseudonyms) =>
    parseFile(await rewritten(bytes, pseudonyms)).dataSet;
  const day = (dataSet: DataSet, tag: string): number => {
    const [, year, month, date] = /^(....)(..)(..)/.exec(strings(dataSet, tag)[0]!)!.map(Number);
    return Date.UTC(year!, month! - 1, date) / 86_400_000;
  };

  it('have the same UIDs and names for the same, dates as far apart, and others in the next export', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: 20_000 }), fc.integer({ min: -3000, max: 3000 }), async (from, apart) => {
        const pseudonyms = new SaltedPseudonyms();
        const text = (at: number): string => new Date(at * 86_400_000).toISOString().slice(0, 10).replaceAll('-', '');
        const first = await read(file('A', '1.2.3', text(from)), pseudonyms);
        const reference: DicomElement = [
          '0008,1140',
          'SQ',
          [
            [
              ['0008,1155', 'UI', '1.2.3'],
              ['0008,1150', 'UI', '1.2.840.10008.5.1.4.1.1.2'],
            ],
          ],
        ];
        const second = await read(file('A', '1.2.4', text(from + apart), [reference]), pseudonyms);
        const other = await read(file('B', '1.2.3', text(from)), new SaltedPseudonyms());
        expect(day(second, 'x00080020') - day(first, 'x00080020')).toBe(apart);
        expect(day(first, 'x00080020')).toBe(day(first, 'x0008002a'));
        expect(day(first, 'x00080020')).toBeLessThan(from);
        expect(strings(first, 'x0008002a')[0]).toMatch(/093000\.25\+0100$/);
        expect(strings(first, 'x00080030')).toEqual(['0930']);
        expect(strings(first, 'x00100020')).toEqual(strings(second, 'x00100020'));
        const item = second.elements['x00081140']!.items![0]!.dataSet;
        expect(strings(item, 'x00081155')).toEqual(strings(first, 'x00080018'));
        expect(strings(item, 'x00081150')).toEqual(['1.2.840.10008.5.1.4.1.1.2']);
        expect(strings(first, 'x00080018')[0]).toMatch(/^2\.25\.\d{1,39}$/);
        expect(strings(other, 'x00080018')).not.toEqual(strings(first, 'x00080018'));
        expect(strings(other, 'x00100020')).not.toEqual(strings(first, 'x00100020'));
        expect(strings(first, 'x00200052')).toEqual(['1.2.840.10008.1.4.1.1']);
      }),
      { numRuns: 20 },
    );
  });
});

describe('burned-in text', () => {
  const risks = (...more: readonly DicomElement[]): string[] =>
    burnedInRisks(parseFile(dicomFile(greyImage(2, 2, ...more))).dataSet);

  it('is warned of by what the header says, and by modality where it says nothing', () => {
    expect(risks(['0008,0060', 'CS', 'CT'])).toEqual([]);
    expect(risks(['0008,0060', 'CS', 'CT'], ['0028,0301', 'CS', 'YES'])).toHaveLength(1);
    for (const modality of ['US', 'XA', 'SC', 'ES', 'OT']) {
      expect(risks(['0008,0060', 'CS', modality])).toEqual([expect.stringContaining(modality)]);
      expect(risks(['0008,0060', 'CS', modality], ['0028,0301', 'CS', 'NO'])).toEqual([]);
    }
    expect(risks(['0008,0016', 'UI', '1.2.840.10008.5.1.4.1.1.7.2'])).toEqual([expect.stringContaining('captured')]);
    expect(risks(['0028,0302', 'CS', 'YES'])).toEqual([expect.stringContaining('face')]);
    expect(risks(['6000,0102', 'US', 12])).toEqual([expect.stringContaining('Overlays')]);
    expect(risks(['6000,0102', 'US', 0])).toEqual([]);
  });
});
