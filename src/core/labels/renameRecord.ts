import * as v from 'valibot';
import type { UserError } from '../base/error';
import { parseJson } from '../base/parseJson';
import type { Message } from '../text/message';

const text = v.pipe(v.string(), v.minLength(1));

const recordSchema = v.object({
  format: v.literal('sam-unet-rename'),
  version: v.literal(1),
  from: text,
  to: text,
  by: v.string(),
  at: v.pipe(v.string(), v.isoTimestamp()),
  /** Text of the label file before and after; absent where it does not change. */
  labelFile: v.optional(v.object({ before: v.string(), after: v.string() })),
  images: v.array(
    v.object({
      /** Path relative to the folder. */
      image: text,
      label: v.object({ name: text, value: v.number(), color: v.string() }),
      ids: v.array(v.string()),
      merges: v.boolean(),
    }),
  ),
});

/** What a rename of a label through a folder changes, written before it begins, so that it can be undone. */
export type RenameRecord = v.InferOutput<typeof recordSchema>;

/** @param wrong the error for a reason, see {@link parseJson} */
export function parseRenameRecord(text: string, wrong: (reason: Message, cause?: unknown) => UserError): RenameRecord {
  return parseJson(recordSchema, text, wrong);
}

export function formatRenameRecord(record: RenameRecord): string {
  return `${JSON.stringify(record, undefined, 2)}\n`;
}
