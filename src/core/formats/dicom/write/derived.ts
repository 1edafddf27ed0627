import { firstItem, strings, type DataSet } from '../dataSet';
import type { DicomSource, SourceSlice } from '../source';
import { copied, textOf } from './copy';
import type { WrittenDataSet } from './dataSet';

const patient = [
  ['00100010', 'PN'],
  ['00100020', 'LO'],
  ['00100030', 'DA'],
  ['00100040', 'CS'],
] as const;
const study = [
  ['00080020', 'DA'],
  ['00080030', 'TM'],
  ['00080050', 'SH'],
  ['00080090', 'PN'],
  ['00200010', 'SH'],
] as const;
const optional = [
  ['00081030', 'LO'],
  ['00101010', 'AS'],
  ['00101020', 'DS'],
  ['00101030', 'DS'],
  ['00120062', 'CS'],
  ['00120063', 'LO'],
  ['00280303', 'CS'],
] as const;

/** What identifies a new file. */
export interface DerivedFile {
  readonly classUid: string;
  readonly instanceUid: string;
  readonly seriesUid: string;
  /** Study that the file belongs to where the source names none. */
  readonly studyUid: string;
  readonly modality: string;
  readonly seriesNumber: number;
  readonly seriesDescription: string;
  /** From 1; 1 where it is the only one. */
  readonly number?: number;
  /** Date and time of the content, DA and TM; left out of what has none. */
  readonly date?: string;
  readonly time?: string;
}

/**
 * Patient, study, series, equipment and SOP common modules (PS3.3 C.7.1 to C.7.5, C.12.1) of a file that is made of images: those of
 * the patient and the study are the images' own.
 * @param source undefined for a file made of what is no DICOM: nothing is said of the patient and the study then
 */
export function derivedModules(source: DicomSource | undefined, file: DerivedFile): WrittenDataSet {
  const dataSet = source?.dataSet;
  const { date, time, number = 1 } = file;
  return [
    ['00080005', 'CS', 'ISO_IR 192'],
    ['00080016', 'UI', file.classUid],
    ['00080018', 'UI', file.instanceUid],
    ...(date === undefined || time === undefined
      ? []
      : ([
          ['00080012', 'DA', date],
          ['00080013', 'TM', time],
        ] as const)),
    ['00080060', 'CS', file.modality],
    ['00080070', 'LO', 'SAM-UNet'],
    ['0008103e', 'LO', file.seriesDescription],
    ['00081090', 'LO', 'SAM-UNet'],
    ['00181000', 'LO', '1'],
    ['00181020', 'LO', '1'],
    ['0020000d', 'UI', source === undefined ? file.studyUid : studyOf(source, file.studyUid)],
    ['0020000e', 'UI', file.seriesUid],
    ['00200011', 'IS', String(file.seriesNumber)],
    ['00200013', 'IS', String(number)],
    ...copied(dataSet, patient, true),
    ...copied(dataSet, study, true),
    ...copied(dataSet, optional, false),
    ...copiedCodes(dataSet, '00120064'),
  ];
}

/** UID of the study that the images belong to; `otherwise` where they name none. */
export function studyOf({ dataSet }: Pick<DicomSource, 'dataSet'>, otherwise: string): string {
  return strings(dataSet, 'x0020000d')[0] || otherwise;
}

/** The frame of reference of the images; undefined where they lie in none. */
export function frameOfReference({ dataSet, slices }: DicomSource): string | undefined {
  const uid = strings(dataSet, 'x00200052')[0] ?? '';
  return uid === '' || slices.some(({ plane }) => plane === undefined) ? undefined : uid;
}

/** Common Instance Reference (PS3.3 C.12.2): every image of the source, by its series. */
export function referencedSeries(slices: readonly SourceSlice[]): WrittenDataSet {
  const series = new Map<string, Map<string, SourceSlice>>();
  for (const slice of slices) {
    const instances = series.get(slice.seriesUid) ?? new Map<string, SourceSlice>();
    series.set(slice.seriesUid, instances.set(slice.instanceUid, slice));
  }
  const items = [...series].map(([uid, instances]): WrittenDataSet => [
    ['0020000e', 'UI', uid],
    ['0008114a', 'SQ', [...instances.values()].map((slice) => instanceReference(slice))],
  ]);
  return [['00081115', 'SQ', items]];
}

/** SOP Instance Reference (PS3.3, 10.8). */
export function instanceReference({ classUid, instanceUid }: SourceSlice): WrittenDataSet {
  return [
    ['00081150', 'UI', classUid],
    ['00081155', 'UI', instanceUid],
  ];
}

/** Whether the images were compressed with losses, and how, as far as they say it. */
export function lossyCompression({ dataSet }: DicomSource): WrittenDataSet {
  const lossy = copied(
    dataSet,
    [
      ['00282110', 'CS'],
      ['00282112', 'DS'],
      ['00282114', 'CS'],
    ],
    false,
  );
  return lossy.length === 3 && lossy[0]![2] === '01' ? lossy : [['00282110', 'CS', '00']];
}

/** Thickness of a slice as the images state it; undefined where they do not. */
export function sliceThickness({ dataSet }: DicomSource): string | undefined {
  const shared = firstItem(dataSet, 'x52009229') ?? firstItem(dataSet, 'x52009230');
  const measures = firstItem(shared, 'x00289110') ?? dataSet;
  return strings(measures, 'x00180050')[0] || undefined;
}

/** A code as an item of a code sequence (PS3.3, 8.8). */
export interface Code {
  readonly value: string;
  readonly scheme: string;
  readonly meaning: string;
}

/** A code sequence as it is in a file; nothing where there is none. */
function copiedCodes(dataSet: DataSet | undefined, tag: string): WrittenDataSet {
  const items = (dataSet?.elements[`x${tag}`]?.items ?? []).map(({ dataSet: item }) => {
    const [value, scheme, meaning] = ['x00080100', 'x00080102', 'x00080104'].map((each) => textOf(item, each)) as [
      string,
      string,
      string,
    ];
    return codeItem({ value, scheme, meaning });
  });
  return items.length === 0 ? [] : [[tag, 'SQ', items]];
}

export function codeItem({ value, scheme, meaning }: Code): WrittenDataSet {
  return [
    // Codes of more than 16 characters have an attribute of their own.
    [value.length > 16 ? '00080119' : '00080100', value.length > 16 ? 'UC' : 'SH', value],
    ['00080102', 'SH', scheme],
    ['00080104', 'LO', meaning],
  ];
}
