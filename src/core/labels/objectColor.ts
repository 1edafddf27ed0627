import type { SidecarObject } from '../sidecar/sidecar';
import type { MaskColoring } from '../view/maskDisplay';
import { paletteColor } from './palette';

/** Colours of statuses, of the palette that stays apart for colour-blind eyes. */
const statusColors: Readonly<Record<SidecarObject['status'], string>> = {
  draft: '#e69f00',
  accepted: '#009e73',
  corrected: '#56b4e9',
  rejected: '#d55e00',
};

/**
 * The colour of an object.
 * @param labelColor that of its label
 */
export function objectColor(
  { id, status }: Pick<SidecarObject, 'id' | 'status'>,
  coloring: MaskColoring,
  labelColor: string,
): string {
  if (coloring === 'status') return statusColors[status];
  return coloring === 'object' ? paletteColor(numberOf(id)) : labelColor;
}

/** A number from 1 on that an object keeps while others come and go: its id, which is mostly one. */
function numberOf(id: string): number {
  const number = Number(id);
  if (Number.isInteger(number) && number > 0) return number;
  let sum = 0;
  for (let i = 0; i < id.length; i++) sum = (31 * sum + id.charCodeAt(i)) % 100_003;
  return sum + 1;
}
