import * as v from 'valibot';
import { UserError } from '../base/error';
import type { SidecarLabel } from '../sidecar/sidecar';
import { t, type Message } from '../text/message';
import { paletteColor } from './palette';

const text = v.pipe(v.string(), v.trim(), v.minLength(1));

const codeSchema = v.strictObject({
  scheme: v.pipe(text, v.description('Coding scheme designator of DICOM PS3.16, such as SCT for SNOMED CT.')),
  value: v.pipe(text, v.description('Code value, such as 10200004.')),
  meaning: v.pipe(text, v.description('Code meaning, such as Liver.')),
});

const labelSchema = v.strictObject({
  name: v.pipe(text, v.description('Name of the label, unique in the file.')),
  value: v.pipe(
    v.number(),
    v.integer(),
    v.minValue(1),
    v.maxValue(65535),
    v.description('Value of the pixels in mask files, unique in the file.'),
  ),
  color: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^#[0-9a-fA-F]{6}$/, 'must be a colour such as #e69f00'),
      v.description('Colour of the masks, #rrggbb; by default one that is safe for colour-blind users.'),
    ),
  ),
  key: v.optional(
    v.pipe(
      v.number(),
      v.integer(),
      v.minValue(1),
      v.maxValue(9),
      v.description('Number key that sets the label in the editor; labels without one get the keys that are free.'),
    ),
  ),
  codes: v.optional(
    v.pipe(v.array(codeSchema), v.description('What the label stands for in coded terminologies, as in DICOM.')),
  ),
});

/** Fields of `.sam-unet/labels.json`, as `docs/labels.schema.json` gives them to editors. */
export const labelSetSchema = v.strictObject({
  $schema: v.optional(v.pipe(v.string(), v.description('Address of this schema, for other editors.'))),
  version: v.literal(1),
  labels: v.pipe(v.array(labelSchema), v.description('In the order in which they are offered.')),
});

/** What a label stands for in a coded terminology (DICOM PS3.3, 8.8). */
export type LabelCode = v.InferOutput<typeof codeSchema>;

/** A label that a workspace agrees on. */
export interface KnownLabel extends SidecarLabel {
  /** Number key, 1 to 9. */
  readonly key?: number;
  readonly codes?: readonly LabelCode[];
}

/** Fields that no two labels share, with what is wrong where two do. */
const uniqueFields = [
  ['name', (value: string) => t`Two labels have the name “${value}”.`],
  ['value', (value: string) => t`Two labels have the value “${value}”.`],
  ['key', (value: string) => t`Two labels have the key “${value}”.`],
] as const;

/** The labels of a workspace, in the order in which they are offered. */
export type LabelSet = readonly KnownLabel[];

/**
 * Parses and checks a label file.
 * @param file path of the file, for messages
 * @throws UserError `damaged` naming the first field that is wrong
 */
export function parseLabelSet(text: string, file: string): LabelSet {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw wrong(file, t`The file is not valid JSON.`, cause);
  }
  const parsed = v.safeParse(labelSetSchema, json);
  if (!parsed.success) {
    const [issue] = parsed.issues;
    throw wrong(file, t`The field “${v.getDotPath(issue) ?? '(root)'}” is wrong: ${issue.message}.`);
  }
  const { labels } = parsed.output;
  for (const [field, problem] of uniqueFields) {
    const twice = repeated(labels.flatMap((label) => label[field] ?? []));
    if (twice !== undefined) throw wrong(file, problem(String(twice)));
  }
  return labels.map(({ name, value, color = paletteColor(value), key, codes }) => ({
    name,
    value,
    color,
    ...(key === undefined ? {} : { key }),
    ...(codes === undefined ? {} : { codes }),
  }));
}

/** Text of a label file: one label a line, so that version control shows what changed. */
export function formatLabelSet(labels: LabelSet): string {
  return formatted({ version: 1 }, labels);
}

/**
 * The text of a label file with a label renamed; all else that it says stays. If it has a label of the new name already, the
 * renamed one is removed.
 * @returns undefined for a file without the label
 * @throws UserError as {@link parseLabelSet}
 */
export function renameInLabelFile(
  text: string,
  file: string,
  { from, to }: { readonly from: string; readonly to: string },
): string | undefined {
  const labels = parseLabelSet(text, file);
  if (!labels.some(({ name }) => name === from)) return undefined;
  const isThere = labels.some(({ name }) => name === to);
  const { labels: stated, ...head } = JSON.parse(text) as v.InferInput<typeof labelSetSchema>;
  const kept = stated.filter(({ name }) => !isThere || name.trim() !== from);
  const renamed = kept.map((label) => (label.name.trim() === from ? { ...label, name: to } : label));
  return formatted(head, renamed);
}

/**
 * The text of a label file with a label added, of the first value that is free; all else that it says stays.
 * @throws UserError as {@link parseLabelSet}
 */
export function addToLabelFile(text: string, file: string, name: string): string {
  const used = new Set(parseLabelSet(text, file).map(({ value }) => value));
  let value = 1;
  while (used.has(value)) value++;
  const { labels, ...head } = JSON.parse(text) as v.InferInput<typeof labelSetSchema>;
  return formatted(head, [...labels, { name, value }]);
}

function formatted(head: object, labels: readonly object[]): string {
  const fields = Object.entries(head).map(([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)},\n`);
  const lines = labels.map((label) => `    ${JSON.stringify(label)}`);
  return `{\n${fields.join('')}  "labels": [\n${lines.join(',\n')}\n  ]\n}\n`;
}

function repeated<T>(items: readonly T[]): T | undefined {
  return items.find((item, at) => items.indexOf(item) < at);
}

function wrong(file: string, problem: Message, cause?: unknown): UserError {
  return new UserError('damaged', { file, problem, advice: t`Its labels are not used until it is corrected.`, cause });
}
