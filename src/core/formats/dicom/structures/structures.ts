import type { Vector3 } from '../../../geometry/volumeGeometry';
import { decimals, firstItem, parseFile, strings, type DataSet } from '../dataSet';
import { describedLabel } from '../segmentation/labelText';
import { textOf } from '../write/copy';

const classUid = '1.2.840.10008.5.1.4.1.1.481.3';

export function isStructureSet(uid: string): boolean {
  return uid === classUid;
}

/** Whether the beginning of a DICOM file, as text, tells that it is an RT Structure Set. */
export function namesStructureSet(head: string): boolean {
  return new RegExp(`${classUid.replaceAll('.', '\\.')}[^.\\d]`).test(head);
}

/** A region of interest of an RT Structure Set (PS3.3 A.19). */
export interface Structure {
  readonly label: string;
  /** CSS colour `#rrggbb`; undefined where the file says none. */
  readonly color?: string;
  readonly contours: readonly Contour[];
}

export interface Contour {
  /** Contour Geometric Type, such as `CLOSED_PLANAR`. */
  readonly type: string;
  /** In the patient (LPS, mm). */
  readonly points: readonly Vector3[];
}

/** @throws UserError `damaged` for bytes that are no DICOM */
export function readStructures(bytes: Uint8Array): Structure[] {
  const { dataSet } = parseFile(bytes);
  const terms = strings(dataSet, 'x00080005');
  const contours = new Map(itemsOf(dataSet, 'x30060039').map((item) => [strings(item, 'x30060084')[0], item]));
  return itemsOf(dataSet, 'x30060020').map((roi) => {
    const number = strings(roi, 'x30060022')[0];
    const item = contours.get(number);
    const color = colorOf(decimals(item, 'x3006002a'));
    const stated = textOf(roi, 'x30060026', terms).trim() || `structure ${number ?? ''}`.trim();
    return {
      label: describedLabel(textOf(roi, 'x30060028', terms)) ?? stated,
      ...(color === undefined ? {} : { color }),
      contours: item === undefined ? [] : itemsOf(item, 'x30060040').map(contourOf),
    };
  });
}

/** SOP Instance UIDs of the images that a structure set says it was drawn on. */
export function imagesOfStructures(dataSet: DataSet): string[] {
  const series = itemsOf(dataSet, 'x30060010')
    .flatMap((frame) => itemsOf(frame, 'x30060012'))
    .flatMap((study) => itemsOf(study, 'x30060014'));
  const ofContours = itemsOf(dataSet, 'x30060039')
    .flatMap((roi) => itemsOf(roi, 'x30060040'))
    .map((contour) => firstItem(contour, 'x30060016'));
  const images = [...series.flatMap((item) => itemsOf(item, 'x30060016')), ...ofContours];
  return [...new Set(images.flatMap((image) => strings(image, 'x00081155')))];
}

function contourOf(item: DataSet): Contour {
  const numbers = decimals(item, 'x30060050');
  const points = Array.from({ length: Math.floor(numbers.length / 3) }, (_, i): Vector3 => {
    return [numbers[3 * i]!, numbers[3 * i + 1]!, numbers[3 * i + 2]!];
  });
  return { type: strings(item, 'x30060042')[0] ?? '', points };
}

function colorOf(parts: readonly number[]): string | undefined {
  if (parts.length !== 3 || !parts.every((part) => part >= 0 && part <= 255)) return undefined;
  return `#${parts.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`;
}

function itemsOf(dataSet: DataSet, tag: string): DataSet[] {
  return (dataSet.elements[tag]?.items ?? []).map((item) => item.dataSet);
}
