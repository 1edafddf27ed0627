import { rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { preprocess } from '../../../src/core/model/preprocess';
import { resizeRegion } from '../../../src/core/model/resize';
import type { Embedding, SamUnet } from '../../../src/core/model/samUnet';
import { ImageTransform } from '../../../src/core/model/transform';
import { cardFor, loadModel, samPreprocess } from '../../support/modelFolder';
import { maxDifference, readFloats, readNpy } from '../../support/npy';
import { expectAnswer, images, readPng, tolerance } from './goldenAnswers';
import { miniConfig as config, miniWeights, temporaryFolder } from './miniModel';
import { golden } from '../../support/shared';

/** The whole model against numbers of the official PyTorch code. */

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
    const at = (array: string): string => path.join(golden, 'mini', name, `${array}.npy`);
    const image = readPng(path.join(golden, file));
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
      await expectAnswer(model, embedding, prompt, image);
    });
  });
});
