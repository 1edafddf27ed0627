import * as v from 'valibot';
import { UserError } from '../base/error';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const size = v.pipe(count, v.minValue(1));
const finite = v.pipe(v.number(), v.finite());
const fileName = v.pipe(v.string(), v.minLength(1), v.regex(/^[^/\\]+$/, 'must be a file name without a folder'));

const labelSchema = v.object({
  name: v.pipe(v.string(), v.minLength(1)),
  /** Value of the label's pixels in the mask file. */
  value: v.pipe(count, v.minValue(1), v.maxValue(65535)),
  color: v.pipe(v.string(), v.regex(/^#[0-9a-f]{6}$/i, 'must be a colour such as #e69f00')),
});

const promptSchema = v.object({
  /** [x0, y0, x1, y1] in image coordinates, x1 and y1 exclusive. */
  box: v.optional(v.tuple([finite, finite, finite, finite])),
  /** [x, y, 1 positive | 0 negative] in image coordinates. */
  points: v.optional(v.array(v.tuple([finite, finite, v.picklist([0, 1])]))),
});

const objectSchema = v.object({
  id: v.pipe(v.string(), v.minLength(1)),
  label: v.pipe(v.string(), v.minLength(1)),
  /** 0-based slice the object lies on; 0 in 2-D images. */
  slice: count,
  prompt: promptSchema,
  /** Run lengths row by row, background first. */
  mask: v.object({ size: v.tuple([size, size]), counts: v.array(count) }),
  /** The model's own estimate of the mask's Dice, 0 to 1. */
  quality: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1))),
  status: v.picklist(['draft', 'accepted', 'rejected']),
  /** Who is answerable for the mask: `machine` until a person has drawn, changed or accepted it. */
  origin: v.picklist(['human', 'machine']),
  model: v.optional(v.object({ name: v.string(), sha256: v.string() })),
  by: v.string(),
  /** ISO 8601, UTC. */
  at: v.pipe(v.string(), v.isoTimestamp()),
});

const sidecarSchema = v.object({
  format: v.literal('sam-unet-masks'),
  version: v.literal(1),
  image: v.object({ file: fileName, width: size, height: size, slices: size }),
  /** The mask file beside the image; absent while there is no object. */
  mask: v.optional(fileName),
  /** The window the model saw, in modality values; absent for 8-bit images shown as they are. */
  window: v.optional(v.object({ center: finite, width: finite })),
  labels: v.array(labelSchema),
  objects: v.array(objectSchema),
});

/** The JSON file beside an image that says what its masks are and where they come from (`docs/sidecar.schema.json`). */
export type Sidecar = v.InferOutput<typeof sidecarSchema>;
export type SidecarObject = v.InferOutput<typeof objectSchema>;
export type SidecarLabel = v.InferOutput<typeof labelSchema>;

/**
 * Parses and checks a sidecar.
 * @param file Name of the file, for messages.
 * @throws UserError `damaged` naming the first field that is wrong.
 */
export function parseSidecar(text: string, file: string): Sidecar {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new UserError('damaged', {
      file,
      problem: 'The file is not valid JSON.',
      advice: 'Restore it from version control, or move it away to start anew.',
      cause,
    });
  }
  const result = v.safeParse(sidecarSchema, json);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new UserError('damaged', {
    file,
    problem: `The field “${v.getDotPath(issue) ?? '(root)'}” is wrong: ${issue.message}.`,
    advice: 'Restore it from version control, or move it away to start anew.',
  });
}

/** Text of a sidecar: stable key order, one object a line, so that version control shows what changed. */
export function formatSidecar(sidecar: Sidecar): string {
  const { labels, objects, ...head } = sidecar;
  const lines = (items: readonly unknown[]): string =>
    items.length === 0 ? '[]' : `[\n${items.map((item) => `    ${JSON.stringify(item)}`).join(',\n')}\n  ]`;
  const fields = Object.entries(head)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)}`);
  return `{\n${[...fields, `  "labels": ${lines(labels)}`, `  "objects": ${lines(objects)}`].join(',\n')}\n}\n`;
}

export function hasHumanWork(sidecar: Sidecar): boolean {
  return sidecar.objects.some(({ origin, status }) => origin === 'human' || status !== 'draft');
}
