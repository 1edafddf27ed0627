import type { RgbImage } from '../image/rgbImage';
import type { PictureFrame } from '../model/regionPicture';
import type { RunLengthMask } from '../mask/runLength';
import type { Effort } from '../model/segment';
import type { CandidatePlace, SegmentPrompt } from '../prompt/prompt';
import type { Signals } from '../quality/signals';
import type { PromptScores } from '../teach/promptScores';

/** Execution providers by the names of the `samUnet.device` setting; `auto` tries what the platform's build contains. */
export type DeviceSetting = 'auto' | 'cpu' | 'webgpu' | 'cuda' | 'dml' | 'coreml';
export type Device = Exclude<DeviceSetting, 'auto'>;

/** How much is kept of images and of what the model has seen of them, in bytes. */
export interface CacheBudgets {
  /** In the memory of the inference process. */
  readonly memory: number;
  /** On disk, in half precision; 0 for nothing. */
  readonly disk: number;
}

export interface LoadRequest {
  /** Absolute path of a model folder (`card.json`, weights, graphs). */
  readonly modelDir: string;
  readonly device: Device;
  /** Threads of one run; the process's default when left out. */
  readonly threads?: number;
  /** Refuse a device that is slower than the CPU. */
  readonly mustBeFaster: boolean;
  readonly cache: CacheBudgets;
}

export interface LoadedModel {
  readonly name: string;
  /** SHA-256 of the weights, as in the card. */
  readonly sha256: string;
  readonly device: Device;
  /** Kinds of prompt that the weights were trained for. */
  readonly prompts: { readonly box: boolean; readonly point: boolean; readonly mask: boolean };
  /** How much of the surroundings of a box the model zooms in on, see `zoomRegion`; absent for none. */
  readonly zoom?: number;
  /** Milliseconds it took to load the model and to prove the device. */
  readonly ms: number;
  /** Bytes that the process holds with the model loaded. */
  readonly memory: number;
  /** Milliseconds to encode an image, on the device and on the CPU, where they were compared. */
  readonly encodeMs?: { readonly device: number; readonly cpu: number };
  /** Why nothing can be kept on disk, where that is wanted. */
  readonly cacheProblem?: string;
}

export interface InferenceImage extends RgbImage {
  /** Identifies pixels and window together: equal keys mean equal pixels. */
  readonly key: string;
  /** Of a part of a large image: where its pixels lie. Prompts are in its own coordinates, masks in those of the image. */
  readonly frame?: PictureFrame;
}

/** Where an embedding came from: the encoder, or a cache. */
export type EmbeddingSource = 'model' | 'memory' | 'disk';

export interface EncodeResult {
  /** Milliseconds in the encoder, or to read what it said before. */
  readonly ms: number;
  readonly source: EmbeddingSource;
}

export interface SegmentRequest {
  /** Key of an image that was made known; or an image that is not expected again, as in bulk work, of which nothing is kept. */
  readonly image: string | InferenceImage;
  /** One per object; null for the mask without any prompt. */
  readonly prompts: readonly (SegmentPrompt | null)[];
  readonly effort: Effort;
  /** Key of a taught label that was made known, whose decoder answers; the model's own when left out. */
  readonly taught?: string;
}

/** A taught label, as the inference process gets it. */
export interface TaughtDecoder {
  /** SHA-256 of the weights. */
  readonly key: string;
  /** A safetensors file of changed weights of the loaded model's decoder. */
  readonly weights: Uint8Array;
  /** Regions along a side that an image is taken in. */
  readonly tiles: number;
  /** Whether the model is asked again, with the bounds of what was found as a box. */
  readonly secondAnswer?: boolean;
  /** What is added to the decoder's own estimate of a mask's Dice. */
  readonly qualityOffset: number;
  /** As of the card: set where what is found is separated into its connected components. The process does not separate it. */
  readonly instances?: { readonly smallest: number; readonly typical?: number | undefined };
  /** As of the card: says which prompts this decoder answers better than the model's own. */
  readonly prompts?: PromptScores;
}

export interface FindRequest {
  /** As of {@link SegmentRequest}. */
  readonly image: string | InferenceImage;
  /** Keys of taught labels that were made known; the image is encoded once for all. */
  readonly taught: readonly string[];
}

export interface SegmentedObject {
  readonly mask: RunLengthMask;
  /** The model's estimate of the mask's Dice, 0 to 1; absent in models without such a head. */
  readonly quality?: number;
  /** Its place among the answers, where the model has several for clicks. */
  readonly candidate?: CandidatePlace;
  /** The evidence for the quality estimate; absent in previews and for empty masks. */
  readonly signals?: Signals;
}

export interface SegmentResult {
  /** In the order of the prompts. */
  readonly objects: readonly SegmentedObject[];
  readonly ms: { readonly encode: number; readonly decode: number };
}

/** What the inference process does for its parent. */
export interface InferenceApi {
  /** The execution providers of this build of ONNX Runtime, such as `cpu`. @throws UserError when it cannot be loaded */
  providers(): Promise<string[]>;
  load(request: LoadRequest): Promise<LoadedModel>;
  /** Makes an image known; the process keeps the last few. */
  setImage(image: InferenceImage): Promise<void>;
  /**
   * Encodes the whole image, so that the first preview need not wait.
   * @throws UserError `not-found` when the process does not know the image (any more).
   */
  encode(key: string): Promise<EncodeResult>;
  /**
   * @throws UserError `not-found` as {@link encode}, or when it does not know the label (any more); `bad-prompt` for prompts outside
   *   the image or empty ones.
   */
  segment(request: SegmentRequest): Promise<SegmentResult>;
  /**
   * Makes a taught label known; the process keeps some.
   * @throws UserError `bad-model` when its weights are not those of this model's decoder
   */
  setTaught(taught: TaughtDecoder): Promise<void>;
  /**
   * Finds labels without a prompt: an answer for each, in their order.
   * @throws UserError `not-found` when the process does not know the image or a label (any more)
   */
  find(request: FindRequest): Promise<SegmentResult>;
}
