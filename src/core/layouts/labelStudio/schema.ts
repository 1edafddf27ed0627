import * as v from 'valibot';
import { parseLayoutJson } from '../jsonText';
import { t } from '../../text/message';

const number = v.pipe(v.number(), v.finite());
/** In percent of the width or the height of the image. */
const corner = v.pipe(v.array(number), v.length(2));
const labels = v.optional(v.array(v.string()), []);

const valueSchema = v.looseObject({
  points: v.optional(v.array(corner)),
  rle: v.optional(v.array(v.pipe(number, v.integer(), v.minValue(0), v.maxValue(255)))),
  ...{ x: v.optional(number), y: v.optional(number), width: v.optional(number), height: v.optional(number) },
  ...{ radiusX: v.optional(number), radiusY: v.optional(number), rotation: v.optional(number, 0) },
  ...{ polygonlabels: labels, rectanglelabels: labels, ellipselabels: labels, brushlabels: labels },
});

const resultSchema = v.object({
  id: v.optional(v.string(), ''),
  type: v.string(),
  original_width: v.optional(v.pipe(number, v.minValue(1))),
  original_height: v.optional(v.pipe(number, v.minValue(1))),
  value: valueSchema,
});

const taskSchema = v.object({
  id: v.optional(v.union([v.number(), v.string()])),
  data: v.record(v.string(), v.unknown()),
  annotations: v.optional(
    v.array(v.object({ was_cancelled: v.optional(v.nullable(v.boolean())), result: v.array(v.unknown()) })),
    [],
  ),
});

export type StudioResult = v.InferOutput<typeof resultSchema>;
export type StudioTask = v.InferOutput<typeof taskSchema>;

/**
 * Parses the tasks of a JSON export (labelstud.io/guide/task_format).
 *
 * @throws UserError `damaged`
 */
export function parseTasks(text: string, file: string): readonly StudioTask[] {
  return parseLayoutJson(v.array(taskSchema), text, file, t`The Label Studio file`);
}

/** A region; undefined for what is none, such as a choice for the whole image. */
export function parseResult(value: unknown): StudioResult | undefined {
  const parsed = v.safeParse(resultSchema, value);
  return parsed.success ? parsed.output : undefined;
}
