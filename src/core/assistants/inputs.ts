import * as v from 'valibot';
import { layoutNames } from '../layouts/registry';

const text = v.pipe(v.string(), v.minLength(1), v.maxLength(1000));
const finite = v.pipe(v.number(), v.finite());
const count = v.pipe(v.number(), v.integer(), v.minValue(0));

const image = v.pipe(text, v.description('Path of the image, relative to the folder, as find_images returns it.'));

const filter = v.optional(
  v.pipe(
    v.string(),
    v.maxLength(1000),
    v.description(
      'Terms that an image has to fulfil, all of them: status:unreviewed (or none, accepted, corrected, rejected, empty), quality:<0.7, label:liver, modality:CT, series:*, name:ct_*. Commas separate alternatives, “-” before a term means its opposite. Empty for all images.',
    ),
  ),
  '',
);

/** How many images an answer lists. */
const limit = v.optional(
  v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(200), v.description('Most images to list.')),
  50,
);

const label = v.pipe(text, v.trim(), v.minLength(1));

const askedObject = v.strictObject({
  label: v.pipe(label, v.description('Name of what is to be segmented, such as liver.')),
  box: v.optional(
    v.pipe(
      v.strictTuple([finite, finite, finite, finite]),
      v.description('[x0, y0, x1, y1] around the object in pixels; x1 and y1 are exclusive.'),
    ),
  ),
  points: v.optional(
    v.pipe(
      v.array(v.strictTuple([finite, finite, v.picklist([0, 1])])),
      v.description('[x, y, 1] on the object or [x, y, 0] off it, in pixels.'),
    ),
  ),
  slice: v.optional(v.pipe(count, v.description('Slice of a volume, counted from 0.'))),
  volume: v.optional(v.pipe(count, v.description('Volume of an image with several, counted from 0.'))),
});

/** What each tool takes, by its name. Names, paths and texts come from a language model: nothing in them is trusted. */
export const inputs = {
  find_images: v.strictObject({
    filter,
    limit,
    offset: v.optional(v.pipe(count, v.description('Images to leave out at the beginning.')), 0),
  }),
  describe_image: v.strictObject({ image }),
  rank_by_quality: v.strictObject({ filter, limit }),
  check_dataset: v.strictObject({
    severity: v.optional(
      v.pipe(
        v.picklist(['all', 'error', 'warning']),
        v.description('error: what is certainly wrong; warning: what probably is.'),
      ),
      'all',
    ),
    limit: v.optional(
      v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(200), v.description('Most problems to list.')),
      50,
    ),
  }),
  segment_objects: v.strictObject({
    image,
    objects: v.optional(
      v.pipe(v.array(askedObject), v.minLength(1), v.maxLength(100), v.description('Objects by box or points.')),
    ),
    labels: v.optional(
      v.pipe(
        v.array(label),
        v.minLength(1),
        v.maxLength(20),
        v.description('Instead of objects: labels that were taught in the folder, to be found without a box.'),
      ),
    ),
  }),
  generate_masks: v.strictObject({
    filter,
    source: v.pipe(
      v.picklist(['taught', 'proposals', 'whole']),
      v.description(
        'taught: labels that were taught; proposals: objects found without a prompt; whole: one box over the whole image.',
      ),
    ),
    labels: v.optional(v.pipe(v.array(label), v.minLength(1), v.description('With taught: the labels.'))),
    regenerate: v.optional(
      v.pipe(v.boolean(), v.description('Also replace masks that no person has worked on or reviewed.')),
      false,
    ),
  }),
  start_review: v.strictObject({
    filter,
    order: v.optional(
      v.pipe(v.picklist(['worst', 'random', 'name']), v.description('worst: lowest estimated quality first.')),
      'worst',
    ),
  }),
  export_masks: v.strictObject({
    layout: v.pipe(v.picklist(layoutNames), v.description('Layout of the exported masks.')),
    out: v.optional(
      v.pipe(
        text,
        v.description('A new or empty folder, relative to the folder; .sam-unet/exports/LAYOUT when left out.'),
      ),
    ),
    masks: v.optional(
      v.pipe(
        v.picklist(['reviewed', 'all']),
        v.description('reviewed: only what a person has accepted, corrected or drawn; all: unreviewed masks, too.'),
      ),
      'reviewed',
    ),
    deidentify: v.optional(v.pipe(v.boolean(), v.description('Write nothing that says who the patients are.')), false),
    acceptLosses: v.optional(
      v.pipe(v.boolean(), v.description('Export even if the layout cannot hold all pixels of the masks.')),
      false,
    ),
  }),
  undo_run: v.strictObject({
    run: v.pipe(
      v.string(),
      v.regex(/^[\w-]{1,100}$/, 'must be the ID of a run'),
      v.description('ID of a run that an assistant has started, as segment_objects and generate_masks return it.'),
    ),
  }),
} as const satisfies Readonly<Record<string, v.GenericSchema>>;

export type ToolName = keyof typeof inputs;
export type ToolInput<Name extends ToolName> = v.InferOutput<(typeof inputs)[Name]>;
