import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { cross, type Vector3 } from '../../src/core/geometry/volumeGeometry';
import { dicomFile, greyImage, u16, type DicomElement } from '../fixtures/dicomFile';

/** A DICOM image to be made: a series of files, or one file of several frames. */
export interface DicomImage {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly slices: number;
  /** [down, across], as Pixel Spacing has it; none and no place in the patient when left out. */
  readonly spacing?: readonly [number, number];
  readonly row?: Vector3;
  readonly column?: Vector3;
  /** Where the slices lie along the normal, in mm; 2.5 apart when left out. */
  readonly heights?: readonly number[];
  readonly modality?: string;
  readonly classUid?: string;
  /** One file of all slices; `enhanced` says where each of them lies. */
  readonly frames?: 'enhanced' | 'plain';
  readonly color?: true;
}

const root = '1.2.826.0.1.3680043.10.1';

/** The images that exports are tried on: they differ in what formats of masks are likely to get wrong. */
export const dicomImages = {
  ctSeries: { name: 'ct-series', width: 12, height: 9, slices: 4, spacing: [0.7, 0.7] },
  obliqueMr: {
    ...{ name: 'oblique-mr', width: 11, height: 10, slices: 3, spacing: [0.9, 0.9], modality: 'MR' },
    ...{ row: [0.6, 0.8, 0], column: [0, 0, -1], classUid: '1.2.840.10008.5.1.4.1.1.4' },
  },
  enhancedMr: {
    ...{ name: 'enhanced-mr', width: 10, height: 12, slices: 5, spacing: [1.25, 1.25], modality: 'MR' },
    ...{ frames: 'enhanced', classUid: '1.2.840.10008.5.1.4.1.1.4.1' },
  },
  ultrasound: {
    ...{ name: 'ultrasound', width: 16, height: 8, slices: 3, modality: 'US', frames: 'plain' },
    ...{ classUid: '1.2.840.10008.5.1.4.1.1.3.1' },
  },
  color: {
    name: 'color',
    width: 9,
    height: 9,
    slices: 1,
    modality: 'OT',
    color: true,
    classUid: '1.2.840.10008.5.1.4.1.1.7',
  },
  narrowPixels: { name: 'narrow-pixels', width: 13, height: 7, slices: 3, spacing: [2, 0.5] },
  unevenSlices: { name: 'uneven-slices', width: 8, height: 8, slices: 4, spacing: [0.8, 0.8], heights: [0, 2, 5, 12] },
  oneSlice: { name: 'one-slice', width: 10, height: 8, slices: 1, spacing: [0.5, 0.5] },
} as const satisfies Record<string, DicomImage>;

/** Writes the files of an image into a folder. @returns the names of its files in the order of the slices */
export function writeDicomImage(folder: string, image: DicomImage): string[] {
  mkdirSync(folder, { recursive: true });
  const { name, slices, frames } = image;
  const files = frames === undefined ? Array.from({ length: slices }, (_, slice) => slice) : [0];
  return files.map((slice) => {
    const file = files.length === 1 ? `${name}.dcm` : `${name}-${slice + 1}.dcm`;
    writeFileSync(path.join(folder, file), dicomFile(elementsOf(image, slice)));
    return file;
  });
}

/** Position of the first pixel of a slice (LPS, mm). */
function positionOf({ row = [1, 0, 0], column = [0, 1, 0], heights }: DicomImage, slice: number): Vector3 {
  const normal = cross(row, column);
  const height = heights?.[slice] ?? slice * 2.5;
  return normal.map((part, axis) => [-20.5, 31.25, -100][axis]! + part * height) as unknown as Vector3;
}

function elementsOf(image: DicomImage, slice: number): DicomElement[] {
  const { name, width, height, slices, spacing, row = [1, 0, 0], column = [0, 1, 0], modality = 'CT', color } = image;
  const id = Array.from(name).reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 7) % 1_000_000_007;
  const area = width * height * (image.frames === undefined ? 1 : slices);
  const orientation = [...row, ...column].join('\\');
  const isPlain = spacing !== undefined && image.frames === undefined;
  const pixels = color
    ? Uint8Array.from({ length: area * 3 }, (_, at) => at)
    : u16(...Array.from({ length: area }, (_, at) => at + slice));
  return greyImage(
    width,
    height,
    ['0008,0016', 'UI', image.classUid ?? '1.2.840.10008.5.1.4.1.1.2'],
    ['0008,0018', 'UI', `${root}.${id}.3.${slice + 1}`],
    ['0008,0020', 'DA', '20260102'],
    ['0008,0030', 'TM', '101500'],
    ['0008,0050', 'SH', 'ACC1'],
    ['0008,0060', 'CS', modality],
    ['0008,0090', 'PN', 'Doctor^Ann'],
    ['0010,0010', 'PN', 'Test^Patient'],
    ['0010,0020', 'LO', 'P-17'],
    ['0010,0030', 'DA', '19700304'],
    ['0010,0040', 'CS', 'F'],
    ['0018,0050', 'DS', '2.5'],
    ['0020,000d', 'UI', `${root}.${id}.1`],
    ['0020,000e', 'UI', `${root}.${id}.2`],
    ['0020,0010', 'SH', 'ST1'],
    ['0020,0011', 'IS', '4'],
    ['0020,0013', 'IS', String(slice + 1)],
    ...(spacing === undefined ? [] : ([['0020,0052', 'UI', `${root}.${id}.4`]] as const)),
    ...(isPlain
      ? ([
          ['0020,0032', 'DS', positionOf(image, slice).join('\\')],
          ['0020,0037', 'DS', orientation],
          ['0028,0030', 'DS', spacing.join('\\')],
        ] as const)
      : []),
    ...(image.frames === undefined ? [] : ([['0028,0008', 'IS', String(slices)]] as const)),
    ...(image.frames === 'enhanced' ? enhancedGroups(image, orientation) : []),
    ...(color
      ? ([
          ['0028,0002', 'US', 3],
          ['0028,0004', 'CS', 'RGB'],
          ['0028,0006', 'US', 0],
          ['0028,0100', 'US', 8],
          ['0028,0101', 'US', 8],
          ['0028,0102', 'US', 7],
        ] as const)
      : []),
    ['7fe0,0010', color ? 'OB' : 'OW', pixels],
  );
}

function enhancedGroups(image: DicomImage, orientation: string): DicomElement[] {
  const { slices, spacing } = image;
  const measures: DicomElement[] = [
    ['0018,0050', 'DS', '2.5'],
    ['0028,0030', 'DS', spacing!.join('\\')],
  ];
  return [
    [
      '5200,9229',
      'SQ',
      [
        [
          ['0028,9110', 'SQ', [measures]],
          ['0020,9116', 'SQ', [[['0020,0037', 'DS', orientation]]]],
        ],
      ],
    ],
    [
      '5200,9230',
      'SQ',
      Array.from({ length: slices }, (_, slice): DicomElement[] => [
        ['0020,9113', 'SQ', [[['0020,0032', 'DS', positionOf(image, slice).join('\\')]]]],
      ]),
    ],
  ];
}
