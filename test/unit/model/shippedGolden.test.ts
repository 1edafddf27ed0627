import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ortRuntime } from '../../../src/node/ort/ortRuntime';
import { maxDifference } from '../../support/npy';

const root = path.join(import.meta.dirname, '../../..');
const folder = path.join(root, 'models/compact');

/** What the PyTorch code answers with the shipped weights, by `compact.py` beside the file. */
const golden = JSON.parse(readFileSync(path.join(root, 'test/golden/model/compact.json'), 'utf8')) as {
  weights: string;
  answers: Record<string, { tokens: [x: number, y: number, label: number][]; logits: number[]; quality: number }>;
};
const card = JSON.parse(readFileSync(path.join(folder, 'card.json'), 'utf8')) as {
  sha256: { weights: string };
  architecture: { imageSize: number };
};

/** Room for the golden's rounding to four digits and for another order of sums; the logits reach 16. */
const tolerance = 2e-3;

describe('the graphs that ship', () => {
  it('were compared with the weights that ship', () => {
    expect(golden.weights, 'run test/golden/model/compact.py').toBe(card.sha256.weights);
  });

  it('answer as the PyTorch code does', async () => {
    const options = { provider: 'cpu', threads: 2 } as const;
    const encoder = await ortRuntime.load(path.join(folder, 'encoder.onnx'), options);
    const decoder = await ortRuntime.load(path.join(folder, 'decoder.onnx'), options);
    const size = card.architecture.imageSize;
    const grid = size / 4;
    const image = Float32Array.from({ length: 3 * size * size }, (_, i) => {
      const [c, y, x] = [Math.floor(i / size ** 2), Math.floor(i / size) % size, i % size];
      return (((x * 5 + y * 3 + c * 7) % 256) - 127) / 128;
    });
    const embedding = await encoder.run({ image: { dims: [1, 3, size, size], data: image } });
    expect(Object.keys(golden.answers)).toHaveLength(3);
    for (const [name, { tokens, logits, quality }] of Object.entries(golden.answers)) {
      const answer = await decoder.run({
        image_embeddings: embedding['image_embeddings']!,
        multi_scale_feature: embedding['multi_scale_feature']!,
        point_coords: { dims: [1, tokens.length, 2], data: Float32Array.from(tokens.flatMap(([x, y]) => [x, y])) },
        point_labels: { dims: [1, tokens.length], data: Float32Array.from(tokens, ([, , label]) => label) },
        mask_input: { dims: [1, 1, grid, grid], data: new Float32Array(grid * grid) },
        has_mask_input: { dims: [1, 1], data: new Float32Array(1) },
      });
      expect(maxDifference(answer['low_res_logits']!.data, logits), name).toBeLessThan(tolerance);
      expect(answer['quality']!.data[0], name).toBeCloseTo(quality, 3);
    }
    await Promise.all([encoder.dispose(), decoder.dispose()]);
  });
});
