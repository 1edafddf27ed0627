import { availableParallelism } from 'node:os';
import { UserError } from '../../core/base/error';
import { LruMap } from '../../core/base/lru';
import type { Rect } from '../../core/geometry/rect';
import { encodeRunLength } from '../../core/mask/runLength';
import type { Embedding, SamUnet } from '../../core/model/samUnet';
import { segment } from '../../core/model/segment';
import type {
  InferenceApi,
  InferenceImage,
  LoadedModel,
  LoadRequest,
  SegmentRequest,
  SegmentResult,
} from '../../core/protocol/inferenceApi';
import { loadModel } from '../model/modelFolder';
import { ortRuntime } from '../ort/ortRuntime';
import { proveOnce } from './provenModels';

const keptImages = 8;
/** Embeddings take about 600 kB each with the shipped model. */
const keptEmbeddings = 32;
/** More threads than this slow small models down. */
const maxThreads = 8;

/** What runs in the inference process: one model, the images it was given and what it has seen of them. */
export class InferenceServer implements InferenceApi {
  readonly #images = new LruMap<string, InferenceImage>(keptImages);
  readonly #embeddings = new LruMap<string, Embedding>(keptEmbeddings);
  #model: SamUnet | undefined;

  async load({ modelDir, device, threads, mustBeFaster }: LoadRequest): Promise<LoadedModel> {
    const start = performance.now();
    const options = { provider: device, threads: threads ?? Math.min(availableParallelism(), maxThreads) };
    const model = await loadModel(modelDir, ortRuntime, options);
    const loadOnCpu = (): Promise<SamUnet> => loadModel(modelDir, ortRuntime, { ...options, provider: 'cpu' });
    const proof = await proveOnce({ folder: modelDir, model, device, loadOnCpu, mustBeFaster });
    this.#model = model;
    const { name, sha256, prompts } = model.card;
    return {
      name,
      sha256: sha256.weights,
      device,
      prompts: { box: prompts.box, point: prompts.point },
      ms: performance.now() - start,
      ...(proof?.ms === undefined || proof.cpuMs === undefined
        ? {}
        : { encodeMs: { device: proof.ms, cpu: proof.cpuMs } }),
    };
  }

  setImage(image: InferenceImage): Promise<void> {
    this.#images.set(image.key, image);
    return Promise.resolve();
  }

  async encode(key: string): Promise<{ ms: number; cached: boolean }> {
    const timer = { encode: 0 };
    await this.#encode(this.#image(key), timer);
    return { ms: timer.encode, cached: timer.encode === 0 };
  }

  async segment({ key, prompts, look }: SegmentRequest): Promise<SegmentResult> {
    const start = performance.now();
    const timer = { encode: 0 };
    const image = this.#image(key);
    const answers = await segment(this.#loaded(), (region) => this.#encode(image, timer, region), image, prompts, look);
    const objects = answers.map(({ mask, quality }) => ({
      mask: encodeRunLength(mask),
      ...(quality === undefined ? {} : { quality }),
    }));
    return { objects, ms: { encode: timer.encode, decode: performance.now() - start - timer.encode } };
  }

  async #encode(image: InferenceImage, timer: { encode: number }, region?: Rect): Promise<Embedding> {
    const key = JSON.stringify([image.key, region]);
    const known = this.#embeddings.get(key);
    if (known !== undefined) return known;
    const start = performance.now();
    const embedding = await this.#loaded().encode(image, region);
    timer.encode += performance.now() - start;
    this.#embeddings.set(key, embedding);
    return embedding;
  }

  #loaded(): SamUnet {
    if (this.#model === undefined) throw new Error('No model has been loaded.');
    return this.#model;
  }

  #image(key: string): InferenceImage {
    const image = this.#images.get(key);
    if (image !== undefined) return image;
    throw new UserError('not-found', { problem: 'The inference process does not know this image any more.' });
  }
}
