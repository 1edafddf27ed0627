import type { DicomSource, SourceSlice } from '../../formats/dicom/source';
import { codeItem, frameOfReference, instanceReference, sliceThickness } from '../../formats/dicom/write/derived';
import type { WrittenDataSet } from '../../formats/dicom/write/dataSet';
import { decimal } from '../../formats/dicom/write/values';
import { frameGroups } from '../../formats/dicom/functionalGroups';
import { pixelSpacingOf } from '../../formats/dicom/geometry';
import { areParallel, type Plane } from '../../geometry/planeStack';
import type { VolumeGeometry } from '../../geometry/volumeGeometry';
import type { LayoutImage } from '../layout';

/** A frame of the segmentation: its segment, unless its values say that, and the slice that it lies on, counted through all volumes. */
export interface SegmentedFrame {
  readonly segment?: number;
  readonly slice: number;
}

const derivation = { value: '113076', scheme: 'DCM', meaning: 'Segmentation' };
const purpose = { value: '121322', scheme: 'DCM', meaning: 'Source image for image processing operation' };

const tags = {
  segmentIdentification: '0062000a',
  segmentNumber: '0062000b',
  planePositions: '00209113',
  imagePosition: '00200032',
  frameContent: '00209111',
  positionInStack: '00209057',
};

/**
 * Functional groups and dimensions (PS3.3 C.7.6.16, C.7.6.17): each frame says which image it was made of, and, where that has a
 * place in the patient, the same place.
 * @param organization UID of the dimensions
 */
export function frameModules(
  source: DicomSource,
  frames: readonly SegmentedFrame[],
  { geometry, slices: ofVolume }: Pick<LayoutImage, 'geometry' | 'slices'>,
  organization: string,
): WrittenDataSet {
  const { slices } = source;
  const isPlaced = frameOfReference(source) !== undefined;
  const isOfSegments = frames.some(({ segment }) => segment !== undefined);
  const isTurned = isPlaced && slices.some(({ plane }) => !areParallel(plane!, slices[0]!.plane!));
  // Volumes lie at the same positions.
  const placeOf = ({ slice }: SegmentedFrame): number => (isPlaced ? slice % ofVolume : slice);
  const order = [...new Set(frames.map(placeOf))].sort((a, b) => a - b);
  const dimension = (pointer: string, group: string, label: string): WrittenDataSet => [
    ['00209164', 'UI', organization],
    ['00209165', 'AT', tagBytes(pointer)],
    ['00209167', 'AT', tagBytes(group)],
    ['00209421', 'LO', label],
  ];
  return [
    ['00280008', 'IS', String(frames.length)],
    ['00209221', 'SQ', [[['00209164', 'UI', organization]]]],
    [
      '00209222',
      'SQ',
      [
        ...(isOfSegments ? [dimension(tags.segmentNumber, tags.segmentIdentification, 'Segment')] : []),
        isPlaced
          ? dimension(tags.imagePosition, tags.planePositions, 'Position')
          : dimension(tags.positionInStack, tags.frameContent, 'Frame of the source'),
      ],
    ],
    [
      '52009229',
      'SQ',
      [
        [
          ...(isPlaced ? measures(source, geometry) : []),
          ...(isPlaced && !isTurned ? orientation(slices[0]!.plane!) : []),
        ],
      ],
    ],
    [
      '52009230',
      'SQ',
      frames.map((frame): WrittenDataSet => {
        const { segment, slice } = frame;
        const image = slices[slice]!;
        const at = order.indexOf(placeOf(frame)) + 1;
        return [
          ['00089124', 'SQ', [derivationItem(image)]],
          [
            tags.frameContent,
            'SQ',
            [
              [
                ['00209157', 'UL', [...(segment === undefined ? [] : [segment]), at]],
                ...(isPlaced
                  ? []
                  : ([
                      ['00209056', 'SH', '1'],
                      [tags.positionInStack, 'UL', at],
                    ] as const)),
              ],
            ],
          ],
          ...(segment === undefined
            ? []
            : [[tags.segmentIdentification, 'SQ', [[[tags.segmentNumber, 'US', segment]]]] as const]),
          ...(isPlaced
            ? [[tags.planePositions, 'SQ', [[[tags.imagePosition, 'DS', image.plane!.position.map(decimal)]]]] as const]
            : []),
          ...(isTurned ? orientation(image.plane!) : []),
        ];
      }),
    ],
  ];
}

function derivationItem(image: SourceSlice): WrittenDataSet {
  return [
    [
      '00082112',
      'SQ',
      [
        [
          ...instanceReference(image),
          ...(image.frame === undefined ? [] : [['00081160', 'IS', String(image.frame)] as const]),
          ['0028135a', 'CS', 'YES'],
          ['0040a170', 'SQ', [codeItem(purpose)]],
        ],
      ],
    ],
    ['00089215', 'SQ', [codeItem(derivation)]],
  ];
}

/** Pixel Measures: the spacing of rows comes first. */
function measures(source: DicomSource, geometry: VolumeGeometry | undefined): WrittenDataSet {
  const spacing = geometry?.spacing ?? pixelSpacingOf(source.dataSet, frameGroups(source.dataSet)) ?? [1, 1];
  const [across, down] = spacing;
  const thickness = sliceThickness(source) ?? decimal(geometry?.spacing[2] ?? 1);
  const between: WrittenDataSet =
    geometry === undefined || source.slices.length < 2 ? [] : [['00180088', 'DS', decimal(geometry.spacing[2])]];
  return [
    [
      '00289110',
      'SQ',
      [[['00280030', 'DS', [decimal(down), decimal(across)]], ['00180050', 'DS', thickness], ...between]],
    ],
  ];
}

function orientation({ row, column }: Plane): WrittenDataSet {
  return [['00209116', 'SQ', [[['00200037', 'DS', [...row, ...column].map(decimal)]]]]];
}

/** Group and element as the bytes of AT. */
function tagBytes(tag: string): Uint8Array {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint16(0, Number.parseInt(tag.slice(0, 4), 16), true);
  view.setUint16(2, Number.parseInt(tag.slice(4), 16), true);
  return new Uint8Array(view.buffer);
}
