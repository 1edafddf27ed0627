import { UserError } from '../base/error';
import type { LabelMap } from '../formats/png/labelMap';
import { t } from '../text/message';

/** How an indexed PNG of two colours is read: index 0 is background, or the darker colour is. */
export const paletteReadings = ['indices', 'colors'] as const;
export type PaletteReading = (typeof paletteReadings)[number];

/**
 * The values of a label map whose palette may be swapped: where index 0 is lighter than the only other index, programs that
 * read indices and those that read colours take opposite pixels for the object.
 *
 * @returns the values, and whether `reading` has settled which pixels are the object
 * @throws UserError `bad-input` with the question, where the palette is swapped and `reading` is left out
 */
export function readPalette(
  { data, palette }: LabelMap,
  reading: PaletteReading | undefined,
): { readonly values: LabelMap['data']; readonly isSettled: boolean } {
  if (palette === undefined || !isSwapped(data, palette)) return { values: data, isSettled: false };
  if (reading === 'indices') return { values: data, isSettled: true };
  if (reading === 'colors') return { values: data.map((value) => (value === 0 ? 1 : 0)), isSettled: true };
  throw new UserError('bad-input', {
    problem: t`Index 0 of its palette is lighter than the other index, so either could be the object.`,
    advice: t`Give --palette colors if the lighter pixels are the object, or --palette indices if index 0 is background.`,
    question: {
      key: 'palette',
      readings: [
        { answer: 'colors', title: t`The lighter pixels are the object` },
        { answer: 'indices', title: t`The darker pixels are the object; index 0 is background` },
      ],
    },
  });
}

function isSwapped(values: LabelMap['data'], palette: NonNullable<LabelMap['palette']>): boolean {
  let other = 0;
  for (const value of values) {
    if (value === 0) continue;
    if (other !== 0 && value !== other) return false;
    other = value;
  }
  const [first, second] = [palette[0], palette[other]];
  return other !== 0 && first !== undefined && second !== undefined && lightness(first) > lightness(second);
}

/** Relative luminance of 8-bit sRGB without its gamma, which orders colours well enough (ITU-R BT.709). */
function lightness([red = 0, green = 0, blue = 0]: readonly number[]): number {
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
