import { t } from '../text/message';
import { percentileWindow } from './applyWindow';
import type { ImageInfo } from './medicalImage';
import type { Slice } from './slice';
import type { Window } from './window';

/** Customary windows of CT, in HU. */
const ctWindows: readonly Window[] = [
  { name: t`Soft tissue`, center: 40, width: 400 },
  { name: t`Lung`, center: -600, width: 1500 },
  { name: t`Bone`, center: 400, width: 1800 },
  { name: t`Brain`, center: 40, width: 80 },
  { name: t`Stroke`, center: 35, width: 40 },
  { name: t`Abdomen`, center: 60, width: 350 },
  { name: t`Liver`, center: 80, width: 150 },
  { name: t`Mediastinum`, center: 50, width: 350 },
  { name: t`Vessels`, center: 300, width: 600 },
];

/** Percentiles of the slice's values between which a window lies. */
const percentileRanges = [
  [0.5, 99.5],
  [2, 98],
  [10, 90],
  [0, 100],
] as const;

/**
 * The windows that are offered for a slice: the header's own or the automatic one, the customary ones of CT, and for every
 * grey image ranges of its values.
 */
export function offeredWindows(
  info: Pick<ImageInfo, 'modality'>,
  slice: Slice,
  automatic: Window | null,
): readonly Window[] {
  if (slice.channels === 3) return [];
  const own = slice.windows.length > 0 ? slice.windows : automatic === null ? [] : [automatic];
  const ranges = percentileRanges.map(([low, high]) => ({
    ...percentileWindow(slice, low, high),
    name: low === 0 ? t`Full range` : t`Percentiles ${low} to ${high}`,
  }));
  return [...own, ...(info.modality === 'CT' ? ctWindows : []), ...ranges];
}

/**
 * Reads a window that a person typed: width and centre, as the corner of the image shows them.
 * @returns undefined for anything but two numbers, the first above 0
 */
export function parseWindow(text: string): Window | undefined {
  const numbers = text
    .replaceAll('−', '-')
    .split(/[^\d.eE+-]+/)
    .filter((word) => word !== '')
    .map(Number);
  const [width, center] = numbers;
  if (numbers.length !== 2 || !numbers.every(Number.isFinite) || !(width! > 0)) return undefined;
  return { width: width!, center: center! };
}
