import { neverCancelled } from '../../src/core/base/cancellation';
import { parseBatch, type Batch } from '../../src/core/bulk/batch';
import { localMasks } from '../../src/node/masks/localMasks';
import type { BatchQueue, EndedBatch } from '../../src/node/queue/batchQueue';
import { OpenRuns, workBatch } from '../../src/node/queue/workBatch';
import { boxModel, boxSegmenter } from './boxModel';

/** A queue in memory that outlives who fills it. Like a server, it hands on nothing but JSON. */
export class MemoryQueue implements BatchQueue {
  readonly waiting = new Map<string, unknown>();
  readonly over = new Map<string, EndedBatch>();
  readonly requeued: string[] = [];

  add: BatchQueue['add'] = (batches) => {
    for (const { id, data } of batches) {
      if (!this.over.has(id)) this.waiting.set(id, JSON.parse(JSON.stringify(data)));
    }
    return Promise.resolve();
  };
  ended: BatchQueue['ended'] = (most, of) =>
    Promise.resolve([...this.over.values()].filter(({ id }) => of?.has(id) ?? true).slice(0, most));
  existing: BatchQueue['existing'] = (ids) =>
    Promise.resolve(new Set(ids.filter((id) => this.waiting.has(id) || this.over.has(id))));
  all: BatchQueue['all'] = () =>
    Promise.resolve([
      ...[...this.waiting].map(([id, data]) => ({ id, data, state: 'waiting' })),
      ...[...this.over].map(([id, { data, outcome }]) => ({
        ...{ id, data, state: outcome.kind === 'done' ? 'completed' : 'failed' },
      })),
    ]);
  remove: BatchQueue['remove'] = (id) => Promise.resolve(this.waiting.delete(id) || this.over.delete(id));
  requeue: BatchQueue['requeue'] = (id) => {
    this.requeued.push(id);
    this.waiting.set(id, this.over.get(id)!.data);
    this.over.delete(id);
    return Promise.resolve();
  };
  counts: BatchQueue['counts'] = () => Promise.reject(new Error('Nobody asks.'));
  pause = (): Promise<void> => Promise.resolve();
  resume = (): Promise<void> => Promise.resolve();
  drain = (): Promise<void> => Promise.resolve();
  close = (): Promise<void> => Promise.resolve();

  /** A worker ends some of the batches, or gives them up. */
  async work(count: number, dead?: string): Promise<void> {
    for (const [id, data] of [...this.waiting].slice(0, count)) {
      const outcome = dead === undefined ? await done(data) : { kind: 'dead' as const, reason: dead };
      this.waiting.delete(id);
      this.over.set(id, { id, data, outcome });
    }
  }
}

async function done(data: unknown): Promise<EndedBatch['outcome']> {
  const batch: Batch = parseBatch(data);
  const run = await new OpenRuns().open(batch, batch.folder, neverCancelled);
  const keep = (): Promise<void> => Promise.resolve();
  const context = { client: boxSegmenter(), model: boxModel, store: localMasks, token: neverCancelled, keep };
  return { kind: 'done', report: JSON.parse(JSON.stringify(await workBatch(batch, run, context))) as unknown };
}
