import * as v from 'valibot';
import { UserError } from '../../base/error';
import { mapSchema } from '../../base/mapSchema';
import { t, type Message } from '../../text/message';

/** One image of a data set in the published SAM-UNet layout with its reference masks; paths are relative to the set. */
export interface DatasetItem {
  readonly image: string;
  readonly masks: readonly string[];
}

const path = v.pipe(v.string(), v.minLength(1));
const imageToLabels = mapSchema(v.array(path));
const labelToImage = mapSchema(path);

/** Whether a file is the index of a data set: `image2label_*.json` or `label2image_*.json`. */
export function isDatasetIndex(name: string): boolean {
  return /^(image2label|label2image)_.+\.json$/.test(name);
}

/**
 * Parses the index of a data set: `image2label_*.json` maps an image to its masks, `label2image_*.json` a mask to its image.
 * @param name file name, which determines the kind
 * @throws UserError `damaged` naming what is wrong
 */
export function parseDatasetIndex(text: string, name: string): DatasetItem[] {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw wrong(name, t`it is not valid JSON`, cause);
  }
  if (Array.isArray(json)) throw wrong(name, t`it must be an object, not a list`);
  if (name.startsWith('image2label')) {
    const parsed = v.safeParse(imageToLabels, json);
    if (!parsed.success) throw wrong(name, t`it must map each image to a list of masks`);
    return [...parsed.output].map(([image, masks]) => ({ image, masks }));
  }
  const parsed = v.safeParse(labelToImage, json);
  if (!parsed.success) throw wrong(name, t`it must map each mask to its image`);
  const items = new Map<string, string[]>();
  for (const [mask, image] of parsed.output) {
    const masks = items.get(image);
    if (masks === undefined) items.set(image, [mask]);
    else masks.push(mask);
  }
  return [...items].map(([image, masks]) => ({ image, masks }));
}

function wrong(file: string, reason: Message, cause?: unknown): UserError {
  return new UserError('damaged', {
    file,
    problem: t`The index of the data set is wrong: ${reason}.`,
    advice: t`See docs/cli.md for its format.`,
    cause,
  });
}
