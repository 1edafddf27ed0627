import { createHash } from 'node:crypto';
import { LruMap } from '../../core/base/lru';
import type { Rect } from '../../core/geometry/rect';
import type { Tensor } from '../../core/model/runtime';
import type { Embedding, SamUnet } from '../../core/model/samUnet';
import type { CacheBudgets, Device, EmbeddingSource, InferenceImage } from '../../core/protocol/inferenceApi';
import { ortVersion } from '../ort/ortPackage';
import { EmbeddingStore } from './embeddingStore';

export interface CachedEmbedding {
  readonly embedding: Embedding;
  readonly source: EmbeddingSource;
}

/**
 * What a model has seen, in memory and on disk.
 *
 * The disk keeps whole images only. Those are needed whenever the image is opened; a zoom-in region belongs to one
 * box, whose mask is in the sidecar by then.
 */
export class EmbeddingCache {
  readonly #model: SamUnet;
  readonly #memory: LruMap<string, Embedding>;
  readonly #disk: EmbeddingStore;
  /** All that an embedding depends on beside the encoder's input. */
  readonly #identity: string;

  /** @param budgets in bytes, for embeddings alone */
  constructor(model: SamUnet, device: Device, { memory, disk }: CacheBudgets) {
    const { weights, encoder } = model.card.sha256;
    this.#model = model;
    this.#memory = new LruMap(memory, bytesOf);
    this.#disk = new EmbeddingStore({ budget: disk });
    this.#identity = JSON.stringify([weights, encoder, device, ortVersion]);
  }

  /** @returns why nothing can be kept on disk; undefined when all is well */
  open(): Promise<string | undefined> {
    return this.#disk.open();
  }

  /** Resolves when all is on disk that is to go there. */
  idle(): Promise<void> {
    return this.#disk.idle();
  }

  /**
   * Encodes a region of an image, or recalls what the encoder said of it.
   * @param region the whole image when undefined
   * @param passing keeps nothing, for an image that is not expected again
   */
  async embed(image: InferenceImage, region: Rect | undefined, passing: boolean): Promise<CachedEmbedding> {
    const key = JSON.stringify([image.key, region]);
    const known = this.#memory.get(key);
    if (known !== undefined) return { embedding: known, source: 'memory' };
    let source: EmbeddingSource = 'model';
    const embedding = await this.#model.encode(image, region, async (input, run) => {
      if (region !== undefined) return run();
      const name = this.#nameOf(input);
      const stored = await this.#disk.get(name);
      if (stored !== undefined) {
        source = 'disk';
        return stored;
      }
      const outputs = await run();
      if (!passing) this.#disk.set(name, outputs);
      return outputs;
    });
    if (!passing) this.#memory.set(key, embedding);
    return { embedding, source };
  }

  /**
   * By the pixels as the encoder gets them, not by where they come from: whatever changes them (another window, another way
   * to resize) changes the name.
   */
  #nameOf({ data }: Tensor): string {
    const pixels = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    return createHash('sha256').update(this.#identity).update(pixels).digest('hex');
  }
}

function bytesOf({ imageEmbeddings, multiScaleFeature }: Embedding): number {
  return imageEmbeddings.data.byteLength + multiScaleFeature.data.byteLength;
}
