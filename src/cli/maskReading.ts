import path from 'node:path';
import { Option } from 'commander';
import { knownTables } from '../core/layouts/colors/known';
import { unknownColorKinds } from '../core/layouts/colors/read';
import { objectReadings } from '../core/layouts/inverted';
import { eachColor, isNamedTable, maskReadingKeys, type MaskReading } from '../core/layouts/maskReading';
import { paletteReadings } from '../core/layouts/paletteReading';
import { optionName } from '../core/text/optionName';

/** Options that say how masks are read that can be read in several ways. @param prefix of their texts */
export function readingOptions(prefix = ''): Option[] {
  return [
    new Option(
      '--palette <reading>',
      `${prefix}what is background in indexed PNG whose index 0 is light: index 0, or the darker color`,
    ).choices(paletteReadings),
    new Option('--object <part>', `${prefix}which part of masks that surround a dark part is the object`).choices(
      objectReadings,
    ),
    new Option(
      '--colors <table>',
      `${prefix}which label each color of color-coded masks is: a file (JSON, CSV, labelmap.txt …), ${knownTables.join(', ')}, or ${eachColor} color is a label`,
    ),
    new Option(
      '--unknown-colors <what>',
      `${prefix}what colors are that the table does not have: background, or labels of their own`,
    ).choices(unknownColorKinds),
  ];
}

/**
 * The reading that options give.
 * @param pathOf how the path of a table is named; as an absolute one when left out
 */
export function readingOf(
  options: MaskReading,
  pathOf: (file: string) => string = (file) => path.resolve(file),
): MaskReading {
  const { colors, ...rest } = options;
  const all: MaskReading = {
    ...rest,
    ...(colors === undefined ? {} : { colors: isNamedTable(colors) ? colors : pathOf(colors) }),
  };
  return Object.fromEntries(maskReadingKeys.flatMap((key) => (all[key] === undefined ? [] : [[key, all[key]]])));
}

/** The name of an option that was given, as it is typed; undefined without one. */
export function givenReading(options: MaskReading): string | undefined {
  const key = maskReadingKeys.find((each) => options[each] !== undefined);
  return key && optionName(key);
}
