import * as v from 'valibot';
import { parse } from 'yaml';
import type { Point } from '../../geometry/rect';
import { t } from '../../text/message';
import { damagedJson } from '../jsonText';

const namesSchema = v.object({ names: v.union([v.array(v.string()), v.record(v.string(), v.string())]) });
const what = t`The description of the YOLO data set`;

/** Names of classes by their numbers, of `data.yaml`. @throws UserError `damaged` */
export function parseNames(text: string, file: string): ReadonlyMap<number, string> {
  let yaml: unknown;
  try {
    yaml = parse(text);
  } catch (cause) {
    throw damagedJson(file, what, t`it is not valid YAML`, cause);
  }
  const parsed = v.safeParse(namesSchema, yaml);
  if (!parsed.success) throw damagedJson(file, what, t`“names” is not a list of names`);
  const { names } = parsed.output;
  return new Map(Object.entries(names).map(([number, name]) => [Number(number), name]));
}

/** A line of a file of labels: a class, and corners in parts of the image's width and height. */
export interface YoloLine {
  readonly class: number;
  /** Of an outline, or the corners of an oriented box. */
  readonly corners: readonly Point[];
}

/**
 * Parses a line: a box by its centre and sides has five numbers, an oriented box nine, an outline any odd number from seven on.
 * @returns `box` for a box along the axes; otherwise what is wrong, as a sentence
 */
export function parseLine(line: string): YoloLine | 'box' | { readonly wrong: string } {
  const numbers = line.trim().split(/\s+/).map(Number);
  if (!numbers.every(Number.isFinite)) return { wrong: 'It has words that are no numbers.' };
  const [number, ...parts] = numbers;
  if (number === undefined || !Number.isInteger(number) || number < 0)
    return { wrong: 'It does not begin with a class.' };
  if (parts.length === 4 || parts.length === 5) return 'box';
  if (parts.length < 6 || parts.length % 2 === 1)
    return { wrong: `It has ${parts.length} numbers, which make no corners.` };
  const corners = Array.from({ length: parts.length / 2 }, (_, i) => ({ x: parts[2 * i]!, y: parts[2 * i + 1]! }));
  return { class: number, corners };
}
