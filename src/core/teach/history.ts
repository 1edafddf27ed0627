import * as v from 'valibot';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const unit = v.pipe(v.number(), v.minValue(0), v.maxValue(1));

/** One line of a taught label's `history.jsonl`. Fields that are unknown yet are ignored. */
const teachingSchema = v.object({
  version: v.literal(1),
  /** As of the card that it gave. */
  at: v.pipe(v.string(), v.isoTimestamp()),
  by: v.string(),
  examples: count,
  heldOut: v.object({ images: count, before: unit, after: unit, interval: v.nullable(v.tuple([unit, unit])) }),
  /** Held-out Dice at each checkpoint of the training. */
  curve: v.array(unit),
  seconds: v.pipe(v.number(), v.minValue(0)),
  /** What users had said of the label's masks in the folder until then; see `LabelVerdicts`. */
  verdicts: v.optional(v.object({ verdicts: count, judged: count, untouched: count })),
});

/** One teaching of a label: what it was learnt from, and how well it was measured to do. */
export type Teaching = v.InferOutput<typeof teachingSchema>;

/** The teachings in a history, oldest first. Lines that are damaged or newer than this program are left out. */
export function parseHistory(text: string): readonly Teaching[] {
  return text.split('\n').flatMap((line) => {
    try {
      const result = v.safeParse(teachingSchema, JSON.parse(line));
      return result.success ? [result.output] : [];
    } catch {
      return [];
    }
  });
}

/** A history with one more line. Lines that this program cannot read stay. */
export function withTeaching(text: string, teaching: Teaching): string {
  const before = text === '' || text.endsWith('\n') ? text : `${text}\n`;
  return `${before}${JSON.stringify(teaching)}\n`;
}
