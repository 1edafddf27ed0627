/** Okabe–Ito without black: colours that stay apart for colour-blind eyes on grey anatomy. */
export const palette = [
  '#e69f00',
  '#56b4e9',
  '#009e73',
  '#f0e442',
  '#0072b2',
  '#d55e00',
  '#cc79a7',
  '#999999',
] as const;

/** Label of objects that nobody has named. */
export const defaultLabel = 'object';

/** Colour of the label with value `value` (1, 2, …), repeating after eight. */
export function paletteColor(value: number): string {
  return palette[(value - 1) % palette.length]!;
}
