import * as v from 'valibot';
import { UserError } from '../base/error';
import { defaultLabel } from '../labels/palette';
import type { Prompt } from '../prompt/prompt';

const finite = v.pipe(v.number(), v.finite());

const promptSchema = v.object({
  label: v.optional(v.pipe(v.string(), v.trim(), v.minLength(1)), defaultLabel),
  /** 0-based. */
  slice: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 0),
  box: v.optional(v.tuple([finite, finite, finite, finite])),
  /** [x, y, 1 positive | 0 negative]. */
  points: v.optional(v.array(v.tuple([finite, finite, v.picklist([0, 1])])), []),
});

const fileSchema = v.object({ version: v.literal(1), images: v.record(v.string(), v.array(promptSchema)) });

/** What is to be segmented in an image. */
export interface PlannedObject {
  readonly label: string;
  /** 0-based. */
  readonly slice: number;
  readonly prompt: Prompt;
}

/**
 * Parses a prompts file: for each image, by its path relative to the file, the objects to segment in it, in image
 * coordinates.
 * @returns objects by relative path, with `/` between folders
 * @throws UserError `damaged` naming the field that is wrong
 */
export function parsePromptsFile(text: string, file: string): Map<string, PlannedObject[]> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw wrong(file, 'it is not valid JSON', cause);
  }
  const parsed = v.safeParse(fileSchema, json);
  if (!parsed.success) {
    const [issue] = parsed.issues;
    throw wrong(file, `“${v.getDotPath(issue) ?? '(root)'}”: ${issue.message}`);
  }
  return new Map(
    Object.entries(parsed.output.images).map(([image, prompts]) => [
      image.replaceAll('\\', '/').replace(/^\.\//, ''),
      prompts.map(({ label, slice, box, points }) => ({
        label,
        slice,
        prompt: {
          ...(box === undefined ? {} : { box: { x0: box[0], y0: box[1], x1: box[2], y1: box[3] } }),
          points: points.map(([x, y, positive]) => ({ x, y, positive: positive === 1 })),
        },
      })),
    ]),
  );
}

function wrong(file: string, reason: string, cause?: unknown): UserError {
  return new UserError('damaged', {
    file,
    problem: `The prompts file is wrong: ${reason}.`,
    advice: 'See docs/cli.md for its format.',
    cause,
  });
}
