import * as v from 'valibot';
import { mapSchema } from '../../base/mapSchema';
import { defaultLabel } from '../../labels/palette';
import { counted } from '../../text/counted';
import { t } from '../../text/message';
import { parsePrompts } from './parsePrompts';
import { imageFinder } from './namedImages';
import { someOf } from './someOf';
import { listedSource, type ListedObject, type PromptSource, type SourceFolder } from './source';

const finite = v.pipe(v.number(), v.finite());

const promptSchema = v.object({
  label: v.optional(v.pipe(v.string(), v.trim(), v.minLength(1)), defaultLabel),
  /** 0-based. */
  slice: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
  box: v.optional(v.tuple([finite, finite, finite, finite])),
  /** 0-based. */
  volume: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
  /** [x, y, 1 positive | 0 negative]. */
  points: v.optional(v.array(v.tuple([finite, finite, v.picklist([0, 1])])), []),
});

const fileSchema = v.object({ version: v.literal(1), images: mapSchema(v.array(promptSchema)) });

/**
 * Reads a prompts file: for each image the objects to segment in it, in image coordinates.
 * @throws UserError `damaged` naming the field that is wrong
 */
export async function openPromptsFile({ file }: { file: string }, folder: SourceFolder): Promise<PromptSource> {
  const { images } = parsePrompts(fileSchema, await folder.readText(file), file);
  const find = imageFinder(folder, file);
  const all = [...images.values()].flat();
  const labels = [...new Set(all.map(({ label }) => label))];
  return listedSource(new Map([...images].map(([image, prompts]) => [find(image), prompts.map(planned)])), [
    t`${file}: ${counted(all.length, 'object')} in ${counted(images.size, 'image')}, as two corners and points in pixels; labels: ${someOf(labels)}`,
  ]);
}

function planned({ label, slice, volume, box, points }: v.InferOutput<typeof promptSchema>): ListedObject {
  return {
    label,
    ...(slice === undefined ? {} : { slice }),
    ...(volume === undefined ? {} : { volume }),
    prompt: {
      ...(box === undefined ? {} : { box: { x0: box[0], y0: box[1], x1: box[2], y1: box[3] } }),
      points: points.map(([x, y, positive]) => ({ x, y, positive: positive === 1 })),
    },
  };
}
