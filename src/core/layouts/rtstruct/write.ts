import type { DicomSource } from '../../formats/dicom/source';
import { dicomFile, type WrittenDataSet } from '../../formats/dicom/write/dataSet';
import { derivedModules, studyOf, frameOfReference, instanceReference } from '../../formats/dicom/write/derived';
import { labelTexts } from '../../formats/dicom/segmentation/labelText';
import { dateAndTime, decimal, shortText } from '../../formats/dicom/write/values';
import { keyholeOutline } from '../../mask/keyholeOutline';
import { decodeRunLength } from '../../mask/runLength';
import { dicomSourceOf, lastChange, noPosition } from '../dicomSource';
import { shortNames, splitPath } from '../imageNames';
import type { LayoutImage, LayoutWriter, WriteContext } from '../layout';
import { segmentsOf, type LayoutSegment } from '../segments';
import { contourGrid, inPatient, type ContourGrid } from './grid';

const classUid = '1.2.840.10008.5.1.4.1.1.481.3';
/** Detached Study Management, which references to a study name by tradition (PS3.3 C.8.8.5). */
const studyClass = '1.2.840.10008.3.1.2.3.1';

/**
 * An RT Structure Set (PS3.3 A.19) for each image: a structure for each label, or for each of several objects of it on one slice,
 * with contours along the borders of pixels.
 */
export function writer(context: WriteContext): Promise<LayoutWriter> {
  const short = shortNames(context.images.map(({ path }) => path));
  return Promise.resolve({
    files: (image) => {
      const path = `${splitPath(image.path).folder}${short.get(image.path)!}_rtstruct.dcm`;
      return { files: [{ kind: 'bytes', path, bytes: structureSet(image, context) }], losses: [] };
    },
    index: () => [],
  });
}

function structureSet(image: LayoutImage, { labels, uid }: WriteContext): Uint8Array {
  const source = dicomSourceOf(image);
  const reference = frameOfReference(source);
  const grid = contourGrid(source, image.geometry, image.slices);
  if (reference === undefined || grid === undefined) throw noPosition();
  const [first] = source.slices;
  const { date, time } = dateAndTime(lastChange(image));
  const colors = new Map(labels.map(({ name, color }) => [name, color]));
  const structures = segmentsOf(image);
  const contours = structures.map(({ objects, label }, i) => [
    ['30060084', 'IS', String(i + 1)],
    ['3006002a', 'IS', rgbOf(colors.get(label)!)],
    ['30060040', 'SQ', objects.flatMap(({ slice, mask }) => contoursOf(mask, slice, grid, source))],
  ]) satisfies WrittenDataSet[];
  const stamp = JSON.stringify(
    structures.map(({ label, objects }) => [label, objects.map(({ slice, mask }) => [slice, mask.counts])]),
  );
  const instanceUid = uid('structures', first!.instanceUid, date, time, stamp);
  const study = studyOf(source, uid('study', first!.seriesUid));
  const modules = derivedModules(source, {
    ...{ classUid, instanceUid, modality: 'RTSTRUCT', seriesNumber: 301, seriesDescription: 'Structures' },
    seriesUid: uid('series', 'structures', first!.seriesUid, instanceUid),
    studyUid: study,
    ...{ date, time },
  });
  return dicomFile(
    [
      ...modules,
      ['00081070', 'PN', ''],
      ['00200052', 'UI', reference],
      ['00201040', 'LO', ''],
      ['30060002', 'SH', 'SAM-UNet'],
      ['30060008', 'DA', date],
      ['30060009', 'TM', time],
      ['30060010', 'SQ', [referencedFrame(source, reference, study)]],
      ['30060020', 'SQ', structures.map((structure, i) => structureItem(structure, i + 1, reference))],
      ['30060039', 'SQ', contours],
      ['30060080', 'SQ', structures.map((_, i) => observation(i + 1))],
    ],
    // Contours may have more than 64 KiB of numbers.
    'implicit',
  );
}

function structureItem({ label, instance, objects }: LayoutSegment, number: number, reference: string): WrittenDataSet {
  const { short, description } = labelTexts(label);
  const name = instance === 0 ? short : `${shortText(short, 56)} (${instance + 1})`;
  const exact = name === label ? undefined : (description ?? `Label: ${JSON.stringify(label)}`);
  const isAutomatic = objects.every(({ origin, status }) => origin === 'machine' && status === 'draft');
  const isManual = objects.every(({ model }) => model === undefined);
  return [
    ['30060022', 'IS', String(number)],
    ['30060024', 'UI', reference],
    ['30060026', 'LO', name],
    ...(exact === undefined ? [] : [['30060028', 'ST', exact] as const]),
    ['30060036', 'CS', isAutomatic ? 'AUTOMATIC' : isManual ? 'MANUAL' : 'SEMIAUTOMATIC'],
  ];
}

function observation(number: number): WrittenDataSet {
  return [
    ['30060082', 'IS', String(number)],
    ['30060084', 'IS', String(number)],
    ['300600a4', 'CS', ''],
    ['300600a6', 'PN', ''],
  ];
}

/** One contour for each part of a mask, with its holes by the keyhole technique. */
function contoursOf(
  mask: LayoutSegment['objects'][number]['mask'],
  slice: number,
  grid: ContourGrid,
  { slices }: DicomSource,
): WrittenDataSet[] {
  const image = slices[slice]!;
  return keyholeOutline(decodeRunLength(mask)).map((ring) => [
    [
      '30060016',
      'SQ',
      [
        [
          ...instanceReference(image),
          ...(image.frame === undefined ? [] : [['00081160', 'IS', String(image.frame)] as const]),
        ],
      ],
    ],
    ['30060042', 'CS', 'CLOSED_PLANAR'],
    ['30060046', 'IS', String(ring.length)],
    ['30060050', 'DS', ring.flatMap((corner) => inPatient(grid, slice, corner).map(decimal))],
  ]);
}

function referencedFrame({ slices }: DicomSource, reference: string, study: string): WrittenDataSet {
  const images = new Map(slices.map((slice) => [slice.instanceUid, slice]));
  return [
    ['00200052', 'UI', reference],
    [
      '30060012',
      'SQ',
      [
        [
          ['00081150', 'UI', studyClass],
          ['00081155', 'UI', study],
          [
            '30060014',
            'SQ',
            [
              [
                ['0020000e', 'UI', slices[0]!.seriesUid],
                ['30060016', 'SQ', [...images.values()].map((slice) => instanceReference(slice))],
              ],
            ],
          ],
        ],
      ],
    ],
  ];
}

function rgbOf(color: string): string[] {
  return [1, 3, 5].map((at) => String(Number.parseInt(color.slice(at, at + 2), 16)));
}
