import * as v from 'valibot';
import { UserError } from '../base/error';
import { savedLayouts } from '../layouts/savedLayout';
import { t } from '../text/message';
import { imageEntrySchema, type ImageEntry } from './journal';
import { sourceSpecSchema } from './sources/spec';

/** What a worker of this version understands. */
const batchVersion = 1;
const path = v.pipe(v.string(), v.minLength(1), v.maxLength(4096));

const batchSchema = v.object({
  version: v.literal(batchVersion),
  run: v.pipe(v.string(), v.regex(/^[\w-]{1,100}$/)),
  /** Absolute path of the folder, as the machine sees it that made the batch. */
  folder: path,
  sources: v.array(sourceSpecSchema),
  replace: v.optional(v.boolean()),
  single: v.optional(v.boolean()),
  array: v.optional(v.string()),
  layout: v.optional(v.picklist(savedLayouts)),
  /** Name written into the sidecars. */
  by: v.string(),
  /** Hash of the weights of the model that is asked. */
  model: v.string(),
  images: v.pipe(v.array(path), v.minLength(1), v.maxLength(1000)),
  /** Sidecars that were about to be replaced, by their images: kept here before they are, so that the run can be undone. */
  before: v.optional(v.record(v.string(), v.string())),
});

/** Some images of a run, for a worker. */
export type Batch = v.InferOutput<typeof batchSchema>;

export function newBatch(batch: Omit<Batch, 'version'>): Batch {
  return { version: batchVersion, ...batch };
}

/**
 * Reads a batch that came from a queue.
 * @throws UserError `too-new` for one of a newer version, `bad-input` for what is no batch
 */
export function parseBatch(data: unknown): Batch {
  const parsed = v.safeParse(batchSchema, data);
  if (parsed.success) return parsed.output;
  const version = (data as { version?: unknown } | null | undefined)?.version;
  if (typeof version === 'number' && version > batchVersion) {
    throw new UserError('too-new', {
      problem: t`A batch in the queue is of version ${version}; this worker understands ${batchVersion}.`,
      advice: t`Update SAM-UNet on this machine.`,
    });
  }
  const [issue] = parsed.issues;
  throw new UserError('bad-input', {
    problem: t`The queue contains an entry that is not a SAM-UNet batch: “${v.getDotPath(issue) ?? '(root)'}”.`,
    advice: t`Use another queue name.`,
  });
}

/** Lines for the journal of a run, from a worker's report; what is not about the batch is left out. */
export function parseReport(report: unknown, { images }: Pick<Batch, 'images'>): ImageEntry[] {
  const known = new Set(images);
  return (Array.isArray(report) ? report : []).flatMap((each) => {
    const entry = v.safeParse(imageEntrySchema, each);
    return entry.success && known.has(entry.output.image) ? [entry.output] : [];
  });
}
