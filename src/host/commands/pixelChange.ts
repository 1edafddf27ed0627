import { areaOf, type RunLengthMask } from '../../core/mask/runLength';
import { localize } from '../l10n/localize';

/** How many pixels a mask gains or loses, such as “+120 px (3.1 %)”. */
export function describeChange(before: RunLengthMask, after: RunLengthMask): string {
  return describeAreas(areaOf(before), areaOf(after));
}

/** As {@link describeChange}, of several masks together. */
export function describeAreas(before: number, after: number): string {
  const change = after - before;
  if (change === 0) return localize`No change in area`;
  const share = before === 0 ? '' : ` (${((100 * Math.abs(change)) / before).toFixed(1)} %)`;
  return `${change > 0 ? '+' : '−'}${Math.abs(change)} px${share}`;
}

/**
 * As {@link describeAreas}, of voxels.
 * @param spacing size of a voxel in mm, where known
 */
export function describeVolumes(
  before: number,
  after: number,
  spacing: readonly [number, number, number] | undefined,
): string {
  const change = after - before;
  if (change === 0) return localize`No change in volume`;
  const share = before === 0 ? '' : ` (${((100 * Math.abs(change)) / before).toFixed(1)} %)`;
  const sign = change > 0 ? '+' : '−';
  if (spacing === undefined) return `${sign}${Math.abs(change)} px${share}`;
  return `${sign}${(Math.abs(change) * spacing[0] * spacing[1] * spacing[2]).toFixed(0)} mm³${share}`;
}
