import { UserError } from '../base/error';
import type { Rect, Size } from '../geometry/rect';
import type { RgbImage } from '../image/rgbImage';
import { t } from '../text/message';
import type { ModelCard } from './card';
import { checkModelPrompt } from './checkPrompt';
import { logitGrid } from './config';
import { promptTensors, tokenCount, type ModelPrompt } from './modelPrompt';
import { preprocess } from './preprocess';
import type { Tensor, TensorSession } from './runtime';
import { ImageTransform } from './transform';

/** What the encoder knows of one region of one image; enough to decode any number of prompts. */
export interface Embedding {
  /** Size of the whole image. */
  readonly image: Size;
  readonly transform: ImageTransform;
  /** 1×C×T×T. */
  readonly imageEmbeddings: Tensor;
  /** 1×m×G×G. */
  readonly multiScaleFeature: Tensor;
}

/** What the encoder says, by the names of its outputs. */
export type EncoderOutputs = Readonly<Record<string, Tensor>>;

/** Runs the encoder on an input (1×3×S×S), or answers for it with what it said of the same input before. */
export type EncodeThrough = (input: Tensor, run: () => Promise<EncoderOutputs>) => Promise<EncoderOutputs>;

/** The decoder's answer to one prompt. */
export interface Decoded {
  /** G×G low-resolution logits; positive inside the object. */
  readonly logits: Float32Array;
  /** Estimated Dice coefficient of the mask, 0..1, where the model has such a head. */
  readonly quality?: number;
}

/** A loaded SAM-UNet: encode a region once, decode as many prompts as wanted. */
export class SamUnet {
  readonly card: ModelCard;
  private readonly encoder: TensorSession;
  private readonly decoder: TensorSession;

  constructor(card: ModelCard, encoder: TensorSession, decoder: TensorSession) {
    this.card = card;
    this.encoder = encoder;
    this.decoder = decoder;
  }

  /**
   * @param region rectangle of whole pixels inside the image; the whole image when left out
   * @param through runs the encoder; a cache can stand in here
   */
  async encode(image: RgbImage, region?: Rect, through: EncodeThrough = (_, run) => run()): Promise<Embedding> {
    const size = { width: image.width, height: image.height };
    const { imageSize } = this.card.architecture;
    const transform = new ImageTransform(size, imageSize, region);
    const pixels = preprocess(image, transform, this.card.preprocess);
    const input = { dims: [1, 3, imageSize, imageSize], data: pixels };
    const outputs = await through(input, () => this.encoder.run({ image: input }));
    return {
      image: size,
      transform,
      imageEmbeddings: output(outputs, 'image_embeddings'),
      multiScaleFeature: output(outputs, 'multi_scale_feature'),
    };
  }

  /**
   * Answers prompts about one embedding, in their order. Prompts of equally many tokens share one run of the decoder;
   * filling up shorter ones with padding points would change their answers.
   *
   * A prompt may have a box, points, previous logits, any of them together, or nothing at all.
   *
   * @throws UserError `bad-prompt` as {@link checkModelPrompt}, before anything is computed; `bad-answer` when the model
   *   answers with anything but finite numbers
   */
  async decode(embedding: Embedding, prompts: readonly ModelPrompt[]): Promise<Decoded[]> {
    const grid = logitGrid(this.card.architecture);
    for (const prompt of prompts) checkModelPrompt(prompt, embedding.transform, grid);
    const groups = new Map<number, number[]>();
    prompts.forEach((prompt, i) => {
      const count = tokenCount(prompt);
      groups.set(count, [...(groups.get(count) ?? []), i]);
    });
    const decoded: Decoded[] = [];
    for (const indices of groups.values()) {
      const outputs = await this.decoder.run({
        image_embeddings: embedding.imageEmbeddings,
        multi_scale_feature: embedding.multiScaleFeature,
        ...promptTensors(
          indices.map((i) => at(prompts, i)),
          grid,
        ),
      });
      const logits = this.finite(output(outputs, 'low_res_logits')).data;
      const quality = outputs['quality'] && this.finite(outputs['quality']).data;
      indices.forEach((i, row) => {
        const score = quality?.[row];
        decoded[i] = {
          logits: logits.slice(row * grid * grid, (row + 1) * grid * grid),
          ...(score === undefined ? {} : { quality: score }),
        };
      });
    }
    return decoded;
  }

  /** The same encoder with another decoder, which its maker disposes of. */
  withDecoder(decoder: TensorSession): SamUnet {
    return new SamUnet(this.card, this.encoder, decoder);
  }

  /** Values that are not finite would pass for an empty mask. */
  private finite(tensor: Tensor): Tensor {
    if (tensor.data.every(Number.isFinite)) return tensor;
    throw new UserError('bad-answer', {
      problem: t`The model “${this.card.name}” returned values that are not finite numbers.`,
      advice: t`Choose another device, or restore the model folder.`,
    });
  }

  async dispose(): Promise<void> {
    await Promise.all([this.encoder.dispose(), this.decoder.dispose()]);
  }
}

function at<T>(items: readonly T[], index: number): T {
  return items[index] as T;
}

function output(outputs: Readonly<Record<string, Tensor>>, name: string): Tensor {
  const tensor = outputs[name];
  if (tensor !== undefined) return tensor;
  throw new UserError('bad-model', {
    problem: t`The model's graph has no output “${name}”.`,
    advice: t`Rebuild the graphs of the model folder with “npm run build:model”.`,
  });
}
