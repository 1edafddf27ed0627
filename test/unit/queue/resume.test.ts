import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { neverCancelled, type CancellationToken } from '../../../src/core/base/cancellation';
import type { BulkSummary } from '../../../src/core/bulk/bulkSummary';
import type { SourceSpec } from '../../../src/core/bulk/sources/spec';
import { planRun, requestOfRun } from '../../../src/node/bulk/planRun';
import { journalPath, readRun } from '../../../src/node/bulk/runFolder';
import { namedRequest } from '../../../src/node/bulk/sharedRun';
import { undoRun } from '../../../src/node/bulk/undoRun';
import { endProcessWide } from '../../../src/node/processWide';
import type { BatchQueue } from '../../../src/node/queue/batchQueue';
import { enqueueRun } from '../../../src/node/queue/enqueueRun';
import { boxModel, writeBoxImage } from '../../support/boxModel';
import { MemoryQueue } from '../../support/memoryQueue';

const sources: readonly SourceSpec[] = [{ kind: 'box', label: 'liver', box: [5, 5, 20, 25] }];
const names = ['0.png', '1.png', '2.png', '3.png', '4.png', '5.png'];
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'resume-'));
  for (const name of names) writeBoxImage(path.join(folder, name));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});
afterAll(endProcessWide);

const context = { by: 'tests', model: boxModel, batch: 2 };

/** Fills the queue, and dies before it has followed any batch. */
async function fillAndDie(queue: MemoryQueue): Promise<void> {
  let isCancellationRequested = false;
  const token: CancellationToken = {
    get isCancellationRequested() {
      return isCancellationRequested;
    },
    onCancellationRequested: neverCancelled.onCancellationRequested,
  };
  const add: BatchQueue['add'] = async (batches) => {
    await queue.add(batches);
    isCancellationRequested = true;
  };
  // A process that dies removes nothing.
  const dying: BatchQueue = Object.assign(Object.create(queue) as BatchQueue, {
    add,
    remove: () => Promise.resolve(false),
  });
  const plan = await planRun({ folder, sources, run: 'night' });
  expect(await enqueueRun(plan, { ...context, queue: dying, token })).toMatchObject({ cancelled: true, written: [] });
}

const resumed = async (queue: MemoryQueue): Promise<BulkSummary> =>
  enqueueRun(await planRun(requestOfRun(folder, await readRun(folder, 'night'))), { ...context, queue });

describe('a run in a queue whose process died', () => {
  it('is resumed: what workers have ended is taken over, what waits is not added again', async () => {
    const queue = new MemoryQueue();
    await fillAndDie(queue);
    await queue.work(2);
    const added: string[] = [];
    const { add } = queue;
    queue.add = (batches) => {
      added.push(...batches.map(({ id }) => id));
      return add(batches);
    };
    const working = resumed(queue);
    await queue.work(1);
    expect(await working).toMatchObject({ run: 'night', failed: [], skipped: [], cancelled: false });
    expect(added).toEqual([]);
    const { state, written } = await readRun(folder, 'night');
    expect([state, [...written.keys()].sort()]).toEqual(['ended', names]);
    expect([queue.waiting.size, queue.over.size]).toEqual([0, 0]);
  });

  it('gives batches that were given up another chance', async () => {
    const queue = new MemoryQueue();
    await fillAndDie(queue);
    await queue.work(3, 'no device');
    const working = resumed(queue);
    while (queue.requeued.length < 3) await new Promise(setImmediate);
    await queue.work(3);
    expect([...(await working).written].sort()).toEqual(names);
    expect((await readRun(folder, 'night')).failed).toBe(0);
  });
});

describe('a run with a name whose journal was lost', () => {
  it('is rebuilt from the sidecars by the same command, ends, and can be undone', async () => {
    const queue = new MemoryQueue();
    await fillAndDie(queue);
    await queue.work(2);
    const before = await queue.ended(9);
    for (const { id } of before) await queue.remove(id);
    queue.waiting.clear();
    rmSync(journalPath(folder, 'night'));

    const plan = await planRun(await namedRequest({ folder, sources }, 'night'));
    expect([plan.unjournaled.length, plan.todo.length]).toEqual([4, 2]);
    const working = enqueueRun(plan, { ...context, queue });
    while (queue.waiting.size === 0) await new Promise(setImmediate);
    await queue.work(1);
    expect(await working).toMatchObject({ run: 'night', before: 4, failed: [], skipped: [] });
    const record = await readRun(folder, 'night');
    expect([record.state, [...record.written.keys()].sort()]).toEqual(['ended', names]);
    expect(readFileSync(journalPath(folder, 'night'), 'utf8')).toContain('"type":"run"');
    expect((await undoRun(folder, record)).removed).toEqual(names);
  });
});
