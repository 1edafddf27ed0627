import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { neverCancelled, type CancellationToken } from '../../core/base/cancellation';
import { UserError } from '../../core/base/error';
import { newBatch, parseBatch, parseReport, type Batch } from '../../core/bulk/batch';
import type { BulkProgress, BulkSummary } from '../../core/bulk/bulkSummary';
import type { ImageEntry, RunHead } from '../../core/bulk/journal';
import type { SavedLayout } from '../../core/layouts/savedLayout';
import { verbatim } from '../../core/text/message';
import { flattenedBefore, type RunPlan } from '../bulk/planRun';
import { RunJournals } from '../bulk/runJournals';
import type { BatchQueue, EndedBatch } from './batchQueue';

export interface EnqueueContext {
  readonly queue: BatchQueue;
  /** Name written into the sidecars. */
  readonly by: string;
  readonly model: RunHead['model'];
  readonly layout?: SavedLayout;
  /** Images of a batch. */
  readonly batch: number;
  /** Batches in the queue whose report has not been written down, at most: {@link usuallyAhead} by default. */
  readonly ahead?: number;
  readonly token?: CancellationToken;
  readonly onProgress?: (progress: BulkProgress) => void;
}

/** Enough batches for many workers, and little for the server to hold. */
const usuallyAhead = 1000;
/** Milliseconds between looks at what has ended, and looks between those for batches that the server has lost. */
const lookEvery = 300;
const searchEvery = 30;
/** Batches that are taken over at once. */
const atOnce = 100;

/**
 * Has the workers of a queue make the masks of a plan, and writes the journal from what they report. A batch stays in the queue
 * until the journal has it, so that a process that dies here loses nothing: resuming the run takes over what has ended meanwhile.
 * Batches that no worker could do stay in the queue as dead; their images count as failed.
 *
 * @throws UserError as {@link RunJournals.open}, `unwritable` naming the journal
 */
export async function enqueueRun(plan: RunPlan, context: EnqueueContext): Promise<BulkSummary> {
  const start = performance.now();
  const journals = await RunJournals.open(plan, context.model, context.by);
  try {
    const follower = new Follower(plan, context, journals);
    const cancelled = await follower.work();
    const seconds = (performance.now() - start) / 1000;
    const { written, flattened, skipped, failed } = follower;
    const open = plan.todo.filter((image) => !follower.isKnown(image));
    await journals.end(seconds, written, open);
    return {
      ...{ run: journals.id, written, flattened },
      ...{ skipped: [...plan.skipped, ...skipped], failed: [...plan.failed, ...failed] },
      ...{ notes: plan.sources.notes, unprompted: plan.unprompted, before: plan.before + plan.unjournaled.length },
      ...{ audited: [], cancelled, seconds },
    };
  } finally {
    await journals.close();
  }
}

class Follower {
  readonly written: string[] = [];
  readonly flattened: BulkSummary['flattened'][number][];
  readonly skipped: BulkSummary['skipped'][number][] = [];
  readonly failed: BulkSummary['failed'][number][] = [];
  readonly #plan: RunPlan;
  readonly #context: EnqueueContext;
  readonly #journals: RunJournals;
  /** Batches in the queue by their ids. */
  readonly #open = new Map<string, Batch>();
  readonly #known = new Set<string>();
  /** Dead batches that were written down. */
  readonly #dead = new Set<string>();

  constructor(plan: RunPlan, context: EnqueueContext, journals: RunJournals) {
    this.flattened = flattenedBefore(plan);
    this.#plan = plan;
    this.#context = context;
    this.#journals = journals;
  }

  isKnown(image: string): boolean {
    return this.#known.has(image);
  }

  /** @returns whether it was cancelled */
  async work(): Promise<boolean> {
    const { queue, token = neverCancelled } = this.#context;
    await this.#takeUp();
    const enqueued = new Set([...this.#open.values()].flatMap(({ images }) => images));
    const left = this.#plan.todo.filter((image) => !enqueued.has(image));
    let next = 0;
    for (let looks = 1; next < left.length || this.#open.size > 0; looks++) {
      if (token.isCancellationRequested) break;
      next = await this.#add(left, next);
      const ended = await queue.ended(atOnce, this.#open);
      for (const batch of ended) await this.#takeOver(batch);
      if (looks % searchEvery === 0) await this.#putBackLost();
      if (ended.length === 0) await pause(lookEvery);
    }
    if (!token.isCancellationRequested) return false;
    // A process that resumes the run receives the workers' progress.
    for (const id of this.#open.keys()) await queue.remove(id);
    return true;
  }

  /** Takes up what an earlier process has put into the queue for the run; dead batches get another chance. */
  async #takeUp(): Promise<void> {
    if (this.#plan.request.resumed === undefined) return;
    for (const { id, data, state } of await this.#context.queue.all()) {
      const batch = readBatch(data);
      if (batch?.run !== this.#journals.id) continue;
      this.#open.set(id, batch);
      if (state === 'failed') await this.#context.queue.requeue(id);
    }
  }

  /** Fills the queue. @returns where in `left` the images begin that have no batch yet */
  async #add(left: readonly string[], from: number): Promise<number> {
    const { ahead = usuallyAhead, batch } = this.#context;
    const added: { id: string; data: Batch }[] = [];
    let next = from;
    for (; next < left.length && this.#open.size < ahead; next += batch) {
      const data = this.#batchOf(left.slice(next, next + batch));
      const id = idOf(data);
      this.#open.set(id, data);
      added.push({ id, data });
    }
    if (added.length > 0) await this.#context.queue.add(added);
    return next;
  }

  #batchOf(images: string[]): Batch {
    const { request, folder } = this.#plan;
    const { by, model, layout } = this.#context;
    return newBatch({
      ...{ run: this.#journals.id, folder, sources: [...request.sources], by, model: model.sha256, images },
      ...(request.replace === true ? { replace: true } : {}),
      ...(request.series === 'single' ? { single: true } : {}),
      ...(request.array === undefined ? {} : { array: request.array }),
      ...(layout === undefined ? {} : { layout }),
    });
  }

  async #takeOver({ id, data, outcome }: EndedBatch): Promise<void> {
    const batch = this.#open.get(id)!;
    if (outcome.kind === 'done') {
      for (const entry of parseReport(outcome.report, batch)) await this.#note(entry);
      await this.#journals.sync();
      await this.#context.queue.remove(id);
    } else if (!this.#dead.has(id)) {
      this.#dead.add(id);
      // What its workers were about to replace is needed to undo what they came to write.
      for (const [image, before] of Object.entries(readBatch(data)?.before ?? {})) {
        await this.#note({ type: 'begun', image, before });
      }
      for (const image of batch.images)
        await this.#note({ type: 'failed', image, code: 'in-use', message: outcome.reason });
    }
    this.#open.delete(id);
  }

  async #note(entry: ImageEntry): Promise<void> {
    await this.#journals.append(entry);
    const { image: file } = entry;
    if (entry.type === 'begun') return;
    if (this.#known.has(file)) return;
    this.#known.add(file);
    if (entry.type === 'written') {
      this.written.push(file);
      if (entry.flattened !== undefined) this.flattened.push({ file, text: entry.flattened });
    } else if (entry.type === 'skipped') this.skipped.push({ file, code: 'changed-meanwhile', reason: entry.reason });
    else this.failed.push({ file, error: new UserError('in-use', { problem: verbatim(entry.message) }) });
    const { total, written, skipped, failed } = this.#counts();
    this.#context.onProgress?.({ done: this.#known.size, total, current: file, written, skipped, failed });
  }

  #counts(): Pick<BulkProgress, 'total' | 'written' | 'skipped' | 'failed'> {
    const { todo, skipped, failed } = this.#plan;
    return {
      ...{ total: todo.length, written: this.written.length },
      ...{ skipped: skipped.length + this.skipped.length, failed: failed.length + this.failed.length },
    };
  }

  /** A server that was started again may not have everything that it had. */
  async #putBackLost(): Promise<void> {
    const there = await this.#context.queue.existing([...this.#open.keys()]);
    const lost = [...this.#open].filter(([id]) => !there.has(id)).map(([id, data]) => ({ id, data }));
    if (lost.length > 0) await this.#context.queue.add(lost);
  }
}

function readBatch(data: unknown): Batch | undefined {
  try {
    return parseBatch(data);
  } catch {
    // Something else in the queue is nobody's business here.
    return undefined;
  }
}

function idOf({ run, images }: Batch): string {
  return `${run}.${createHash('sha256').update(JSON.stringify(images)).digest('hex').slice(0, 16)}`;
}
