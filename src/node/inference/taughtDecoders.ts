import { UserError } from '../../core/base/error';
import type { RgbImage } from '../../core/image/rgbImage';
import { encodeModel } from '../../core/model/onnx/model';
import type { SessionOptions, TensorSession } from '../../core/model/runtime';
import type { SamUnet } from '../../core/model/samUnet';
import type { EncodeRegion } from '../../core/model/segment';
import type { TaughtDecoder } from '../../core/protocol/inferenceApi';
import { answerTiles, type TaughtAnswer } from '../../core/teach/answer';
import { replaceWeights, unpackWeights, type DecoderBase } from '../../core/teach/decoderBase';
import { seeTiles, type Seen } from '../../core/teach/sample';
import { askAgain } from '../../core/teach/secondAnswer';
import { t } from '../../core/text/message';
import { readDecoder } from '../model/readDecoder';
import { ortRuntime } from '../ort/ortRuntime';

/** Taught labels that are kept loaded. */
const most = 32;

interface Loaded extends Omit<TaughtDecoder, 'weights' | 'instances' | 'prompts'> {
  readonly session: TensorSession;
  readonly model: SamUnet;
}

/** The decoders of taught labels of one loaded model. */
export class TaughtDecoders {
  readonly #model: SamUnet;
  readonly #modelDir: string;
  readonly #options: SessionOptions;
  readonly #loaded = new Map<string, Loaded>();
  #base: DecoderBase | undefined;

  constructor(model: SamUnet, modelDir: string, options: SessionOptions) {
    this.#model = model;
    this.#modelDir = modelDir;
    this.#options = options;
  }

  /** Loads a label. @throws UserError `bad-model` when its weights are not those of this model's decoder */
  async set({ weights: file, instances: _, prompts: __, ...taught }: TaughtDecoder): Promise<void> {
    if (this.#loaded.has(taught.key)) return;
    this.#base ??= await readDecoder(this.#modelDir, this.#model.card);
    const weights = unpackWeights(this.#base, file);
    if (weights === undefined) {
      throw new UserError('bad-model', {
        problem: t`The label was taught to another model than “${this.#model.card.name}”.`,
        advice: t`Teach the label again.`,
      });
    }
    const session = await ortRuntime.load(encodeModel(replaceWeights(this.#base, weights)), this.#options);
    this.#loaded.set(taught.key, { ...taught, session, model: this.#model.withDecoder(session) });
    const [oldest] = this.#loaded;
    if (this.#loaded.size <= most || oldest === undefined) return;
    this.#loaded.delete(oldest[0]);
    await oldest[1].session.dispose();
  }

  /** The model with the decoder of a label. @throws UserError `not-found` for a label that is not loaded */
  modelOf(key: string): SamUnet {
    return this.#label(key).model;
  }

  /**
   * Answers for each label; regions that several need are encoded once.
   *
   * @returns also the milliseconds that encoding took
   * @throws UserError `not-found` for a label that is not loaded
   */
  async find(
    keys: readonly string[],
    image: RgbImage,
    encode: EncodeRegion,
  ): Promise<{ answers: readonly TaughtAnswer[]; encode: number }> {
    const labels = keys.map((key) => this.#label(key));
    const start = performance.now();
    const seen = new Map<number, readonly Seen[]>();
    for (const { tiles } of labels) if (!seen.has(tiles)) seen.set(tiles, await seeTiles(encode, image, tiles));
    const encodeMs = performance.now() - start;
    const answers: TaughtAnswer[] = [];
    for (const { model, tiles, secondAnswer, qualityOffset } of labels) {
      const first = await answerTiles(model, image, seen.get(tiles)!);
      const { mask, quality } = secondAnswer ? await askAgain(this.#model, image, encode, first) : first;
      const calibrated = quality === undefined ? {} : { quality: Math.min(1, Math.max(0, quality + qualityOffset)) };
      answers.push({ mask, ...calibrated });
    }
    return { answers, encode: encodeMs };
  }

  #label(key: string): Loaded {
    const label = this.#loaded.get(key);
    if (label !== undefined) return label;
    throw new UserError('not-found', { problem: t`The inference process no longer knows this label.` });
  }
}
