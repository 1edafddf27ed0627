import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { neverCancelled, type CancellationToken } from '../../../src/core/base/cancellation';
import { parseBatch } from '../../../src/core/bulk/batch';
import type { SourceSpec } from '../../../src/core/bulk/sources/spec';
import { planRun, type RunPlan } from '../../../src/node/bulk/planRun';
import { endProcessWide } from '../../../src/node/processWide';
import { enqueueRun } from '../../../src/node/queue/enqueueRun';
import { boxModel, writeBoxImage } from '../../support/boxModel';
import { MemoryQueue } from '../../support/memoryQueue';

const sources: readonly SourceSpec[] = [{ kind: 'box', label: 'liver', box: [5, 5, 20, 25] }];
const context = { by: 'tests', model: boxModel, batch: 1 };
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'ahead-'));
  writeBoxImage(path.join(folder, '0.png'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});
afterAll(endProcessWide);

/** A plan of so many images, of which nobody needs the files. */
async function planOf(images: number): Promise<RunPlan> {
  const plan = await planRun({ folder, sources, run: 'night' });
  return { ...plan, todo: Array.from({ length: images }, (_, i) => `${i}.png`) };
}

/** Counts batches that are in the queue at once. Its worker ends one whenever somebody looks, and makes no masks. */
function slowQueue(): MemoryQueue & { most: number } {
  const queue = Object.assign(new MemoryQueue(), { most: 0 });
  const { ended } = queue;
  queue.ended = (most, of) => {
    queue.most = Math.max(queue.most, queue.waiting.size + queue.over.size);
    for (const [id, data] of [...queue.waiting].slice(0, 1)) {
      const report = parseBatch(data).images.map((image) => ({ type: 'written', image, version: 'v' }));
      queue.waiting.delete(id);
      queue.over.set(id, { id, data, outcome: { kind: 'done', report } });
    }
    return ended(most, of);
  };
  return queue;
}

describe('a run that is planned faster than its workers work', () => {
  it('waits for them, with a bounded number of batches in the queue', async () => {
    const queue = slowQueue();
    const plan = await planOf(30);
    const { written } = await enqueueRun(plan, { ...context, queue, ahead: 4 });
    expect([queue.most, written]).toEqual([4, plan.todo]);
  });

  it('puts no more than a thousand batches into a queue that nobody works off', async () => {
    const queue = new MemoryQueue();
    let isCancellationRequested = false;
    const token: CancellationToken = {
      get isCancellationRequested() {
        return isCancellationRequested;
      },
      onCancellationRequested: neverCancelled.onCancellationRequested,
    };
    let waiting = 0;
    queue.ended = () => {
      waiting = queue.waiting.size;
      isCancellationRequested = true;
      return Promise.resolve([]);
    };
    await enqueueRun(await planOf(1500), { ...context, queue, token });
    expect([waiting, queue.waiting.size]).toEqual([1000, 0]);
  });

  it('finds its own batches behind any number of those that others have left', async () => {
    const queue = slowQueue();
    for (let i = 0; i < 300; i++) {
      const id = `other-${i}`;
      queue.over.set(id, { id, data: {}, outcome: { kind: 'dead', reason: 'no device' } });
    }
    const plan = await planOf(3);
    const { written } = await enqueueRun(plan, { ...context, queue });
    expect([written, queue.over.size]).toEqual([plan.todo, 300]);
  });
});
