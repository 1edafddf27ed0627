import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { neverCancelled } from '../../../src/core/base/cancellation';
import { newBatch } from '../../../src/core/bulk/batch';
import { shardsOf } from '../../../src/core/bulk/shard';
import type { SourceSpec } from '../../../src/core/bulk/sources/spec';
import { parseSidecar } from '../../../src/core/sidecar/sidecar';
import { estimateRun } from '../../../src/node/bulk/estimate';
import { generateMasks } from '../../../src/node/bulk/generateMasks';
import { planRun, requestOfRun, type RunRequest } from '../../../src/node/bulk/planRun';
import { readRun } from '../../../src/node/bulk/runFolder';
import { sharedRunId } from '../../../src/node/bulk/runId';
import { withTaught } from '../../../src/node/bulk/taughtIn';
import { localMasks } from '../../../src/node/masks/localMasks';
import { endProcessWide } from '../../../src/node/processWide';
import { OpenRuns, workBatch } from '../../../src/node/queue/workBatch';
import { boxModel, boxSegmenter, writeBoxImage } from '../../support/boxModel';
import { teachLabel } from '../../support/taughtLabel';

const sources: readonly SourceSpec[] = [{ kind: 'taught', labels: ['liver'] }];
const again = 'started with other weights of the taught label “liver”';
const names = ['0.png', '1.png', '2.png', '3.png'];
let folder = '';

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'taught-runs-'));
  for (const name of names) writeBoxImage(path.join(folder, name));
  await teachLabel(folder, 'liver', [1, 2, 3]);
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});
afterAll(endProcessWide);

const run = async (request: Partial<RunRequest>) =>
  generateMasks(await planRun({ folder, sources, run: 'night', ...request }), { client: boxSegmenter(), by: 'tests' });
const labelsOf = (name: string): string[] =>
  parseSidecar(readFileSync(path.join(folder, `${name}.masks.json`), 'utf8'), name).objects.map(({ label }) => label);

describe('a run of taught labels', () => {
  it('names their weights, and is resumed only with these', async () => {
    const { weights } = await teachLabel(folder, 'liver', [1, 2, 3]);
    expect((await run({})).failed).toEqual([]);
    const resumed = await readRun(folder, 'night');
    expect(resumed.head.sources).toEqual([{ kind: 'taught', labels: ['liver'], weights: [weights.sha256] }]);
    await teachLabel(folder, 'liver', [4]);
    await expect(planRun(requestOfRun(folder, resumed))).rejects.toMatchObject({ code: 'bad-model' });
    await teachLabel(folder, 'liver', [1, 2, 3]);
    expect((await planRun(requestOfRun(folder, resumed))).todo).toEqual([]);
  });

  it('refuses a shard on a machine where the label was taught again', async () => {
    const [first, second] = shardsOf(2);
    await run({ shard: first! });
    const { head: agreed } = await readRun(folder, 'night');
    await teachLabel(folder, 'liver', [4]);
    await expect(run({ shard: second!, agreed })).rejects.toThrow(again);
  });

  it('is another run of shards with another label, of the same work', async () => {
    const id = async (): Promise<string> =>
      sharedRunId({ request: { sources: await withTaught(folder, sources) }, model: 'ab'.repeat(32), shards: 7 });
    const before = await id();
    await teachLabel(folder, 'liver', [4]);
    const after = await id();
    expect(after).not.toBe(before);
    expect(after.slice(0, -8)).toBe(before.slice(0, -8));
  });

  it('is refused before anything is done where a label was not taught', async () => {
    await expect(planRun({ folder, sources: [{ kind: 'taught', labels: ['spleen'] }] })).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  it('is estimated from the first images', async () => {
    expect(await estimateRun(await planRun({ folder, sources }), boxSegmenter())).toMatchObject({
      basis: 'first-images',
    });
  });
});

describe('a box in a run', () => {
  const prompted = async (model: string): Promise<ReadonlyMap<string, string | undefined>> => {
    const prompts = { box: { base: 0.6, taught: 0.8 } };
    const card = await teachLabel(folder, 'liver', [1, 2, 3], { prompts, model: { name: 'boxes', sha256: model } });
    await teachLabel(folder, 'spleen', [4], { prompts: { box: { base: 0.8, taught: 0.6 } }, model: card.model });
    const client = boxSegmenter(undefined, { ...boxModel, sha256: 'c'.repeat(64) });
    const asked = new Map<string, string | undefined>();
    const boxes = { liver: 9, spleen: 12, bone: 15 };
    const plan = await planRun({
      folder,
      sources: Object.entries(boxes).map(([label, x]) => ({ kind: 'box', label, box: [1, 1, x, 9] })),
    });
    const segment: typeof client.segment = (image, [...prompts], effort, token, priority, taught) => {
      for (const prompt of prompts) {
        const label = Object.keys(boxes).find((name) => boxes[name as keyof typeof boxes] === prompt?.box?.x1);
        asked.set(label!, taught?.key === card.weights.sha256 ? 'liver' : taught?.key);
      }
      return client.segment(image, prompts, effort, token, priority, taught);
    };
    expect((await generateMasks(plan, { client: { ...client, segment }, by: 'tests' })).failed).toEqual([]);
    expect(labelsOf('0.png')).toEqual(['liver', 'spleen', 'bone']);
    return asked;
  };

  it('is answered by what its label was taught where that does better, otherwise by the model', async () => {
    expect(Object.fromEntries(await prompted('c'.repeat(64)))).toEqual({
      ...{ liver: 'liver', spleen: undefined, bone: undefined },
    });
  });

  it('is answered by the model where the label was taught to another one', async () => {
    expect(new Set((await prompted('d'.repeat(64))).values())).toEqual(new Set([undefined]));
  });
});

describe('a worker', () => {
  it('finds taught labels, and does not open a run whose label it has in another version', async () => {
    const batch = newBatch({
      ...{ run: 'night', folder, sources: [...(await withTaught(folder, sources))] },
      ...{ by: 'tests', model: boxModel.sha256, images: names },
    });
    const keep = (): Promise<void> => Promise.resolve();
    const opened = await new OpenRuns().open(batch, folder, neverCancelled);
    const context = { client: boxSegmenter(), model: boxModel, store: localMasks, token: neverCancelled, keep };
    expect((await workBatch(batch, opened, context)).filter(({ type }) => type === 'written')).toHaveLength(4);
    expect(names.map(labelsOf)).toEqual(names.map(() => ['liver']));
    await teachLabel(folder, 'liver', [4]);
    await expect(new OpenRuns().open(batch, folder, neverCancelled)).rejects.toThrow(again);
  });
});
