import * as v from 'valibot';
import { knownTable, knownTables } from './colors/known';
import { parseColorTable } from './colors/parse';
import { unknownColorKinds } from './colors/read';
import type { ColorTable } from './colors/table';
import { objectReadings } from './inverted';
import { paletteReadings } from './paletteReading';

/** How masks are read that can be read in several ways; what is left out is asked. */
export const maskReadingSchema = v.object({
  /** Indexed PNG whose index 0 is the lighter of two colours. */
  palette: v.optional(v.picklist(paletteReadings)),
  /** Masks that surround a dark part. */
  object: v.optional(v.picklist(objectReadings)),
  /** Colour-coded masks: the path of a table of colours, the name of one that is known, or `each`: each colour is a label. */
  colors: v.optional(v.pipe(v.string(), v.minLength(1))),
  /** Colours that the table does not have. */
  unknownColors: v.optional(v.picklist(unknownColorKinds)),
});

export type MaskReading = v.InferOutput<typeof maskReadingSchema>;
export type MaskReadingKey = keyof MaskReading;

export const maskReadingKeys = Object.keys(maskReadingSchema.entries) as readonly MaskReadingKey[];

/** Stands for a table in which each colour is a label of its own. */
export const eachColor = 'each';

/** Whether a table of colours is named by a word, not by the path of a file. */
export function isNamedTable(colors: string): boolean {
  return colors === eachColor || knownTables.some((name) => name === colors);
}

/** A reading with its table of colours. */
export interface LoadedReading extends Omit<MaskReading, 'colors'> {
  readonly colors?: ColorTable | typeof eachColor;
}

/**
 * Reads the table of colours that a reading names.
 * @param text of a file
 * @throws UserError `damaged`, and what reading the file throws
 */
export async function loadReading(
  { colors, ...reading }: MaskReading,
  text: (file: string) => Promise<string>,
): Promise<LoadedReading> {
  if (colors === undefined || colors === eachColor) return { ...reading, ...(colors === undefined ? {} : { colors }) };
  const known = knownTables.find((name) => name === colors);
  return {
    ...reading,
    colors: known === undefined ? parseColorTable(await text(colors), colors) : knownTable(known),
  };
}
