import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, expect, it } from 'vitest';
import type { Batch } from '../../../src/core/bulk/batch';
import type { SourceSpec } from '../../../src/core/bulk/sources/spec';
import { neverCancelled } from '../../../src/core/base/cancellation';
import { english, type Message } from '../../../src/core/text/message';
import { generateMasks } from '../../../src/node/bulk/generateMasks';
import { planRun, requestOfRun } from '../../../src/node/bulk/planRun';
import { journalPath, listRuns, readRun } from '../../../src/node/bulk/runFolder';
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

/**
 * A queue in memory, with a worker in this process. Like Redis, it hands on nothing but JSON.
 * @param deaths workers that die with a batch done and not reported
 */
function queueWithWorker(deaths = 0): BatchQueue {
  const ended = new Map<string, EndedBatch>();
  const none = (): Promise<void> => Promise.resolve();
  return {
    add: async (batches) => {
      for (const { id, data } of batches) {
        const batch = JSON.parse(JSON.stringify(data)) as Batch;
        const run = await new OpenRuns().open(batch, batch.folder, neverCancelled);
        const context = { client: segmenter, model: await segmenter.start(), store: localMasks, keep: none };
        for (let i = 0; i < deaths; i++) await workBatch(batch, run, { ...context, token: neverCancelled });
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
  ['beside', 0, [lost, lost]],
  ['beside', 1, [lost, lost]],
  ['objects', 0, []],
] as const)(
  'a run in a queue reports what its label maps lose where objects overlap (%s, %i deaths)',
  async (layout, deaths, texts) => {
    const scene = new Scene({ layout, format: 'png' });
    try {
      const plan = await planRun({ folder: scene.folder, sources: boxes });
      const model = await segmenter.start();
      const summary = await enqueueRun(plan, { queue: queueWithWorker(deaths), by: 'tests', model, layout, batch: 1 });
      expect(summary.written).toEqual(['a.png', 'b.png']);
      expect(summary.flattened.map(({ text }) => (typeof text === 'string' ? text : english(text)))).toEqual(texts);
      // Sidecars keep the objects whole, and the journal remembers what was reported.
      expect(await scene.view('a.png')).toHaveLength(2);
      const { written } = await readRun(scene.folder, summary.run!);
      expect([...written.keys()]).toEqual(['a.png', 'b.png']);
    } finally {
      scene.dispose();
    }
  },
);

it('a run that is resumed reports what label maps lose that it wrote before it was killed', async () => {
  const scene = new Scene({ layout: 'beside', format: 'png' });
  try {
    await generateMasks(await planRun({ folder: scene.folder, sources: boxes }), { client: segmenter, by: 'tests' });
    const [run] = await listRuns(scene.folder);
    const journal = journalPath(scene.folder, run!.head.id);
    const lines = readFileSync(journal, 'utf8').split('\n');
    writeFileSync(journal, lines.filter((line) => !/"type":"(written|ended)"/.test(line)).join('\n'));
    const plan = await planRun(requestOfRun(scene.folder, await readRun(scene.folder, run!.head.id)));
    const { written, before, flattened } = await generateMasks(plan, { client: segmenter, by: 'tests' });
    expect({ written, before }).toEqual({ written: [], before: 2 });
    expect(flattened.map(({ file, text }) => `${file} ${english(text as Message)}`)).toEqual([
      `a.png ${lost}`,
      `b.png ${lost}`,
    ]);
    const { written: journaled } = await readRun(scene.folder, run!.head.id);
    expect([...journaled.values()].map(({ flattened: text }) => text)).toEqual([lost, lost]);
  } finally {
    scene.dispose();
  }
});
