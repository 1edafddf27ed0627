import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { neverCancelled } from '../../../src/core/base/cancellation';
import { overlap } from '../../../src/core/metrics/overlap';
import { encodeModel } from '../../../src/core/model/onnx/model';
import { mean } from '../../../src/core/statistics/mean';
import { seededRandom } from '../../../src/core/statistics/random';
import { answerTiles } from '../../../src/core/teach/answer';
import { replaceWeights, unpackWeights } from '../../../src/core/teach/decoderBase';
import type { Lab, TeachExample } from '../../../src/core/teach/lab';
import { seeTiles } from '../../../src/core/teach/sample';
import { checkpoints, mostBytes, schedule } from '../../../src/core/teach/settings';
import { split } from '../../../src/core/teach/split';
import { teach } from '../../../src/core/teach/teach';
import { trainingGraph } from '../../../src/core/teach/trainingGraph';
import { tryTiles, type Trial } from '../../../src/core/teach/trial';
import { loadModel } from '../../../src/node/model/modelFolder';
import { readDecoder } from '../../../src/node/model/readDecoder';
import { ortRuntime } from '../../../src/node/ort/ortRuntime';
import { discExample } from '../../support/teachSet';
import { writeTinyModel } from '../../support/tinyModel';

const folder = mkdtempSync(path.join(tmpdir(), 'teach-'));
const shipped = path.join(import.meta.dirname, '../../../models/compact');
/** Of a tiny model with random weights, which is quick and learns little. */
let lab: Lab;

async function labOf(modelDir: string, threads: number): Promise<Lab> {
  const options = { provider: 'cpu', threads } as const;
  const model = await loadModel(modelDir, ortRuntime, options);
  const base = await readDecoder(modelDir, model.card);
  return { model, base, load: (graph) => ortRuntime.load(graph, options) };
}

beforeAll(async () => {
  writeTinyModel(folder);
  lab = await labOf(folder, 1);
});
afterAll(async () => {
  await lab.model.dispose();
  rmSync(folder, { recursive: true });
});

const example = (index: number): TeachExample => ({ ...discExample(index), group: String(index) });

const settings = { seed: '1', steps: 60, holdout: 0.25, tiles: 1, secondAnswer: true } as const;
const hooks = { token: neverCancelled };

// Each loads a dozen graphs.
describe('teaching a label', { timeout: 900_000 }, () => {
  it('finds it in held-out images, without a prompt, where the model did not', async () => {
    const own = await labOf(shipped, 2);
    const done: number[] = [];
    const learnt = await teach(
      own,
      [0, 1, 2].map(example),
      { ...settings, steps: 16 },
      {
        ...hooks,
        onProgress: (part) => done.push(part),
      },
    );
    expect(learnt.heldOut.map((each) => each.example)).toEqual([0, 1, 2]);
    for (const { base, after } of learnt.heldOut) expect(after).toBeGreaterThan(base + 0.2);
    expect(done.at(-1)).toBe(1);
    expect(done).toEqual(done.toSorted((a, b) => a - b));
    expect(learnt.weights.length).toBeLessThan(mostBytes);
    // A disc in a box around it is easy for the model, and what was learnt on whole images does not make it forget that.
    expect(learnt.prompts.box!.base).toBeGreaterThan(0.8);
    expect(learnt.prompts.box!.taught).toBeGreaterThan(0.5);

    const weights = unpackWeights(own.base, learnt.weights)!;
    const decoder = await own.load(encodeModel(replaceWeights(own.base, weights)));
    const model = own.model.withDecoder(decoder);
    const { image, mask } = example(99);
    const seen = await seeTiles((region) => model.encode(image, region), image, learnt.tiles);
    expect(overlap((await answerTiles(model, image, seen)).mask, mask).dice).toBeGreaterThan(0.7);
    await Promise.all([decoder.dispose(), own.model.dispose()]);
  });

  it('gives the same twice, and with another seed another label', async () => {
    // Of two groups, so that they are split twice, not three times.
    const examples = [0, 1, 2].map((index) => ({ ...example(index), group: String(index % 2) }));
    const short = { ...settings, steps: 4 };
    const first = await teach(lab, examples, short, hooks);
    expect(await teach(lab, examples, short, hooks)).toEqual(first);
    expect(first.weights).not.toEqual((await teach(lab, examples, { ...short, seed: '2' }, hooks)).weights);
    expect(unpackWeights(lab.base, first.weights)?.size).toBe(lab.base.weights.size);
    const fewer = new Map([...lab.base.weights].slice(1));
    // Those of another decoder are refused.
    expect(unpackWeights({ ...lab.base, weights: fewer }, first.weights)).toBeUndefined();
  });

  it('compares with the label as it was, on examples that had not taught it', async () => {
    const examples = [0, 1, 2, 3].map(example);
    const short = { ...settings, steps: 4 };
    const former = { weights: lab.base.weights, tiles: 1, taught: new Set([0, 1]) };
    let curve: readonly number[] = [];
    const { heldOut } = await teach({ ...lab, former }, examples, short, {
      ...hooks,
      onProgress: (_, __, measured = curve) => {
        curve = measured;
      },
    });
    expect(heldOut.map((each) => each.former === undefined)).toEqual([true, true, false, false]);
    expect(heldOut[2]!.former).toBeCloseTo(heldOut[2]!.base, 6);
    // The best checkpoint is kept.
    expect(curve).toHaveLength(checkpoints.length);
    expect(Math.max(...curve)).toBeCloseTo(mean(heldOut.map(({ after }) => after)), 6);
  });

  it('gives up regions that answer the first held-out part no better than fewer did', async () => {
    const examples = [0, 1].map(example);
    const folds = split(['0', '1'], settings.holdout, seededRandom('1'));
    const { base, model } = lab;
    const parameters = new Set(base.weights.keys());
    const session = await lab.load(
      encodeModel(trainingGraph(base.graph, model.card.architecture, parameters, schedule.batch)),
    );
    const school = { lab, session, hooks, settings: { ...settings, steps: 1, secondAnswer: false } };
    for (const dice of [1, -1]) {
      const best = { answers: new Map(examples.map((_, i) => [i, { dice }])) } as unknown as Trial;
      let reached = 0;
      const onProgress = (done: number): void => {
        reached = done;
      };
      const trial = await tryTiles(school, examples, 2, folds, { best, onProgress });
      expect(trial?.tiles).toBe(dice === 1 ? undefined : 2);
      // Of the other part, nothing was encoded or learnt.
      expect(reached).toBeCloseTo(dice === 1 ? 0.5 : 1, 6);
    }
    await session.dispose();
  });

  it('ends when it is cancelled', async () => {
    let steps = 0;
    const token = {
      get isCancellationRequested() {
        return ++steps > 30;
      },
      onCancellationRequested: neverCancelled.onCancellationRequested,
    };
    await expect(teach(lab, [0, 1, 2].map(example), settings, { token })).rejects.toMatchObject({ code: 'cancelled' });
  });
});
