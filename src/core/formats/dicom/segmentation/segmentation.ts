import type { Segment, SegmentFrame, SegmentationInfo } from '../../../image/segmentationInfo';
import { paletteColor } from '../../../labels/palette';
import { firstItem, strings, type DataSet } from '../dataSet';
import { textOf } from '../write/copy';
import type { FrameGroups } from '../functionalGroups';
import { planeOf } from '../geometry';
import { hexOfCieLab } from './cieLab';
import { describedLabel } from './labelText';

/** SOP classes of Segmentation and Label Map Segmentation Storage. */
const classes = ['1.2.840.10008.5.1.4.1.1.66.4', '1.2.840.10008.5.1.4.1.1.66.7'];

export function isSegmentation(classUid: string): boolean {
  return classes.includes(classUid);
}

/** Whether the beginning of a DICOM file, as text, shows that it is a segmentation. */
export function namesSegmentation(head: string): boolean {
  return classes.some((uid) => head.includes(uid));
}

const kinds: Readonly<Record<string, SegmentationInfo['kind']>> = { FRACTIONAL: 'fractional', LABELMAP: 'labels' };

/** undefined for a data set that is no segmentation. */
export function readSegmentation(dataSet: DataSet, groups: FrameGroups, frames: number): SegmentationInfo | undefined {
  if (!isSegmentation(strings(dataSet, 'x00080016')[0] ?? '')) return undefined;
  const kind = kinds[strings(dataSet, 'x00620001')[0] ?? ''] ?? 'binary';
  const full = dataSet.uint16('x0062000e') ?? 255;
  return {
    kind,
    threshold: kind === 'fractional' ? full / 2 : 1,
    segments: readSegments(dataSet),
    frames: Array.from({ length: frames }, (_, frame) => readFrame(groups, frame, kind)),
    sources: sourcesOf(dataSet, groups, frames),
    at: timeOf(dataSet),
  };
}

function readSegments(dataSet: DataSet): Segment[] {
  const terms = strings(dataSet, 'x00080005');
  const used = new Set<string>();
  return itemsOf(dataSet, 'x00620002').map((item, index) => {
    const number = item.uint16('x00620004') ?? index + 1;
    const stated = textOf(item, 'x00620005', terms).trim() || `segment ${number}`;
    const name = describedLabel(textOf(item, 'x00620006', terms)) ?? stated;
    // Segments of one label that are tracked apart are several objects of it.
    const isTracked = strings(item, 'x00620020').length > 0;
    const label = used.has(name) && !isTracked ? `${name} (${number})` : name;
    used.add(label);
    const lab = [0, 1, 2].map((part) => item.uint16('x0062000d', part));
    return {
      number,
      label,
      color: lab.every((part) => part !== undefined)
        ? hexOfCieLab(lab as [number, number, number])
        : paletteColor(number),
      origin: strings(item, 'x00620008')[0] === 'AUTOMATIC' ? 'machine' : 'human',
      algorithm: strings(item, 'x00620009')[0] ?? '',
    };
  });
}

function readFrame(groups: FrameGroups, frame: number, kind: SegmentationInfo['kind']): SegmentFrame {
  const segment = groups.macro(frame, 'x0062000a')?.uint16('x0062000b');
  const plane = planeOf(groups, frame);
  const source = sourceItem(groups, frame);
  const instance = strings(source, 'x00081155')[0];
  const number = Number(strings(source, 'x00081160')[0] ?? 1);
  return {
    ...(kind === 'labels' || segment === undefined ? {} : { segment }),
    ...(plane === undefined ? {} : { plane }),
    ...(instance === undefined ? {} : { source: { instance, frame: number - 1 } }),
  };
}

/** SOP Instance UIDs of the images that a segmentation, or one of its frames, says it was made of. */
export function sourcesOf(dataSet: DataSet, groups: FrameGroups, frames: number): string[] {
  const series = itemsOf(dataSet, 'x00081115');
  const instances = series.flatMap((item) => itemsOf(item, 'x0008114a'));
  const ofFrames = Array.from({ length: frames }, (_, frame) => sourceItem(groups, frame));
  return [...new Set([...instances, ...ofFrames].flatMap((item) => strings(item, 'x00081155')))];
}

/** What the first image that a frame was made of is referenced by. */
function sourceItem(groups: FrameGroups, frame: number): DataSet | undefined {
  return firstItem(groups.macro(frame, 'x00089124'), 'x00082112');
}

function itemsOf(dataSet: DataSet, tag: string): DataSet[] {
  return (dataSet.elements[tag]?.items ?? []).map((item) => item.dataSet);
}

/** Content Date and Time, taken for UTC; the beginning of 1970 where there is none. */
function timeOf(dataSet: DataSet): string {
  const date = /^(\d{4})(\d{2})(\d{2})$/.exec(strings(dataSet, 'x00080023')[0] ?? '');
  const time = /^(\d{2})(\d{2})(\d{2})/.exec(strings(dataSet, 'x00080033')[0] ?? '');
  const day = date === null ? '1970-01-01' : `${date[1]!}-${date[2]!}-${date[3]!}`;
  const parsed = new Date(`${day}T${time === null ? '00:00:00' : `${time[1]!}:${time[2]!}:${time[3]!}`}Z`);
  return Number.isNaN(parsed.getTime()) ? new Date(0).toISOString() : parsed.toISOString();
}
