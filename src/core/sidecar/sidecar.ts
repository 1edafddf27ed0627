import * as v from 'valibot';
import { UserError } from '../base/error';
import { windowFields } from '../image/windowSchema';
import { migrateSidecar, sidecarVersion } from './migrations';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const size = v.pipe(count, v.minValue(1));
const rank = v.pipe(count, v.minValue(1));
const finite = v.pipe(v.number(), v.finite());
const fileName = v.pipe(v.string(), v.minLength(1), v.regex(/^[^/\\]+$/, 'must be a file name without a folder'));

const objectMask = v.pipe(
  v.string(),
  v.regex(/^(\.\.\/)?masks\/[^/\\]+\.png$/, 'must be a PNG file in the folder “masks”'),
);

const hashes = v.record(
  v.pipe(v.string(), v.regex(/^([^/\\]+\.mask\.(png|nii\.gz)|(\.\.\/)?masks\/[^/\\]+\.png)$/, 'must name mask files')),
  v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'must be a SHA-256')),
);

const labelSchema = v.object({
  name: v.pipe(v.string(), v.minLength(1)),
  value: v.pipe(count, v.minValue(1), v.maxValue(65535), v.description('Value of the pixels in the mask file.')),
  color: v.pipe(v.string(), v.regex(/^#[0-9a-fA-F]{6}$/, 'must be a colour such as #e69f00')),
});

const promptSchema = v.object({
  box: v.optional(
    v.pipe(
      v.tuple([finite, finite, finite, finite]),
      v.description('[x0, y0, x1, y1] in image coordinates; x1 and y1 are exclusive.'),
    ),
  ),
  points: v.optional(
    v.pipe(
      v.array(v.tuple([finite, finite, v.picklist([0, 1])])),
      v.description('[x, y, 1 for positive or 0 for negative] in image coordinates.'),
    ),
  ),
  candidate: v.optional(
    v.pipe(
      v.tuple([rank, rank]),
      v.description(
        '[rank from 1, number of answers]: which answer was chosen, where a model trained with boxes alone had several for the points.',
      ),
    ),
  ),
});

const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));

const maskSchema = v.object({
  size: v.pipe(v.tuple([size, size]), v.description('[width, height] of the image.')),
  counts: v.pipe(
    v.array(count),
    v.description('Run lengths row by row, background first; they add up to width times height.'),
  ),
});

const signalsSchema = v.pipe(
  v.record(v.string(), share),
  v.description('What the estimate was made from, by name (docs/evaluation.md); more is better.'),
);

const objectSchema = v.object({
  id: v.pipe(v.string(), v.minLength(1), v.description('Unique in the file.')),
  label: v.pipe(v.string(), v.minLength(1), v.description('Name of one of the labels.')),
  slice: v.pipe(count, v.description('Slice the object lies on, counted from 0; 0 in 2-D images.')),
  volume: v.optional(
    v.pipe(count, v.description('Volume of a 4-D image that the slice is of, counted from 0; the first when absent.')),
  ),
  prompt: v.pipe(promptSchema, v.description('What a person or program said to get the mask.')),
  mask: maskSchema,
  quality: v.optional(v.pipe(share, v.description('Estimate of the mask’s Dice coefficient; not a measurement.'))),
  reasons: v.optional(
    v.pipe(
      v.array(v.pipe(v.string(), v.minLength(1))),
      v.description('What speaks against the mask, the gravest first, in words that follow “The mask”.'),
    ),
  ),
  signals: v.optional(signalsSchema),
  proposal: v.optional(
    v.pipe(
      v.object({ mask: maskSchema, signals: v.optional(signalsSchema) }),
      v.description('What a machine had made before a person changed it.'),
    ),
  ),
  status: v.pipe(
    v.picklist(['draft', 'accepted', 'corrected', 'rejected']),
    v.description(
      '`draft` until a person accepts or rejects it; `corrected` when a person has corrected what a model made. A rejected object is in no mask file.',
    ),
  ),
  origin: v.pipe(
    v.picklist(['human', 'machine']),
    v.description(
      'Whose work it is: `human` when a person has prompted, drawn, changed or judged it. No machine replaces or removes that.',
    ),
  ),
  model: v.optional(
    v.object({ name: v.string(), sha256: v.pipe(v.string(), v.description('SHA-256 of the model’s weights.')) }),
  ),
  imported: v.optional(v.pipe(v.string(), v.minLength(1), v.description('File that the mask was imported from.'))),
  source: v.optional(
    v.pipe(v.string(), v.description('Where the prompt of a bulk run came from, such as `coco` or `whole`.')),
  ),
  run: v.optional(v.pipe(v.string(), v.description('The bulk run that made the mask, by its id.'))),
  by: v.pipe(v.string(), v.description('Person or program that made the last change.')),
  at: v.pipe(v.string(), v.isoTimestamp(), v.description('Time of the last change, ISO 8601 in UTC.')),
});

/** Fields of a sidecar, as `docs/sidecar.schema.json` gives them to other programs. */
export const sidecarSchema = v.object({
  format: v.literal('sam-unet-masks'),
  version: v.literal(sidecarVersion),
  image: v.object({
    file: fileName,
    width: size,
    height: size,
    slices: v.pipe(size, v.description('Slices of one volume.')),
    volumes: v.optional(v.pipe(size, v.description('Volumes of a 4-D image; one when absent.'))),
    instances: v.optional(
      v.pipe(
        v.array(v.pipe(v.string(), v.minLength(1))),
        v.description(
          'Only of a DICOM series: the SOP Instance UID of each slice, volume after volume, or its file name where it has none, so that masks stay with their slices.',
        ),
      ),
    ),
  }),
  mask: v.optional(v.pipe(fileName, v.description('The mask file beside the image; absent while it would be empty.'))),
  masks: v.optional(
    v.pipe(
      v.array(objectMask),
      v.description(
        'Instead of `mask`, where each object has a file of its own: those of the objects that are not rejected, in their order, relative to the folder of the image.',
      ),
    ),
  ),
  maskHashes: v.optional(
    v.pipe(
      hashes,
      v.description('SHA-256 of each mask file as it was written, by its name; absent in sidecars of older versions.'),
    ),
  ),
  previousMaskHashes: v.optional(
    v.pipe(
      hashes,
      v.description(
        'SHA-256 of each mask file that this save replaces or removes, by its name: one that still has it was left by a save that was interrupted.',
      ),
    ),
  ),
  removed: v.optional(
    v.pipe(
      v.literal(true),
      v.description('The masks are being removed: nothing is left of them but this file, until it goes, too.'),
    ),
  ),
  window: v.optional(
    v.pipe(
      v.object(windowFields),
      v.description(
        'Window the model saw, in modality values; absent for 8-bit images shown as they are. `shape` is LINEAR_EXACT or SIGMOID of DICOM, `lut` the number of the image’s VOI LUT that was shown.',
      ),
    ),
  ),
  labels: v.array(labelSchema),
  objects: v.array(objectSchema),
});

/** The JSON file beside an image that says what its masks are and where they come from (`docs/sidecar.schema.json`). */
export type Sidecar = v.InferOutput<typeof sidecarSchema>;
export type SidecarObject = v.InferOutput<typeof objectSchema>;
export type SidecarLabel = v.InferOutput<typeof labelSchema>;

/**
 * Parses and checks a sidecar of this version or an older one.
 * @param file Name of the file, for messages.
 * @returns in the fields of this version
 * @throws UserError `damaged` naming the first field that is wrong, `too-new` for a version that is yet unknown
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
  const result = v.safeParse(sidecarSchema, migrateSidecar(json, file));
  let problem: string | undefined;
  if (result.success) {
    problem = contradiction(result.output);
    if (problem === undefined) return result.output;
  } else {
    const [issue] = result.issues;
    problem = `The field “${v.getDotPath(issue) ?? '(root)'}” is wrong: ${issue.message}.`;
  }
  throw new UserError('damaged', {
    file,
    problem,
    advice: 'Restore it from version control, or move it away to start anew.',
  });
}

/** What no schema can say: that the fields fit each other. */
function contradiction({ image, labels, objects, masks }: Sidecar): string | undefined {
  const kept = objects.filter(({ status }) => status !== 'rejected').length;
  if (masks !== undefined && masks.length !== kept) return `There are ${masks.length} mask files for ${kept} objects.`;
  const { volumes = 1 } = image;
  if (image.instances !== undefined && image.instances.length !== image.slices * volumes) {
    return `The image has ${image.slices * volumes} slices, but ${image.instances.length} instances.`;
  }
  const names = new Set(labels.map(({ name }) => name));
  const values = new Set(labels.map(({ value }) => value));
  if (names.size < labels.length) return 'Two labels have the same name.';
  if (values.size < labels.length) return 'Two labels have the same value.';
  if (new Set(objects.map(({ id }) => id)).size < objects.length) return 'Two objects have the same id.';
  for (const { id, label, slice, volume = 0, mask, proposal } of objects) {
    if (!names.has(label)) return `The object “${id}” has the label “${label}”, which is not among the labels.`;
    if (slice >= image.slices) return `The object “${id}” lies on slice ${slice}, which the image does not have.`;
    if (volume >= volumes) return `The object “${id}” lies in volume ${volume}, which the image does not have.`;
    for (const {
      size: [width, height],
      counts,
    } of proposal === undefined ? [mask] : [mask, proposal.mask]) {
      if (width !== image.width || height !== image.height) {
        return `The mask of the object “${id}” is ${width}×${height} pixels, the image ${image.width}×${image.height}.`;
      }
      if (counts.reduce((sum, run) => sum + run, 0) !== width * height) {
        return `The run lengths of the object “${id}” do not add up to ${width}×${height} pixels.`;
      }
    }
  }
  return undefined;
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

export function hasPersonsWork(sidecar: Sidecar): boolean {
  return sidecar.objects.some(isPersonsWork);
}

/** Whether a person has drawn, changed or judged an object: what views show as theirs, and what is followed through slices. */
export function isHumanWork({ origin, status }: Pick<SidecarObject, 'origin' | 'status'>): boolean {
  return origin === 'human' || status !== 'draft';
}

/**
 * Whether no machine may replace or remove an object: a person has worked on it, or has asked the model for it, outside a run.
 */
export function isPersonsWork(object: Pick<SidecarObject, 'origin' | 'status' | 'model' | 'run'>): boolean {
  return isHumanWork(object) || (object.model !== undefined && object.run === undefined);
}
