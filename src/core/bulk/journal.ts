import * as v from 'valibot';
import { UserError } from '../base/error';
import { mostShards, shardsOf, type Shard } from './shard';
import { sourceSpecSchema } from './sources/spec';

const time = v.pipe(v.string(), v.isoTimestamp());
const count = v.pipe(v.number(), v.integer(), v.minValue(0));

const headSchema = v.object({
  type: v.literal('run'),
  version: v.literal(1),
  id: v.pipe(v.string(), v.regex(/^[\w-]+$/)),
  at: time,
  by: v.string(),
  sources: v.array(sourceSpecSchema),
  replace: v.optional(v.boolean()),
  /** Whether every file of a DICOM series is an image of its own. */
  single: v.optional(v.boolean()),
  model: v.object({ name: v.string(), sha256: v.string(), device: v.string() }),
  images: v.pipe(count, v.description('Number of images to be worked on.')),
  /** The part of the run that this journal is about; absent where it is about all of it. */
  shard: v.optional(
    v.pipe(
      v.object({ index: v.pipe(count, v.minValue(1)), count: v.pipe(count, v.maxValue(mostShards)) }),
      v.check(({ index, count: all }) => index <= all, 'There is no such shard.'),
    ),
  ),
});

const entrySchema = v.variant('type', [
  v.object({
    type: v.literal('begun'),
    image: v.string(),
    /** The sidecar that the run is about to replace, byte for byte; absent where there is none. */
    before: v.optional(v.string()),
  }),
  v.object({
    type: v.literal('written'),
    image: v.string(),
    /** Of sidecar and mask file, see {@link StoredMasks.version}. */
    version: v.string(),
    /** The sidecar that was there before: only in old journals, which have no `begun`. */
    before: v.optional(v.string()),
  }),
  v.object({ type: v.literal('skipped'), image: v.string(), reason: v.string() }),
  v.object({ type: v.literal('failed'), image: v.string(), code: v.string(), message: v.string() }),
  v.object({ type: v.literal('resumed'), at: time }),
  v.object({ type: v.literal('ended'), at: time, seconds: v.number(), written: count, cancelled: v.boolean() }),
  v.object({ type: v.literal('undone'), at: time, removed: count, left: count }),
]);

/** First line of a journal: what the run is. */
export type RunHead = v.InferOutput<typeof headSchema>;
/** A later line: what became of an image, or of the run. */
export type JournalEntry = v.InferOutput<typeof entrySchema>;
export type WrittenEntry = Extract<JournalEntry, { type: 'written' }>;

/** What a journal says of a run, or of its part of one. */
export interface JournalRecord {
  readonly head: RunHead;
  /** Images that the run has written, by their paths; the last word on each. */
  readonly written: ReadonlyMap<string, WrittenEntry>;
  /**
   * Images that the run has begun to write, with the sidecar that it was about to replace; undefined where there was none.
   * The sidecar on disk shows whether that happened.
   */
  readonly begun: ReadonlyMap<string, string | undefined>;
  readonly failed: number;
  readonly skipped: number;
  /** `open`: it is running, was cancelled or was interrupted. */
  readonly state: 'open' | 'ended' | 'undone';
  /** How long it worked and how many images it wrote, as far as it could say so. */
  readonly pace: { readonly seconds: number; readonly written: number };
}

/** What the journals of a run say of it. */
export interface RunRecord extends JournalRecord {
  /** One for each journal, sorted by their shards. */
  readonly parts: readonly JournalRecord[];
}

/** A line of a journal. */
export function journalLine(entry: RunHead | JournalEntry): string {
  return `${JSON.stringify(entry)}\n`;
}

/**
 * Reads a journal: JSON, a line each. Lines truncated by a crash are skipped, because their content is also found beside the
 * images too.
 *
 * @throws UserError `damaged` when the first line does not describe the run
 */
export function parseJournal(text: string, file: string): JournalRecord {
  const [first = '', ...lines] = text.split('\n');
  const head = v.safeParse(headSchema, parsed(first));
  if (!head.success) {
    const [issue] = head.issues;
    throw new UserError('damaged', {
      file,
      problem: `The journal of the run is damaged: “${v.getDotPath(issue) ?? 'first line'}”: ${issue.message}.`,
      advice: 'Start a new run: images that have masks are left alone.',
    });
  }
  const written = new Map<string, WrittenEntry>();
  const begun = new Map<string, string | undefined>();
  const failed = new Set<string>();
  const skipped = new Set<string>();
  let state: JournalRecord['state'] = 'open';
  const pace = { seconds: 0, written: 0 };
  for (const line of lines) {
    const entry = v.safeParse(entrySchema, parsed(line));
    if (!entry.success) continue;
    const { output } = entry;
    if (output.type === 'begun') begun.set(output.image, output.before);
    if (output.type === 'written') {
      written.set(output.image, output);
      if (!begun.has(output.image) || output.before !== undefined) begun.set(output.image, output.before);
    }
    if (output.type === 'written' || output.type === 'skipped') failed.delete(output.image);
    if (output.type === 'failed') failed.add(output.image);
    if (output.type === 'skipped') skipped.add(output.image);
    else if ('image' in output) skipped.delete(output.image);
    if (output.type === 'resumed') state = 'open';
    if (output.type === 'undone') {
      state = 'undone';
      // Should the run be resumed after all, it has everything to do.
      written.clear();
    }
    if (output.type !== 'ended') continue;
    state = output.cancelled ? 'open' : 'ended';
    pace.seconds += output.seconds;
    pace.written += output.written;
  }
  return { head: head.output, written, begun, failed: failed.size, skipped: skipped.size, state, pace };
}

/** A run of one or several journals with one id, as processes that share the work keep them. */
export function joinJournals(journals: readonly [JournalRecord, ...JournalRecord[]]): RunRecord {
  const parts = journals.toSorted((a, b) => (a.head.shard?.index ?? 0) - (b.head.shard?.index ?? 0));
  const [first] = journals;
  const sum = (of: (part: JournalRecord) => number): number => parts.reduce((total, part) => total + of(part), 0);
  return {
    head: { ...first.head, images: sum(({ head }) => head.images) },
    written: new Map(parts.flatMap(({ written }) => [...written])),
    begun: new Map(parts.flatMap(({ begun }) => [...begun])),
    failed: sum(({ failed }) => failed),
    skipped: sum(({ skipped }) => skipped),
    state: stateOf(parts),
    pace: { seconds: sum(({ pace }) => pace.seconds), written: sum(({ pace }) => pace.written) },
    parts,
  };
}

/** One journal of a run, on its own. */
export function soleJournal(journal: JournalRecord): RunRecord {
  return { ...journal, parts: [journal] };
}

/** Shards of a run that no process has started. */
export function missingShards({ parts }: Pick<RunRecord, 'parts'>): Shard[] {
  const there = new Set(parts.map(({ head }) => head.shard?.index));
  return shardsOf(parts[0]?.head.shard?.count ?? 0).filter(({ index }) => !there.has(index));
}

function stateOf(parts: readonly JournalRecord[]): JournalRecord['state'] {
  if (parts.every(({ state }) => state === 'undone')) return 'undone';
  return parts.some(({ state }) => state === 'open') || missingShards({ parts }).length > 0 ? 'open' : 'ended';
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
