import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseModelCard } from '../../../src/core/model/card';
import { compact } from '../../../src/core/model/config';
import { buildGraphs } from '../../../src/core/model/graph/build';
import { hashFile } from '../../../src/node/files/hashFile';
import { loadModel, readWeights } from '../../../src/node/model/modelFolder';
import { ortRuntime } from '../../../src/node/ort/ortRuntime';

const folder = path.join(import.meta.dirname, '../../../models/compact');
const card = parseModelCard(readFileSync(path.join(folder, 'card.json'), 'utf8'));

describe('the bundled model', () => {
  it('has the architecture called compact', () => {
    expect(card.architecture).toEqual(compact);
  });

  it('has the graphs that the builder writes', async () => {
    const graphs = buildGraphs(card.architecture, await readWeights(path.join(folder, 'weights.safetensors')));
    expect(Buffer.compare(graphs.encoder, readFileSync(path.join(folder, 'encoder.onnx')))).toBe(0);
    expect(Buffer.compare(graphs.decoder, readFileSync(path.join(folder, 'decoder.onnx')))).toBe(0);
  });

  it('has the files that its card refers to', async () => {
    expect(await hashFile(path.join(folder, 'weights.safetensors'))).toBe(card.sha256.weights);
  });

  it('was measured and gives credit', () => {
    expect(card.scores.length).toBeGreaterThan(0);
    expect(card.credits.length).toBeGreaterThan(0);
  });

  it('loads and answers a box with a mask inside it', async () => {
    const model = await loadModel(folder, ortRuntime, { provider: 'cpu', threads: 2 });
    const size = 96;
    const data = Uint8Array.from({ length: size * size }, (_, i) =>
      Math.hypot((i % size) - 48, Math.floor(i / size) - 48) < 20 ? 200 : 40,
    );
    const embedding = await model.encode({ width: size, height: size, channels: 1, data });
    const [answer] = await model.decode(embedding, [
      { points: [], box: embedding.transform.rectToModel({ x0: 28, y0: 28, x1: 69, y1: 69 }) },
    ]);
    const inside = answer?.logits.filter((logit) => logit > 0).length ?? 0;
    const { imageSize } = card.architecture;
    const expected = Math.PI * ((20 / size) * (imageSize / 4)) ** 2;
    expect(inside / expected).toBeGreaterThan(0.85);
    expect(inside / expected).toBeLessThan(1.15);
    await model.dispose();
  });
});
