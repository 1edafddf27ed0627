import { readFileSync } from 'node:fs';
import path from 'node:path';
import { decode } from 'fast-png';
import { expect } from 'vitest';
import type { RgbImage } from '../../../src/core/image/rgbImage';
import { toModelPrompt, type ModelPrompt } from '../../../src/core/model/modelPrompt';
import { enlargeLogits, logitsToMask } from '../../../src/core/model/postprocess';
import type { Embedding, SamUnet } from '../../../src/core/model/samUnet';
import type { ImageTransform } from '../../../src/core/model/transform';
import { maxDifference, readFloats, readNpy } from '../../support/npy';
import { golden } from '../../support/shared';

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

/** Images and prompts with the numbers of the official PyTorch code, and how far others may be from them. */
export const { images, tolerance } = (JSON.parse(readFileSync(path.join(golden, 'index.json'), 'utf8')) as GoldenIndex)
  .mini;

export function readPng(target: string): RgbImage {
  const { width, height, channels, data } = decode(readFileSync(target));
  if (channels !== 1 && channels !== 3) throw new Error(`${target} has ${String(channels)} channels`);
  return { width, height, channels, data: Uint8Array.from(data) };
}

/** The prompts of one golden call; their points are pixel indices. */
function promptsOf(prompt: GoldenPrompt, transform: ImageTransform): ModelPrompt[] {
  const count = Math.max(prompt.boxes_orig?.length ?? 0, prompt.points_orig?.length ?? 0, 1);
  const previous = prompt.mask_input === undefined ? undefined : readFloats(path.join(golden, prompt.mask_input));
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

/** Expects the logits and masks that PyTorch gave, within the tolerances. */
export async function expectAnswer(
  model: SamUnet,
  embedding: Embedding,
  prompt: GoldenPrompt,
  image: RgbImage,
): Promise<void> {
  const decoded = await model.decode(embedding, promptsOf(prompt, embedding.transform));
  const logits = readFloats(path.join(golden, prompt.low_res_logits));
  const masks = readNpy(path.join(golden, prompt.masks)).data as Uint8Array;
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
}
