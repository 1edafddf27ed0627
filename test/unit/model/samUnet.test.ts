import { describe, expect, it } from 'vitest';
import { compact } from '../../../src/core/model/config';
import type { ModelPrompt } from '../../../src/core/model/modelPrompt';
import type { Tensor, TensorSession } from '../../../src/core/model/runtime';
import { SamUnet } from '../../../src/core/model/samUnet';
import { cardFor } from '../../support/modelFolder';

type Outputs = Readonly<Record<string, Tensor>>;

/** A session that computes with `run` and remembers what it was fed. */
class FakeSession implements TensorSession {
  readonly fed: Outputs[] = [];
  disposed = false;
  constructor(private readonly compute: (feeds: Outputs) => Outputs) {}
  run(feeds: Outputs): Promise<Outputs> {
    this.fed.push(feeds);
    return Promise.resolve(this.compute(feeds));
  }
  dispose(): Promise<void> {
    this.disposed = true;
    return Promise.resolve();
  }
}

const config = { ...compact, imageSize: 32 };
const tensor = (...dims: number[]): Tensor => ({ dims, data: new Float32Array(dims.reduce((a, b) => a * b, 1)) });
const encoder = () =>
  new FakeSession(() => ({ image_embeddings: tensor(1, 128, 2, 2), multi_scale_feature: tensor(1, 32, 8, 8) }));
/** Answers each prompt with its first x coordinate in every cell, and half of it as quality. */
const decoder = () =>
  new FakeSession(({ point_coords }) => {
    const [count = 0, points = 0] = point_coords?.dims ?? [];
    const first = (i: number): number => point_coords?.data[i * points * 2] ?? 0;
    return {
      low_res_logits: {
        dims: [count, 1, 8, 8],
        data: Float32Array.from({ length: count * 64 }, (_, i) => first(Math.floor(i / 64))),
      },
      quality: { dims: [count], data: Float32Array.from({ length: count }, (_, i) => first(i) / 2) },
    };
  });
const image = { width: 50, height: 30, channels: 1, data: new Uint8Array(1500) } as const;
const boxAt = (x: number): ModelPrompt => ({ points: [], box: { x0: x, y0: 0, x1: x + 1, y1: 1 } });
const pointAt = (x: number): ModelPrompt => ({ points: [{ x, y: 0, positive: true }] });

describe('SamUnet', () => {
  it('feeds the encoder one normalised image', async () => {
    const session = encoder();
    const embedding = await new SamUnet(cardFor(config), session, decoder()).encode(image);
    expect(session.fed[0]?.['image']?.dims).toEqual([1, 3, 32, 32]);
    expect(embedding.image).toEqual({ width: 50, height: 30 });
    expect(embedding.transform.resized).toEqual({ width: 32, height: 19 });
  });

  it('runs the decoder once for each count of tokens and keeps the order', async () => {
    const session = decoder();
    const model = new SamUnet(cardFor(config), encoder(), session);
    const embedding = await model.encode(image);
    const threePoints: ModelPrompt = { points: [8, 8, 8].map((x) => ({ x, y: 0, positive: true })) };
    const decoded = await model.decode(embedding, [boxAt(1), threePoints, pointAt(2), boxAt(4)]);
    expect(decoded.map(({ quality }) => quality)).toEqual([0.5, 4, 1, 2]);
    expect(decoded.map(({ logits }) => [logits.length, logits[63]])).toEqual([
      [64, 1],
      [64, 8],
      [64, 2],
      [64, 4],
    ]);
    expect(session.fed.map((feeds) => feeds['point_labels']?.dims)).toEqual([
      [3, 2],
      [1, 4],
    ]);
  });

  it('has no quality where the graph has none', async () => {
    const session = new FakeSession(() => ({ low_res_logits: tensor(1, 1, 8, 8) }));
    const model = new SamUnet(cardFor(config), encoder(), session);
    expect(await model.decode(await model.encode(image), [boxAt(1)])).toEqual([{ logits: new Float32Array(64) }]);
  });

  it('refuses a bad prompt before it runs the decoder', async () => {
    const session = decoder();
    const model = new SamUnet(cardFor(config), encoder(), session);
    const embedding = await model.encode(image);
    await expect(
      model.decode(embedding, [boxAt(1), { ...boxAt(2), previousLogits: new Float32Array(3) }]),
    ).rejects.toThrow(/3 previous logits.*8 × 8/);
    expect(session.fed).toEqual([]);
  });

  it.each(['low_res_logits', 'quality'])('names the model whose %s are no numbers', async (name) => {
    const broken = new FakeSession(() => ({
      low_res_logits: tensor(1, 1, 8, 8),
      quality: tensor(1),
      [name]: { dims: [1], data: new Float32Array(64).fill(1).fill(NaN, 0, 1) },
    }));
    const model = new SamUnet(cardFor(config), encoder(), broken);
    await expect(model.decode(await model.encode(image), [boxAt(1)])).rejects.toThrow(
      /“test”.*not finite.*another device/,
    );
  });

  it('answers nothing when asked nothing', async () => {
    const session = decoder();
    const model = new SamUnet(cardFor(config), encoder(), session);
    expect(await model.decode(await model.encode(image), [])).toEqual([]);
    expect(session.fed).toEqual([]);
  });

  it('says which output a wrong graph lacks', async () => {
    const model = new SamUnet(cardFor(config), new FakeSession(() => ({})), decoder());
    await expect(model.encode(image)).rejects.toThrow(/no output “image_embeddings”/);
  });

  it('disposes of both sessions', async () => {
    const sessions = [encoder(), decoder()] as const;
    await new SamUnet(cardFor(config), ...sessions).dispose();
    expect(sessions.map(({ disposed }) => disposed)).toEqual([true, true]);
  });
});
