import { UserError } from '../../core/base/error';
import { missingShards, writtenEntry, type ImageEntry, type RunHead } from '../../core/bulk/journal';
import { isInShard, isSameShard, type Shard } from '../../core/bulk/shard';
import { t } from '../../core/text/message';
import { removeLeftoversOf } from '../masks/leftovers';
import { JournalWriter } from './journalWriter';
import type { RunPlan } from './planRun';
import { makeRunsFolder, sweepRuns } from './runFolder';
import { newRunId } from './runId';
import { lockRun } from './runLock';
import { labelTaughtAgain, taughtAgain } from './taughtIn';

/** The journal of one shard, or of a whole run that is not divided. */
interface Part {
  readonly shard: Shard | undefined;
  readonly writer: JournalWriter;
}

/** The model of a run, by what its journal says of it. */
type ModelOfRun = RunHead['model'];

/** Journals that a process writes while it works on a run: one, or one for each shard of a run that is resumed as a whole. */
export class RunJournals {
  readonly id: string;
  readonly #parts: readonly Part[];
  readonly #unlock: () => Promise<void>;

  private constructor(id: string, parts: readonly Part[], unlock: () => Promise<void>) {
    this.id = id;
    this.#parts = parts;
    this.#unlock = unlock;
  }

  /**
   * Starts the journals of a new run, or continues those of the resumed one.
   * @param patient waits for a process that may have been killed on another machine
   * @throws UserError `bad-model` or `bad-input` where the run was begun with another model or request, `conflict` when
   *   another process is at it, `unwritable`
   */
  static async open(plan: RunPlan, model: ModelOfRun, by: string, patient = false): Promise<RunJournals> {
    const { folder, request, todo, unjournaled } = plan;
    const { resumed, agreed } = request;
    for (const head of new Set([resumed?.head, agreed])) if (head !== undefined) checkAgrees(head, model, plan);
    await makeRunsFolder(folder);
    await sweepRuns(folder);
    const now = new Date();
    const id = resumed?.head.id ?? request.run ?? newRunId(now);
    const { shard } = request;
    const unlock = await lockRun(folder, id, { patient, ...(shard === undefined ? {} : { shards: [shard] }) });
    const parts: Part[] = [];
    try {
      for (const each of partsOf(plan)) {
        const head: RunHead = {
          ...{ type: 'run', version: 1, id, at: now.toISOString(), by, sources: [...request.sources] },
          ...(request.replace === true ? { replace: true } : {}),
          ...(request.series === 'single' ? { single: true } : {}),
          ...(request.array === undefined ? {} : { array: request.array }),
          ...(request.only === undefined ? {} : { only: [...request.only] }),
          ...(request.assistant === undefined ? {} : { assistant: request.assistant }),
          model: { name: model.name, sha256: model.sha256, device: model.device },
          images: todo.filter((image) => isInShard(image, each)).length,
          ...(each === undefined ? {} : { shard: each }),
        };
        const isThere = resumed?.parts.some((part) => isSameShard(part.head.shard, each)) ?? false;
        const writer = isThere ? await JournalWriter.resume(folder, head) : await JournalWriter.create(folder, head);
        parts.push({ shard: each, writer });
        if (isThere) await writer.append({ type: 'resumed', at: now.toISOString() });
      }
      await removeLeftoversOf(folder, [...todo, ...unjournaled.map(({ image }) => image), ...begunIn(plan)]);
      const journals = new RunJournals(id, parts, unlock);
      for (const { image, version, flattened } of unjournaled) {
        await journals.append(writtenEntry(image, version, flattened));
      }
      return journals;
    } catch (error) {
      for (const { writer } of parts) await writer.close().catch(() => undefined);
      await unlock();
      throw error;
    }
  }

  /** @throws UserError `unwritable` naming the journal */
  append(entry: ImageEntry): Promise<void> {
    return this.#writerOf(entry.image).append(entry);
  }

  /** Appends what must be on the disk before anything else happens. @throws UserError `unwritable` naming the journal */
  appendSynced(entry: ImageEntry): Promise<void> {
    return this.#writerOf(entry.image).appendSynced(entry);
  }

  /** Brings what was appended to the disk. @throws UserError `unwritable` naming the journal */
  async sync(): Promise<void> {
    for (const { writer } of this.#parts) await writer.sync();
  }

  /**
   * Writes down that the work has ended.
   * @param written images that were written
   * @param open images that were to be worked on and were not, as the run was cancelled
   */
  async end(seconds: number, written: readonly string[], open: readonly string[]): Promise<void> {
    const at = new Date().toISOString();
    for (const { shard, writer } of this.#parts) {
      const count = written.filter((image) => isInShard(image, shard)).length;
      const share = written.length === 0 ? seconds / this.#parts.length : (seconds * count) / written.length;
      const cancelled = open.some((image) => isInShard(image, shard));
      await writer.append({ type: 'ended', at, seconds: share, written: count, cancelled });
    }
  }

  async close(): Promise<void> {
    try {
      for (const { writer } of this.#parts) await writer.close();
    } finally {
      await this.#unlock();
    }
  }

  #writerOf(image: string): JournalWriter {
    const part = this.#parts.find(({ shard }) => isInShard(image, shard));
    if (part === undefined) throw new RangeError(`${image} belongs to no journal of the run ${this.id}.`);
    return part.writer;
  }
}

/** Shards that the plan has something to do in; one that has ended is left alone. */
function partsOf({ request: { shard, resumed }, todo, unjournaled }: RunPlan): readonly (Shard | undefined)[] {
  if (resumed === undefined || shard !== undefined) return [shard];
  const isAtHand = (each: Shard | undefined): boolean =>
    todo.some((image) => isInShard(image, each)) || unjournaled.some(({ image }) => isInShard(image, each));
  const open = resumed.parts.filter(({ state, head }) => state !== 'ended' || isAtHand(head.shard));
  return [...open.map(({ head }) => head.shard), ...missingShards(resumed)];
}

/** Images that an interruption may have left something beside. */
function begunIn({ request: { resumed, shard } }: RunPlan): string[] {
  return [...(resumed?.begun.keys() ?? [])].filter((image) => isInShard(image, shard));
}

function checkAgrees(head: RunHead, model: ModelOfRun, { folder, request }: RunPlan): void {
  if (head.model.sha256 !== model.sha256) {
    throw new UserError('bad-model', {
      file: folder,
      problem: t`The run ${head.id} was started with the model ${head.model.name}, not with ${model.name}.`,
      advice: t`Use the model of the run, or start a new run.`,
    });
  }
  const label = labelTaughtAgain(head.sources, request.sources);
  if (label !== undefined) throw taughtAgain(folder, label);
  const isSame =
    JSON.stringify(head.sources) === JSON.stringify(request.sources) &&
    (head.replace === true) === (request.replace === true) &&
    (head.single === true) === (request.series === 'single') &&
    head.array === request.array &&
    (request.shard === undefined || head.shard?.count === request.shard.count);
  if (isSame) return;
  throw new UserError('bad-input', {
    file: folder,
    problem: t`The run ${head.id} was started with other sources of prompts, other options or another number of shards.`,
    advice: t`Use those of the run, or start a new run.`,
  });
}
