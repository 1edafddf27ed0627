import * as v from 'valibot';
import { t, type Message } from '../../text/message';
import { parseLayoutJson } from '../jsonText';

const finite = v.pipe(v.number(), v.finite());
const point = v.tuple([finite, finite]);
const size = v.nullish(v.pipe(v.number(), v.integer(), v.minValue(1)));

const shapeSchema = v.object({
  label: v.pipe(v.string(), v.minLength(1)),
  points: v.array(point),
  shape_type: v.optional(v.string(), 'polygon'),
  /** Shapes of one label with the same id are parts of one object. */
  group_id: v.nullish(v.union([v.number(), v.string()])),
  /** Of a mask: a PNG, in Base64, of the pixels in the box that its points state. */
  mask: v.nullish(v.string()),
});

const fileSchema = v.object({
  imagePath: v.nullish(v.string()),
  imageWidth: size,
  imageHeight: size,
  shapes: v.array(v.unknown()),
});

export type LabelMeShape = v.InferOutput<typeof shapeSchema>;

/** A file of LabelMe (labelme.io, version 4 and later), its shapes not checked yet. @throws UserError `damaged` */
export function parseLabelMe(text: string, file: string): v.InferOutput<typeof fileSchema> {
  return parseLayoutJson(fileSchema, text, file, t`The LabelMe file`);
}

/** A shape, or a sentence that says what is wrong with it. */
export function parseShape(shape: unknown): LabelMeShape | Message {
  const parsed = v.safeParse(shapeSchema, shape);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  return t`Its field “${v.getDotPath(issue) ?? '(root)'}” cannot be used: ${issue.message}.`;
}

/** Whether JSON looks like a file of LabelMe, right or wrong. */
export function isLabelMe(text: string): boolean {
  return /"shapes"\s*:/.test(text) && !/"categories"\s*:/.test(text);
}
