import * as v from 'valibot';
import { UserError } from '../base/error';
import { english, t, type Message } from '../text/message';
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
  /** Of NumPy archives with several arrays, the one that is the image. */
  array: v.optional(v.string()),
  /** The images that the run is limited to; all of the folder where it is absent. */
  only: v.optional(v.array(v.string())),
  /** The assistant that has asked for the run. */
  assistant: v.optional(v.string()),
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

/** What became of an image. */
export const imageEntrySchema = v.variant('type', [
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
    /** What its label map loses where objects overlap, in English. */
    flattened: v.optional(v.string()),
  }),
  v.object({ type: v.literal('skipped'), image: v.string(), reason: v.string() }),
  v.object({ type: v.literal('failed'), image: v.string(), code: v.string(), message: v.string() }),
]);

const entrySchema = v.variant('type', [
  ...imageEntrySchema.options,
  v.object({ type: v.literal('resumed'), at: time }),
  v.object({ type: v.literal('ended'), at: time, seconds: v.number(), written: count, cancelled: v.boolean() }),
  v.object({ type: v.literal('undone'), at: time, removed: count, left: count }),
]);

/** First line of a journal: what the run is. */
export type RunHead = v.InferOutput<typeof headSchema>;
/** A later line: what became of an image, or of the run. */
export type JournalEntry = v.InferOutput<typeof entrySchema>;
/** A line about an image. */
export type ImageEntry = v.InferOutput<typeof imageEntrySchema>;
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
  /** Why images failed that nothing else has become of since, by their paths. */
  readonly failures: ReadonlyMap<string, string>;
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

/** That an image was written. @param flattened what its label map loses */
export function writtenEntry(image: string, version: string, flattened: Message | undefined): WrittenEntry {
  return { type: 'written', image, version, ...(flattened === undefined ? {} : { flattened: english(flattened) }) };
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
  const reader = new JournalReader(first, file);
  for (const line of lines) reader.read(line);
  return reader.record;
}

/** Reads a journal line by line, as it grows. */
export class JournalReader {
  readonly #head: RunHead;
  readonly #written = new Map<string, WrittenEntry>();
  readonly #begun = new Map<string, string | undefined>();
  readonly #failures = new Map<string, string>();
  readonly #skipped = new Set<string>();
  readonly #pace = { seconds: 0, written: 0 };
  #state: JournalRecord['state'] = 'open';

  /** @throws UserError `damaged` when the first line does not tell what the run was */
  constructor(first: string, file: string) {
    const head = v.safeParse(headSchema, parsed(first));
    if (!head.success) {
      const [issue] = head.issues;
      throw new UserError('damaged', {
        file,
        problem: t`The journal of the run is damaged: “${v.getDotPath(issue) ?? '(root)'}”: ${issue.message}.`,
        advice: t`Start a new run; images with masks are skipped.`,
      });
    }
    this.#head = head.output;
  }

  /** What the lines so far say; its maps go on with the journal. */
  get record(): JournalRecord {
    const { size: failed } = this.#failures;
    const { size: skipped } = this.#skipped;
    return {
      ...{ head: this.#head, written: this.#written, begun: this.#begun, failures: this.#failures, failed, skipped },
      ...{ state: this.#state, pace: { ...this.#pace } },
    };
  }

  /** Takes a line in; one that was cut off is passed over. */
  read(line: string): void {
    const entry = v.safeParse(entrySchema, parsed(line));
    if (!entry.success) return;
    const { output } = entry;
    if ('image' in output) this.#readImage(output);
    else if (output.type === 'resumed') this.#state = 'open';
    else if (output.type === 'undone') {
      this.#state = 'undone';
      // Should the run be resumed after all, it has everything to do.
      this.#written.clear();
    } else {
      this.#state = output.cancelled ? 'open' : 'ended';
      this.#pace.seconds += output.seconds;
      this.#pace.written += output.written;
    }
  }

  #readImage(entry: ImageEntry): void {
    const { image } = entry;
    if (entry.type === 'begun') this.#begun.set(image, entry.before);
    else this.#failures.delete(image);
    this.#skipped.delete(image);
    switch (entry.type) {
      case 'written':
        this.#written.set(image, entry);
        if (!this.#begun.has(image) || entry.before !== undefined) this.#begun.set(image, entry.before);
        break;
      case 'failed':
        this.#failures.set(image, entry.message);
        break;
      case 'skipped':
        this.#skipped.add(image);
        break;
      case 'begun':
    }
  }
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
    failures: new Map(parts.flatMap(({ failures }) => [...failures])),
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
