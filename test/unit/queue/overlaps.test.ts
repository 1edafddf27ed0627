import { afterAll, expect, it } from 'vitest';
import type { Batch } from '../../../src/core/bulk/batch';
import type { SourceSpec } from '../../../src/core/bulk/sources/spec';
import { neverCancelled } from '../../../src/core/base/cancellation';
import { english } from '../../../src/core/text/message';
import { planRun } from '../../../src/node/bulk/planRun';
import { readRun } from '../../../src/node/bulk/runFolder';
import { endProcessWide } from '../../../src/node/processWide';
import { localMasks } from '../../../src/node/masks/localMasks';
import type { BatchQueue, EndedBatch } from '../../../src/node/queue/batchQueue';
import { enqueueRun } from '../../../src/node/queue/enqueueRun';
import { OpenRuns, workBatch } from '../../../src/node/queue/workBatch';
import { Scene, segmenter } from '../../support/durability/scene';

const boxes: SourceSpec[] = [
  { kind: 'box', label: 'liver', box: [0, 0, 6, 9] },
  { kind: 'box', label: 'lesion', box: [4, 0, 8, 9] },
];
const lost = '18 of 54 pixels of “liver” are covered by “lesion”';

afterAll(endProcessWide);

/** A queue in memory, with a worker in this process. Like Redis, it hands on nothing but JSON. */
function queueWithWorker(): BatchQueue {
  const ended = new Map<string, EndedBatch>();
  const none = (): Promise<void> => Promise.resolve();
  return {
    add: async (batches) => {
      for (const { id, data } of batches) {
        const batch = JSON.parse(JSON.stringify(data)) as Batch;
        const run = await new OpenRuns().open(batch, batch.folder, neverCancelled);
        const context = { client: segmenter, model: await segmenter.start(), store: localMasks, keep: none };
        const report = await workBatch(batch, run, { ...context, token: neverCancelled });
        const outcome = { kind: 'done', report: JSON.parse(JSON.stringify(report)) as unknown } as const;
        ended.set(id, { id, data, outcome });
      }
    },
    ended: () => Promise.resolve([...ended.values()]),
    existing: (ids) => Promise.resolve(new Set(ids)),
    all: () => Promise.resolve([]),
    remove: (id) => Promise.resolve(ended.delete(id)),
    counts: () => Promise.reject(new Error('Nobody asks.')),
    ...{ requeue: none, pause: none, resume: none, drain: none, close: none },
  };
}

it.each([
  ['beside', [lost, lost]],
  ['objects', []],
] as const)('a run in a queue reports what its label maps lose where objects overlap (%s)', async (layout, texts) => {
  const scene = new Scene({ layout, format: 'png' });
  try {
    const plan = await planRun({ folder: scene.folder, sources: boxes });
    const model = await segmenter.start();
    const summary = await enqueueRun(plan, { queue: queueWithWorker(), by: 'tests', model, layout, batch: 1 });
    expect(summary.written).toEqual(['a.png', 'b.png']);
    expect(summary.flattened.map(({ text }) => (typeof text === 'string' ? text : english(text)))).toEqual(texts);
    // Sidecars keep the objects whole, and the journal remembers what was reported.
    expect(await scene.view('a.png')).toHaveLength(2);
    const { written } = await readRun(scene.folder, summary.run!);
    expect([...written.keys()]).toEqual(['a.png', 'b.png']);
  } finally {
    scene.dispose();
  }
});
