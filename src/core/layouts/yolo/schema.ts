import * as v from 'valibot';
import { parse } from 'yaml';
import { rectFromCorners, type Point, type Rect } from '../../geometry/rect';
import { t, type Message } from '../../text/message';
import { damagedJson } from '../jsonText';

const whole = v.pipe(v.number(), v.integer(), v.minValue(1));
const dataSchema = v.object({
  names: v.union([v.array(v.string()), v.record(v.string(), v.string())]),
  /** Of data sets with poses: key points of an object, and numbers of each. */
  kpt_shape: v.nullish(v.tuple([whole, whole])),
});
const what = t`The description of the YOLO data set`;

/** What `data.yaml` says of the lines in files of labels. */
export interface YoloData {
  /** Names of classes by their numbers. */
  readonly names: ReadonlyMap<number, string>;
  /** Numbers after a box that are its key points; 0 where objects have none. */
  readonly keypoints: number;
}

/** @throws UserError `damaged` */
export function parseData(text: string, file: string): YoloData {
  let yaml: unknown;
  try {
    yaml = parse(text);
  } catch (cause) {
    throw damagedJson(file, what, t`it is not valid YAML`, cause);
  }
  const parsed = v.safeParse(dataSchema, yaml);
  if (!parsed.success) {
    const isOfNames = v.getDotPath(parsed.issues[0])?.startsWith('kpt_shape') !== true;
    throw damagedJson(
      file,
      what,
      isOfNames ? t`“names” is not a list of names` : t`“kpt_shape” is not two whole numbers`,
    );
  }
  const { names, kpt_shape: shape } = parsed.output;
  return {
    names: new Map(Object.entries(names).map(([number, name]) => [Number(number), name])),
    keypoints: shape ? shape[0] * shape[1] : 0,
  };
}

/** A line of a file of labels, in parts of the image's width and height. */
export interface YoloLine {
  readonly class: number;
  /** Of a box along the axes. */
  readonly box?: Rect;
  /** Of an outline, or the corners of an oriented box. */
  readonly corners?: readonly Point[];
  /** Whether key points follow the box. */
  readonly hasKeypoints?: true;
}

/**
 * Parses a line: a box by its centre and sides has five numbers, six with a confidence; an oriented box nine, an outline any
 * odd number from seven on.
 * @param keypoints see {@link YoloData}
 * @returns what is wrong, as a sentence
 */
export function parseLine(line: string, keypoints = 0): YoloLine | { readonly wrong: Message } {
  const numbers = line.trim().split(/\s+/).map(Number);
  if (!numbers.every(Number.isFinite)) return { wrong: t`It has words that are no numbers.` };
  const [number, ...parts] = numbers;
  if (number === undefined || !Number.isInteger(number) || number < 0)
    return { wrong: t`It does not begin with a class.` };
  const isPose = keypoints > 0 && parts.length === 4 + keypoints;
  if (parts.length === 4 || parts.length === 5 || isPose) {
    const [x, y, width, height] = parts as [number, number, number, number];
    const box = rectFromCorners({ x: x - width / 2, y: y - height / 2 }, { x: x + width / 2, y: y + height / 2 });
    return { class: number, box, ...(isPose ? { hasKeypoints: true } : {}) };
  }
  if (parts.length < 6 || parts.length % 2 === 1)
    return { wrong: t`It has ${parts.length} numbers, which make no corners.` };
  const corners = Array.from({ length: parts.length / 2 }, (_, i) => ({ x: parts[2 * i]!, y: parts[2 * i + 1]! }));
  return { class: number, corners };
}
