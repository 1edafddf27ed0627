import { mean } from '../statistics/mean';
import type { ReadImage } from './compareReadings';
import { drawnLabels, type Reading } from './drawnLabels';
import { staple } from './staple';
import { Votes } from './votes';

/** How well a reader finds a label in one volume of an image, as {@link staple} estimates it from all who have read the image. */
export interface CasePerformance {
  readonly image: string;
  readonly label: string;
  /** By the reader's place among all. */
  readonly reader: number;
  /** Share of the object that the reader has drawn, 0 to 1. */
  readonly sensitivity: number;
  /** Share of the rest of the image or volume that the reader has left out, 0 to 1. */
  readonly specificity: number;
}

/** How well a reader finds a label: means over the images that at least two have read and one has drawn the label in. */
export interface ReaderPerformance extends Omit<CasePerformance, 'image'> {
  readonly images: number;
}

/** Estimates how well readers find what is in an image. @param readings one for each reader */
export function casePerformances(
  { image, width, height, slices, volumes }: ReadImage,
  readings: readonly Reading[],
): CasePerformance[] {
  const read = readings.flatMap((reading, reader) => (reading === undefined ? [] : [reader]));
  if (read.length < 2) return [];
  const found: CasePerformance[] = [];
  const known = read.map((reader) => readings[reader]);
  for (const { label, masks } of drawnLabels(known, volumes)) {
    const { sensitivity, specificity } = staple(new Votes(masks, width * height * slices));
    found.push(
      ...read.map((reader, i) => ({
        ...{ image, label, reader },
        ...{ sensitivity: sensitivity[i]!, specificity: specificity[i]! },
      })),
    );
  }
  return found;
}

/** The means of each reader for each label. @param labels in the order of the result */
export function readerPerformances(
  labels: readonly string[],
  readers: number,
  cases: readonly CasePerformance[],
): ReaderPerformance[] {
  return labels.flatMap((label) =>
    Array.from({ length: readers }, (_, reader) => reader).flatMap((reader) => {
      const own = cases.filter((each) => each.label === label && each.reader === reader);
      if (own.length === 0) return [];
      return {
        ...{ label, reader, images: new Set(own.map(({ image }) => image)).size },
        sensitivity: mean(own.map(({ sensitivity }) => sensitivity)),
        specificity: mean(own.map(({ specificity }) => specificity)),
      };
    }),
  );
}
