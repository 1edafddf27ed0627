import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeModel } from '../../../src/core/model/onnx/model';
import { segment } from '../../../src/core/model/segment';
import type { SegmentPrompt } from '../../../src/core/prompt/prompt';
import { packWeights, replaceWeights, unpackWeights, type Weights } from '../../../src/core/teach/decoderBase';
import type { Lab, TeachExample } from '../../../src/core/teach/lab';
import { isAnsweredByLabel } from '../../../src/core/teach/promptScores';
import { scorePrompts } from '../../../src/core/teach/scorePrompts';
import { TaughtDecoders } from '../../../src/node/inference/taughtDecoders';
import { loadModel } from '../../../src/node/model/modelFolder';
import { readDecoder } from '../../../src/node/model/readDecoder';
import { ortRuntime } from '../../../src/node/ort/ortRuntime';
import { discExample } from '../../support/teachSet';
import { writeTinyModel } from '../../support/tinyModel';

const folder = mkdtempSync(path.join(tmpdir(), 'prompt-scores-'));
const options = { provider: 'cpu', threads: 1 } as const;
const box: SegmentPrompt = { box: { x0: 4, y0: 4, x1: 40, y1: 40 }, points: [] };
const click: SegmentPrompt = { points: [{ x: 20, y: 20, positive: true }] };
let lab: Lab;
/** Weights of a decoder that answers something else. */
let turned: Weights;

beforeAll(async () => {
  writeTinyModel(folder);
  const model = await loadModel(folder, ortRuntime, options);
  const base = await readDecoder(folder, model.card);
  lab = { model, base, load: (graph) => ortRuntime.load(graph, options) };
  turned = new Map([...base.weights].map(([name, values]) => [name, values.map((value) => -value)]));
});
afterAll(async () => {
  await lab.model.dispose();
  rmSync(folder, { recursive: true });
});

const example = (index: number): TeachExample => ({ ...discExample(index), group: String(index) });

describe('who answers prompts for a taught label', () => {
  it('is measured with the weights that have not learnt from the example', async () => {
    const examples = [0, 1].map(example);
    const { weights } = lab.base;
    const same = await scorePrompts(lab, examples, [{ examples: [0, 1], weights }], '1');
    expect(same.box!.taught).toBe(same.box!.base);
    expect(same.point!.taught).toBe(same.point!.base);
    const folds = [
      { examples: [0], weights },
      { examples: [1], weights: turned },
    ];
    const mixed = await scorePrompts(lab, examples, folds, '1');
    expect(mixed.box!.base).toBe(same.box!.base);
    expect(mixed.box!.taught).not.toBe(same.box!.base);
  });

  it('is the label where it did better with prompts of that kind', () => {
    const scores = { box: { base: 0.8, taught: 0.82 }, point: { base: 0.8, taught: 0.804 } };
    expect(isAnsweredByLabel(scores, box)).toBe(true);
    expect(isAnsweredByLabel(scores, { ...click, ...box })).toBe(true);
    expect(isAnsweredByLabel(scores, click)).toBe(false);
    expect(isAnsweredByLabel({ point: { base: 0.5, taught: 0.6 } }, click)).toBe(true);
  });

  it('is the model for corrections, for several clicks and for labels whose prompts were not measured', () => {
    const scores = { box: { base: 0.5, taught: 0.9 }, point: { base: 0.5, taught: 0.9 } };
    expect(isAnsweredByLabel(undefined, box)).toBe(false);
    expect(isAnsweredByLabel({}, click)).toBe(false);
    expect(isAnsweredByLabel(scores, { ...click, points: [...click.points, ...click.points] })).toBe(false);
    expect(isAnsweredByLabel(scores, { ...box, previous: { size: [8, 8], counts: [64] } })).toBe(false);
  });

  it('is asked with its own weights', async () => {
    const { model, base } = lab;
    const file = packWeights(base, turned);
    const decoders = new TaughtDecoders(model, folder, options);
    expect(() => decoders.modelOf('key')).toThrow(expect.objectContaining({ code: 'not-found' }));
    await decoders.set({ key: 'key', weights: file, tiles: 1, qualityOffset: 0 });
    const { image } = example(0);
    const ask = async (asked: typeof model): Promise<Float32Array> =>
      (await segment(asked, (region) => model.encode(image, region), image, [box], 'final'))[0]!.logits;
    const own = await lab.load(encodeModel(replaceWeights(base, unpackWeights(base, file)!)));
    const answer = await ask(decoders.modelOf('key'));
    expect(answer).toEqual(await ask(model.withDecoder(own)));
    expect(answer).not.toEqual(await ask(model));
    await own.dispose();
  });
});
