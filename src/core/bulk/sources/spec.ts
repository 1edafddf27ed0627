import * as v from 'valibot';
import { maskReadingSchema } from '../../layouts/maskReading';
import { t, type Message } from '../../text/message';

const path = v.pipe(v.string(), v.minLength(1));
const finite = v.pipe(v.number(), v.finite());
const whole = v.pipe(v.number(), v.integer(), v.minValue(0));
const label = v.pipe(v.string(), v.trim(), v.minLength(1));

/** What numbers of a table can count: pixels, or parts of the image's width and height. */
export const coordinateKinds = ['pixels', 'fractions'] as const;

/** Sources by kind, with their parameters. Paths are relative to the folder of the run, or absolute. */
export const sourceSpecSchema = v.variant('kind', [
  v.object({ kind: v.literal('prompts'), file: path }),
  v.object({ kind: v.literal('coco'), file: path, anyFolder: v.optional(v.boolean()) }),
  v.object({
    kind: v.literal('csv'),
    file: path,
    anyFolder: v.optional(v.boolean()),
    coordinates: v.optional(v.picklist(coordinateKinds)),
    encoding: v.optional(v.string()),
  }),
  v.object({ kind: v.literal('yolo'), classes: v.optional(path) }),
  v.object({ kind: v.literal('labelme') }),
  v.object({ kind: v.literal('sidecars') }),
  v.object({ kind: v.literal('masks'), reading: v.optional(maskReadingSchema) }),
  v.object({
    kind: v.literal('box'),
    label,
    box: v.tuple([finite, finite, finite, finite]),
    percent: v.optional(v.boolean()),
  }),
  v.object({ kind: v.literal('whole') }),
  v.object({ kind: v.literal('propagation') }),
  v.object({
    kind: v.literal('taught'),
    labels: v.pipe(v.array(label), v.minLength(1)),
    /** SHA-256 of the weights of each label, in their order: a label that was taught again is another one. */
    weights: v.optional(v.array(v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)))),
  }),
  v.object({
    kind: v.literal('asked'),
    objects: v.pipe(
      v.array(
        v.object({
          image: path,
          label,
          slice: v.optional(whole),
          volume: v.optional(whole),
          box: v.optional(v.tuple([finite, finite, finite, finite])),
          points: v.optional(v.array(v.tuple([finite, finite, v.picklist([0, 1])]))),
        }),
      ),
      v.minLength(1),
    ),
  }),
  v.object({ kind: v.literal('proposals'), count: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100)) }),
]);

/** Names a source of prompts, so that a run can be written down and taken up again. */
export type SourceSpec = v.InferOutput<typeof sourceSpecSchema>;
export type SourceKind = SourceSpec['kind'];

/** The name of a source in the user interface. */
export function sourceTitle(spec: SourceSpec): Message {
  switch (spec.kind) {
    case 'prompts':
      return t`prompts in ${spec.file}`;
    case 'coco':
      return t`COCO boxes in ${spec.file}`;
    case 'csv':
      return t`CSV boxes in ${spec.file}`;
    case 'yolo':
      return t`YOLO boxes beside the images`;
    case 'labelme':
      return t`LabelMe shapes beside the images`;
    case 'sidecars':
      return t`prompts stored with the masks`;
    case 'masks':
      return t`masks of the data set`;
    case 'box':
      return t`a box for ${spec.label}`;
    case 'whole':
      return t`one box over the whole image`;
    case 'propagation':
      return t`masks drawn or reviewed by a person, propagated through the slices`;
    case 'taught':
      return t`taught labels: ${spec.labels.join(', ')}`;
    case 'asked':
      return t`prompts of an assistant`;
    case 'proposals':
      return t`proposals without prompts`;
  }
}
