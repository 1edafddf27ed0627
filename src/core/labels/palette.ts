import { once } from '../base/once';
import { distinctColors } from './distinctColors';

/**
 * Okabe–Ito without black, and a light green in the place of its grey: colours that stay apart for colour-blind eyes, and from
 * grey anatomy.
 */
export const palette = [
  '#e69f00',
  '#56b4e9',
  '#009e73',
  '#f0e442',
  '#0072b2',
  '#d55e00',
  '#cc79a7',
  '#aaeecc',
] as const;

/** Colours before they repeat: whole-body label sets have 104 to 133 labels. */
const distinct = 160;

/** Label of unnamed objects. */
export const defaultLabel = 'object';

const extended = once(() => distinctColors(palette, distinct));

/** Colour of the label with value `value` (1, 2, …): the palette's, then ever closer ones, repeating after 160. */
export function paletteColor(value: number): string {
  const index = (value - 1) % distinct;
  return palette[index] ?? extended()[index]!;
}
