import { codeItem, type Code } from '../../formats/dicom/write/derived';
import { labelTexts } from '../../formats/dicom/segmentation/labelText';
import { cieLabOfHex } from '../../formats/dicom/segmentation/cieLab';
import type { WrittenDataSet } from '../../formats/dicom/write/dataSet';
import { shortText } from '../../formats/dicom/write/values';
import type { LabelSet } from '../../labels/labelSet';
import { codedLabel } from '../../labels/snomed';
import type { LayoutObject } from '../layout';
import type { LayoutSegment } from '../segments';

/** What an item of the Segment Sequence is made of. */
export interface DescribedSegment {
  readonly segment: LayoutSegment;
  /** From 1. */
  readonly number: number;
  readonly color: string;
  readonly trackingUid: string;
}

/** An item of the Segment Sequence (PS3.3 C.8.20.4). */
export function segmentItem(
  { segment, number, color, trackingUid }: DescribedSegment,
  known: LabelSet,
): WrittenDataSet {
  const { label, instance, objects } = segment;
  const { short, description } = labelTexts(label);
  const { category, type, side } = codedLabel(label, known.find(({ name }) => name === label)?.codes);
  const { algorithm, name } = algorithmOf(objects);
  const sides: WrittenDataSet = side === undefined ? [] : [['00620011', 'SQ', [codeItem(side)]]];
  return [
    ['00620003', 'SQ', [codeItem(category)]],
    ['00620004', 'US', number],
    ['00620005', 'LO', short],
    ...(description === undefined ? [] : [['00620006', 'ST', description] as const]),
    ['00620008', 'CS', algorithm],
    ...(name === '' ? [] : [['00620009', 'LO', name] as const]),
    ['0062000d', 'US', cieLabOfHex(color)],
    ['0062000f', 'SQ', [[...codeItem(cut(type)), ...sides]]],
    ['00620020', 'UT', `${short} ${instance + 1}`],
    ['00620021', 'UI', trackingUid],
  ];
}

function cut(code: Code): Code {
  return { ...code, meaning: shortText(code.meaning, 64) || 'object' };
}

/**
 * Who made the masks of a segment: a model alone, a person with a model, or a person. The name of the algorithm is that of the
 * models.
 */
function algorithmOf(objects: readonly LayoutObject[]): {
  readonly algorithm: 'AUTOMATIC' | 'SEMIAUTOMATIC' | 'MANUAL';
  readonly name: string;
} {
  const models = [...new Set(objects.flatMap(({ model }) => model?.name ?? []))].sort();
  const isAutomatic = objects.every(({ origin, status }) => origin === 'machine' && status === 'draft');
  if (models.length === 0 && !isAutomatic) return { algorithm: 'MANUAL', name: '' };
  const name = shortText(models.join(', '), 64) || 'SAM-UNet';
  return { algorithm: isAutomatic ? 'AUTOMATIC' : 'SEMIAUTOMATIC', name };
}
