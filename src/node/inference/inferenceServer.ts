import { UserError } from '../../core/base/error';
import { LruMap } from '../../core/base/lru';
import type { Rect } from '../../core/geometry/rect';
import { encodeRunLength } from '../../core/mask/runLength';
import type { Embedding, SamUnet } from '../../core/model/samUnet';
import { segment, type Segmentation } from '../../core/model/segment';
import { RegionPicture, runsInFrame } from '../../core/model/regionPicture';
import type { Prompt } from '../../core/prompt/prompt';
import type {
  EncodeResult,
  FindRequest,
  InferenceApi,
  InferenceImage,
  LoadedModel,
  LoadRequest,
  SegmentedObject,
  SegmentRequest,
  SegmentResult,
  TaughtDecoder,
} from '../../core/protocol/inferenceApi';
import { closeUp } from '../../core/quality/closeUp';
import { measureSignals } from '../../core/quality/signals';
import { t } from '../../core/text/message';
import { EmbeddingCache, type CachedEmbedding } from '../cache/embeddingCache';
import { loadModel } from '../model/modelFolder';
import { ortProviders, ortRuntime } from '../ort/ortRuntime';
import { proveOnce } from './provenModels';
import { TaughtDecoders } from './taughtDecoders';
import { defaultThreads } from './threads';

/** Part of the memory for caches that images take; the rest is for embeddings. */
const imageShare = 1 / 4;

/** What runs in the inference process: one model, the images it was given and what it has seen of them. */
export class InferenceServer implements InferenceApi {
  #images = new LruMap<string, InferenceImage>(0);
  #cache: EmbeddingCache | undefined;
  #model: SamUnet | undefined;
  #taught: TaughtDecoders | undefined;

  providers(): Promise<string[]> {
    return ortProviders();
  }

  async load({ modelDir, device, threads, mustBeFaster, cache }: LoadRequest): Promise<LoadedModel> {
    const start = performance.now();
    const options = { provider: device, threads: threads ?? defaultThreads() };
    const model = await loadModel(modelDir, ortRuntime, options);
    const loadOnCpu = (): Promise<SamUnet> => loadModel(modelDir, ortRuntime, { ...options, provider: 'cpu' });
    const proof = await proveOnce({ folder: modelDir, model, device, loadOnCpu, mustBeFaster });
    this.#model = model;
    this.#taught = new TaughtDecoders(model, modelDir, options);
    this.#images = new LruMap(cache.memory * imageShare, ({ data }) => data.byteLength);
    this.#cache = new EmbeddingCache(model, device, { ...cache, memory: cache.memory * (1 - imageShare) });
    const cacheProblem = await this.#cache.open();
    const { name, sha256, prompts, zoom } = model.card;
    return {
      name,
      sha256: sha256.weights,
      device,
      prompts,
      ...(zoom === undefined ? {} : { zoom }),
      ms: performance.now() - start,
      memory: process.memoryUsage.rss(),
      ...(proof?.ms === undefined || proof.cpuMs === undefined
        ? {}
        : { encodeMs: { device: proof.ms, cpu: proof.cpuMs } }),
      ...(cacheProblem === undefined ? {} : { cacheProblem }),
    };
  }

  setImage(image: InferenceImage): Promise<void> {
    this.#images.set(image.key, image);
    return Promise.resolve();
  }

  async encode(key: string): Promise<EncodeResult> {
    const start = performance.now();
    const { source } = await this.#embed(this.#image(key));
    return { ms: performance.now() - start, source };
  }

  async segment({ image: given, prompts, effort, taught }: SegmentRequest): Promise<SegmentResult> {
    const start = performance.now();
    let encode = 0;
    const passing = typeof given !== 'string';
    const image = passing ? given : this.#image(given);
    const encodeRegion = async (region?: Rect): Promise<Embedding> => {
      const begin = performance.now();
      const { embedding, source } = await this.#embed(image, region, passing);
      if (source !== 'memory') encode += performance.now() - begin;
      return embedding;
    };
    const model = taught === undefined ? this.#loaded() : this.#decoders().modelOf(taught);
    const answers = await segment(model, encodeRegion, image, prompts, effort);
    const objects = answers.map((answer, i) => segmented(answer, image, prompts[i] ?? null));
    return { objects, ms: { encode, decode: performance.now() - start - encode } };
  }

  async setTaught(taught: TaughtDecoder): Promise<void> {
    await this.#decoders().set(taught);
  }

  async find({ image: given, taught }: FindRequest): Promise<SegmentResult> {
    const decoders = this.#decoders();
    const start = performance.now();
    const passing = typeof given !== 'string';
    const image = passing ? given : this.#image(given);
    const { answers, encode } = await decoders.find(taught, image, async (region) => {
      const { embedding } = await this.#embed(image, region, passing);
      return embedding;
    });
    const picture = image.frame && new RegionPicture(image.frame);
    const objects = answers.map(({ mask, ...said }) => ({
      ...said,
      mask: picture?.runsToImage(mask) ?? encodeRunLength(mask),
    }));
    return { objects, ms: { encode, decode: performance.now() - start - encode } };
  }

  #embed(image: InferenceImage, region?: Rect, passing = false): Promise<CachedEmbedding> {
    if (this.#cache === undefined) throw notLoaded();
    return this.#cache.embed(image, region, passing);
  }

  #decoders(): TaughtDecoders {
    if (this.#taught === undefined) throw notLoaded();
    return this.#taught;
  }

  #loaded(): SamUnet {
    if (this.#model === undefined) throw notLoaded();
    return this.#model;
  }

  #image(key: string): InferenceImage {
    const image = this.#images.get(key);
    if (image !== undefined) return image;
    throw new UserError('not-found', { problem: t`The inference process no longer has this image.` });
  }
}

function notLoaded(): Error {
  return new Error('No model has been loaded.');
}

function segmented(answer: Segmentation, image: InferenceImage, prompt: Prompt | null): SegmentedObject {
  const { mask, assessment, logits, transform, ...said } = answer;
  const { quality } = said;
  const shown = assessment && closeUp(mask, image);
  const evidence = shown && {
    ...assessment,
    prompt: prompt ?? { points: [] },
    closeUp: shown,
    ...(quality === undefined ? {} : { head: quality }),
  };
  return {
    ...said,
    mask: image.frame === undefined ? encodeRunLength(mask) : runsInFrame(logits, transform, image.frame),
    ...(evidence === undefined ? {} : { signals: measureSignals(evidence) }),
  };
}
