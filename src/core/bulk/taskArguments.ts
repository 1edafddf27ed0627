import * as v from 'valibot';
import { UserError } from '../base/error';
import { t } from '../text/message';
import { optionName } from '../text/optionName';

const path = v.pipe(v.string(), v.minLength(1));

/** The options of `sam-unet masks` by their names. */
const taskSchema = v.object({
  type: v.literal('sam-unet'),
  folder: v.optional(path, '${workspaceFolder}'),
  prompts: v.optional(path),
  coco: v.optional(path),
  csv: v.optional(path),
  yolo: v.optional(v.union([v.boolean(), path])),
  labelme: v.optional(v.boolean()),
  sidecars: v.optional(v.boolean()),
  masks: v.optional(v.boolean()),
  box: v.optional(v.array(v.string())),
  whole: v.optional(v.boolean()),
  propagate: v.optional(v.boolean()),
  propose: v.optional(v.number()),
  replace: v.optional(v.boolean()),
  audit: v.optional(v.boolean()),
  single: v.optional(v.boolean()),
  array: v.optional(path),
  dryRun: v.optional(v.boolean()),
  resume: v.optional(v.union([v.boolean(), path])),
  run: v.optional(path),
  shard: v.optional(path),
  queue: v.optional(path),
  queueName: v.optional(path),
});

/**
 * Arguments of `sam-unet` for a VS Code task that makes masks.
 * @throws UserError `bad-input` naming the field that is wrong
 */
export function taskArguments(definition: unknown): string[] {
  const parsed = v.safeParse(taskSchema, definition);
  if (!parsed.success) {
    const [issue] = parsed.issues;
    throw new UserError('bad-input', {
      problem: t`The task is wrong: “${v.getDotPath(issue) ?? '(root)'}”: ${issue.message}.`,
      advice: t`Correct it in tasks.json.`,
    });
  }
  const { type: _, folder, ...options } = parsed.output;
  const args = Object.entries(options).flatMap(([key, value]) => {
    const name = optionName(key);
    if (value === undefined || value === false) return [];
    if (Array.isArray(value)) return value.flatMap((each) => [name, each]);
    return value === true ? [name] : [name, String(value)];
  });
  return ['masks', folder, ...args];
}
