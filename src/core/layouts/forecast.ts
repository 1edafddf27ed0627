import { volumeOf } from '../image/slicePlace';
import { coveredPixels } from '../mask/covered';
import { isUnreviewed } from '../review/verdict';
import { counted } from '../text/counted';
import { t, verbatim, type Message } from '../text/message';
import type { Layout, LayoutObject } from './layout';

/** What masks have that a layout may not hold. */
const parts = {
  position: t`Masks of images without a position in the patient`,
  images: t`Images that are not DICOM`,
  overlaps: t`Pixels of objects that others cover`,
  instances: t`Objects of one label on one slice`,
  undecided: t`Images with undecided pixels`,
  empty: t`Images accepted as empty`,
  volumes: t`Volumes after the first`,
  names: t`Label names`,
  scores: t`Quality estimates`,
  review: t`Reviews (who drew, accepted or corrected)`,
} as const satisfies Readonly<Record<string, Message>>;

/** What becomes of it. */
const outcomes = {
  kept: t`kept`,
  lost: t`lost: only the later object is kept`,
  skipped: t`lost: these images are left out`,
  merged: t`merged: they share one value`,
  apart: t`kept, as images of their own`,
  algorithm: t`kept as the type of the algorithm; names left out`,
  leftOut: t`left out`,
  derived: t`DICOM images are made of them, with at most 65,536 grey levels`,
} as const satisfies Readonly<Record<string, Message>>;

/** What becomes of one part of the masks in a layout. */
export interface ForecastRow {
  readonly part: keyof typeof parts;
  /** How much of it there is, more than 0. */
  readonly count: number;
  /** Images that have some. */
  readonly images: number;
  readonly outcome: keyof typeof outcomes;
}

/** What a layout will hold of the masks at hand, known before anything is written. */
export type Forecast = readonly ForecastRow[];

/**
 * @param images the objects of each; none of one that was accepted as empty
 * @param others the objects of each image that the layout cannot be written of: one without a position
 * @param more how many of the images DICOM images are made of, and how many have undecided pixels
 */
export function forecast(
  layout: Layout,
  images: readonly (readonly LayoutObject[])[],
  others: readonly (readonly LayoutObject[])[] = [],
  { derived = 0, undecided = 0 }: { readonly derived?: number; readonly undecided?: number } = {},
): Forecast {
  const { cannotHoldOverlaps, cannotHoldInstances, cannotHoldEmpty, holdsVolumes, saysAlgorithm } = layout;
  const ofImages = (part: ForecastRow['part'], outcome: ForecastRow['outcome'], count: number): ForecastRow[] =>
    count === 0 ? [] : [{ part, count, images: count, outcome }];
  const row = (
    part: ForecastRow['part'],
    outcome: ForecastRow['outcome'],
    countOf: (objects: readonly LayoutObject[]) => number,
    among = images,
  ): ForecastRow[] => {
    const counts = among.map(countOf).filter((count) => count > 0);
    return counts.length === 0
      ? []
      : [{ part, count: counts.reduce((sum, count) => sum + count, 0), images: counts.length, outcome }];
  };
  const labels = new Set(images.flatMap((objects) => objects.map(({ label }) => label)));
  return [
    ...row('position', 'skipped', ({ length }) => length, others),
    ...ofImages('images', 'derived', derived),
    ...row('overlaps', cannotHoldOverlaps === true ? 'lost' : 'kept', (objects) =>
      covered(objects, cannotHoldInstances === true),
    ),
    ...row('instances', cannotHoldInstances === true ? 'merged' : 'kept', sharing),
    ...ofImages('undecided', layout.holdsUndecided === true ? 'kept' : 'leftOut', undecided),
    ...row('empty', cannotHoldEmpty === true ? 'leftOut' : 'kept', ({ length }) => (length === 0 ? 1 : 0)),
    ...row('volumes', holdsVolumes === true ? 'kept' : 'apart', laterVolumes),
    ...row('names', 'kept', (objects) => new Set(objects.map(({ label }) => label)).size).map((names) => ({
      ...names,
      count: labels.size,
    })),
    ...row('scores', 'leftOut', (objects) => objects.filter(({ quality }) => quality !== undefined).length),
    ...row('review', saysAlgorithm === true ? 'algorithm' : 'leftOut', reviewed),
  ];
}

/** What a layout cannot keep of masks that a model makes, known before there are any. */
export function layoutLimits({
  cannotHoldOverlaps,
  cannotHoldInstances,
  needsPosition,
}: Layout): readonly Pick<ForecastRow, 'part' | 'outcome'>[] {
  return [
    ...(needsPosition === true ? [{ part: 'position', outcome: 'skipped' } as const] : []),
    ...(cannotHoldOverlaps === true ? [{ part: 'overlaps', outcome: 'lost' } as const] : []),
    ...(cannotHoldInstances === true ? [{ part: 'instances', outcome: 'merged' } as const] : []),
  ];
}

/** The rows of masks, or pixels of them, that would be lost, which takes a person's consent. */
export function losses(rows: Forecast): Forecast {
  return rows.filter(({ outcome }) => outcome === 'lost' || outcome === 'skipped');
}

/** How much of a part there is, in words: “22,399 (3 images)”. */
export function amountText({ part, count, images }: ForecastRow): Message {
  const amount = count.toLocaleString('en');
  return ['images', 'undecided', 'empty'].includes(part)
    ? verbatim(amount)
    : t`${amount} (${counted(images, 'image')})`;
}

/** The part and its outcome in words. */
export function forecastTexts({ part, outcome }: Pick<ForecastRow, 'part' | 'outcome'>): {
  readonly part: Message;
  readonly outcome: Message;
} {
  return { part: parts[part], outcome: outcomes[outcome] };
}

/** Pixels that show another object. @param byLabel whether objects of one label look the same */
function covered(objects: readonly LayoutObject[], byLabel: boolean): number {
  const labels = [...new Set(objects.map(({ label }) => label))];
  return sumOf(
    slicesWithSeveral(objects).map((there) =>
      sumOf(
        coveredPixels(there.map(({ mask, label }, i) => ({ mask, value: byLabel ? labels.indexOf(label) : i }))).map(
          (each) => each.covered,
        ),
      ),
    ),
  );
}

/** Objects that are not the only one of their label on their slice. */
function sharing(objects: readonly LayoutObject[]): number {
  return sumOf(
    slicesWithSeveral(objects).map(
      (there) => there.filter(({ label }) => there.filter((other) => other.label === label).length > 1).length,
    ),
  );
}

function slicesWithSeveral(objects: readonly LayoutObject[]): readonly (readonly LayoutObject[])[] {
  const slices = new Map<string, LayoutObject[]>();
  for (const object of objects) {
    const key = `${volumeOf(object)} ${object.slice}`;
    slices.set(key, [...(slices.get(key) ?? []), object]);
  }
  return [...slices.values()].filter(({ length }) => length > 1);
}

function laterVolumes(objects: readonly LayoutObject[]): number {
  return [...new Set(objects.map(volumeOf))].filter((volume) => volume > 0).length;
}

function reviewed(objects: readonly LayoutObject[]): number {
  return objects.filter(({ status }) => status !== undefined && !isUnreviewed({ status })).length;
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
