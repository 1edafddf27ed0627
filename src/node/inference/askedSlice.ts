import type { CancellationToken } from '../../core/base/cancellation';
import { UserError } from '../../core/base/error';
import { rectOf } from '../../core/geometry/rect';
import type { SlicePlace } from '../../core/image/slicePlace';
import type { Window } from '../../core/image/window';
import { zoomRegion, type Effort } from '../../core/model/segment';
import type { SegmentPrompt } from '../../core/prompt/prompt';
import type { InferenceImage, SegmentedObject, SegmentResult, TaughtDecoder } from '../../core/protocol/inferenceApi';
import { t } from '../../core/text/message';
import type { OpenedImage } from '../image/openImage';
import { windowAt } from '../image/volumeWindows';
import { longestSide, readInferenceRegion } from './inferenceRegion';
import { readInferenceSlice } from './inferenceSlice';
import type { Priority } from './requestQueue';
import type { Segmenter } from './segmenter';

/** One slice, about which a model is asked under its default window. */
export interface AskedSlice {
  /** null for 8-bit images, which are shown as they are. */
  readonly window: Window | null;
  /** @throws UserError as {@link Segmenter.segment} */
  segment(prompts: readonly SegmentPrompt[], effort: Effort, decoder?: TaughtDecoder): Promise<SegmentResult>;
  /** The masks of taught labels. @throws UserError as {@link Segmenter.find} */
  find(decoders: readonly TaughtDecoder[]): Promise<SegmentResult>;
  /** All of its pixels. @throws UserError `too-large` for an image that is read part by part */
  see(): InferenceImage;
}

interface Asking {
  readonly client: Segmenter;
  readonly token: CancellationToken;
  readonly priority: Priority;
}

/** Prepares a slice; one of a large image is read only where the model looks. @throws UserError that names the file */
export async function askedSlice(image: OpenedImage, at: SlicePlace, asking: Asking): Promise<AskedSlice> {
  if (image.readRegion !== undefined) return largeSlice(image, at, asking);
  const { client, token, priority } = asking;
  const { image: seen, window } = await readInferenceSlice(image, at);
  return {
    window,
    segment: (prompts, effort, decoder) => client.segment(seen, prompts, effort, token, priority, decoder),
    find: (decoders) => client.find(seen, decoders, token, findingPriority(priority)),
    see: () => seen,
  };
}

/** Labels are found for what is asked now, or for the run. */
function findingPriority(priority: Priority): Parameters<Segmenter['find']>[3] {
  return priority === 'ahead' ? 'bulk' : priority;
}

async function largeSlice(
  image: OpenedImage,
  at: SlicePlace,
  { client, token, priority }: Asking,
): Promise<AskedSlice> {
  const { info } = image;
  const window = await windowAt(image, at);
  return {
    window,
    async segment(prompts, effort, decoder) {
      const { zoom = 1 } = effort === 'preview' ? {} : await client.start();
      const answers = new Map<SegmentPrompt, SegmentedObject>();
      const ms = { encode: 0, decode: 0 };
      for (const [region = rectOf(info), here] of byRegion(prompts, (prompt) => zoomRegion(prompt, zoom, info))) {
        const { image: seen, picture } = await readInferenceRegion(image, at, window, region);
        const onPicture = here.map((prompt) => picture.toPicture(prompt));
        const result = await client.segment(seen, onPicture, effort, token, priority, decoder);
        for (const [i, object] of result.objects.entries()) answers.set(here[i]!, object);
        ms.encode += result.ms.encode;
        ms.decode += result.ms.decode;
      }
      return { objects: prompts.flatMap((prompt) => answers.get(prompt) ?? []), ms };
    },
    async find(decoders) {
      const side = longestSide * Math.max(1, ...decoders.map(({ tiles }) => tiles));
      const { image: seen } = await readInferenceRegion(image, at, window, rectOf(info), side);
      return client.find(seen, decoders, token, findingPriority(priority));
    },
    see() {
      throw new UserError('too-large', {
        file: image.path,
        problem: t`The image is too large to follow objects through its slices.`,
        advice: t`Give each slice a prompt of its own.`,
      });
    },
  };
}

/** Prompts by the region that they are answered from: those of the whole image together, each other one by itself. */
function byRegion<Region>(
  prompts: readonly SegmentPrompt[],
  regionOf: (prompt: SegmentPrompt) => Region | undefined,
): readonly (readonly [Region | undefined, readonly SegmentPrompt[]])[] {
  const placed = prompts.map((prompt) => [regionOf(prompt), [prompt]] as const);
  const whole = placed.flatMap(([region, own]) => (region === undefined ? own : []));
  return [
    ...(whole.length === 0 ? [] : [[undefined, whole] as const]),
    ...placed.filter(([region]) => region !== undefined),
  ];
}
