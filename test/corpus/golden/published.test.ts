import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { decode } from 'fast-png';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RgbImage } from '../../../src/core/image/rgbImage';
import { toModelPrompt, type ModelPrompt } from '../../../src/core/model/modelPrompt';
import { enlargeLogits, logitsToMask } from '../../../src/core/model/postprocess';
import { preprocess } from '../../../src/core/model/preprocess';
import { resizeRegion } from '../../../src/core/model/resize';
import type { Embedding, SamUnet } from '../../../src/core/model/samUnet';
import { ImageTransform } from '../../../src/core/model/transform';
import { cardFor, loadModel, samPreprocess } from '../../support/modelFolder';
import { maxDifference, readFloats, readNpy } from '../../support/npy';
import { miniConfig as config, miniWeights, temporaryFolder } from './miniModel';
import { golden } from './shared';

/** The whole model against numbers of the official PyTorch code. */

interface GoldenPrompt {
  readonly boxes_orig?: [number, number, number, number][];
  readonly points_orig?: [number, number][][];
  readonly point_labels?: number[][];
  readonly mask_input?: string;
  readonly low_res_logits: string;
  readonly masks: string;
}
interface GoldenImage {
  readonly file: string;
  readonly resized_hw: [number, number];
  readonly prompts: Record<string, GoldenPrompt>;
}
interface GoldenIndex {
  readonly mini: {
    readonly images: Record<string, GoldenImage>;
    readonly tolerance: Record<
      'low_res_logits' | 'upsampled_logits' | 'image_embeddings' | 'multi_scale_feature',
      { atol: number }
    >;
  };
}

const { images, tolerance } = (JSON.parse(readFileSync(join(golden, 'index.json'), 'utf8')) as GoldenIndex).mini;

function readPng(path: string): RgbImage {
  const { width, height, channels, data } = decode(readFileSync(path));
  if (channels !== 1 && channels !== 3) throw new Error(`${path} has ${String(channels)} channels`);
  return { width, height, channels, data: Uint8Array.from(data) };
}

/** The prompts of one golden call; their points are pixel indices. */
function promptsOf(prompt: GoldenPrompt, transform: ImageTransform): ModelPrompt[] {
  const count = Math.max(prompt.boxes_orig?.length ?? 0, prompt.points_orig?.length ?? 0, 1);
  const previous = prompt.mask_input === undefined ? undefined : readFloats(join(golden, prompt.mask_input));
  return Array.from({ length: count }, (_, i) => {
    const box = prompt.boxes_orig?.[i];
    const points = (prompt.points_orig?.[i] ?? []).map(([x, y], j) => ({
      x: x + 0.5,
      y: y + 0.5,
      positive: prompt.point_labels?.[i]?.[j] === 1,
    }));
    const mapped = toModelPrompt(
      box === undefined ? { points } : { points, box: { x0: box[0], y0: box[1], x1: box[2], y1: box[3] } },
      transform,
    );
    return previous === undefined ? mapped : { ...mapped, previousLogits: previous };
  });
}

describe('the published architecture', () => {
  const folder = temporaryFolder();
  let model: SamUnet;

  beforeAll(async () => {
    model = await loadModel(folder, cardFor(config), await miniWeights());
  });
  afterAll(async () => {
    await model.dispose();
    rmSync(folder, { recursive: true });
  });

  describe.each(Object.entries(images))('%s', (name, { file, resized_hw, prompts }) => {
    const at = (array: string): string => join(golden, 'mini', name, `${array}.npy`);
    const image = readPng(join(golden, file));
    let embedding: Embedding;

    it('is resized to the same bytes and normalised alike', () => {
      const transform = new ImageTransform(image, config.imageSize);
      expect([transform.resized.height, transform.resized.width]).toEqual(resized_hw);
      const resized = resizeRegion(image, transform.region, transform.resized);
      const expected = readNpy(at('resized_u8')).data as Uint8Array;
      const rgb =
        resized.channels === 3
          ? resized.data
          : resized.data.reduce((all, value, i) => all.fill(value, i * 3, i * 3 + 3), new Uint8Array(expected.length));
      expect(Buffer.compare(rgb, expected)).toBe(0);
      expect(maxDifference(preprocess(image, transform, samPreprocess), readFloats(at('preprocessed')))).toBeLessThan(
        2e-6,
      );
    });

    it('is encoded alike', async () => {
      embedding = await model.encode(image);
      const { imageEmbeddings, multiScaleFeature } = embedding;
      expect(maxDifference(imageEmbeddings.data, readFloats(at('image_embeddings')))).toBeLessThan(
        tolerance.image_embeddings.atol,
      );
      expect(maxDifference(multiScaleFeature.data, readFloats(at('multi_scale_feature')))).toBeLessThan(
        tolerance.multi_scale_feature.atol,
      );
    });

    it.each(Object.entries(prompts))('answers "%s" alike', async (_, prompt) => {
      const decoded = await model.decode(embedding, promptsOf(prompt, embedding.transform));
      const logits = readFloats(join(golden, prompt.low_res_logits));
      const masks = readNpy(join(golden, prompt.masks)).data as Uint8Array;
      expect(decoded.length * 64 * 64).toBe(logits.length);
      decoded.forEach((answer, i) => {
        const cells = answer.logits.length;
        expect(maxDifference(answer.logits, logits.subarray(i * cells, (i + 1) * cells))).toBeLessThan(
          tolerance.low_res_logits.atol,
        );
        const mask = logitsToMask(answer.logits, embedding.transform, image).data;
        const large = enlargeLogits(answer.logits, embedding.transform);
        const wrong = mask.findIndex(
          (value, at) =>
            value !== masks[i * mask.length + at] && Math.abs(large[at] ?? 0) >= tolerance.upsampled_logits.atol,
        );
        expect(wrong, 'first wrong pixel').toBe(-1);
      });
    });
  });
});
