import { UserError } from '../base/error';
import type { RgbImage } from '../image/rgbImage';
import { t, type Message } from '../text/message';
import { logitGrid } from './config';
import { toModelPrompt } from './modelPrompt';
import { parseSafetensors, writeSafetensors, type StoredTensor } from './safetensors';
import type { SamUnet } from './samUnet';

/**
 * The self-test of a model: an image and prompts with the answer that the model gave to them when its folder was made, in one
 * safetensors file. A runtime, a driver or a device that does not give that answer again is not to be used.
 *
 * | Tensor   | Type | Shape   | What                                             |
 * | -------- | ---- | ------- | ------------------------------------------------ |
 * | `image`  | U8   | H×W×3   | RGB                                              |
 * | `boxes`  | F32  | N×4     | x0, y0, x1, y1 in image coordinates, one a prompt |
 * | `points` | F32  | N×2     | a positive point in each box                     |
 * | `logits` | F32  | N×G×G   | low-resolution logits                            |
 */
export interface SelfTestResult {
  /** Largest difference of a logit from the stored one, and the largest stored absolute value. */
  readonly difference: number;
  readonly scale: number;
  readonly passed: boolean;
}

/** Not square, and smaller than any model's input, so that resizing and padding take part. */
const size = { width: 120, height: 88 };
const testBoxes = [
  { x0: 20, y0: 14, x1: 70, y1: 60 },
  { x0: 64, y0: 30, x1: 110, y1: 80 },
];
/**
 * Part of the largest logit by which an answer may differ. Devices sum in another order, some in a shorter format: that stays
 * well below; a wrong kernel or a damaged weight goes far beyond.
 */
const tolerance = 0.02;

/** Lets a model answer the self-test's prompts. @returns the self-test's file */
export async function makeSelfTest(model: SamUnet): Promise<Uint8Array> {
  const image = picture();
  const points = testBoxes.map(({ x0, y0, x1, y1 }) => ({ x: (x0 + x1) / 2, y: (y0 + y1) / 2 }));
  const logits = await answer(model, image, testBoxes, points);
  const grid = logitGrid(model.card.architecture);
  const floats = (values: readonly number[] | Float32Array, shape: readonly number[]): StoredTensor => ({
    dtype: 'F32',
    shape,
    data: bytesOf(Float32Array.from(values)),
  });
  return writeSafetensors(
    new Map<string, StoredTensor>([
      ['image', { dtype: 'U8', shape: [size.height, size.width, 3], data: image.data }],
      [
        'boxes',
        floats(
          testBoxes.flatMap(({ x0, y0, x1, y1 }) => [x0, y0, x1, y1]),
          [testBoxes.length, 4],
        ),
      ],
      [
        'points',
        floats(
          points.flatMap(({ x, y }) => [x, y]),
          [points.length, 2],
        ),
      ],
      ['logits', floats(logits, [testBoxes.length, grid, grid])],
    ]),
  );
}

/**
 * Repeats a stored self-test.
 *
 * @param file what {@link makeSelfTest} gave for this model
 * @throws UserError `bad-model` when the file is not a self-test of a model like this
 */
export async function runSelfTest(model: SamUnet, file: Uint8Array): Promise<SelfTestResult> {
  const tensors = parseSafetensors(file);
  const { shape: imageShape, data } = read(tensors, 'image', 'U8', 3);
  const [height = 0, width = 0] = imageShape;
  const boxes = rows(read(tensors, 'boxes', 'F32', 2)).map(([x0 = 0, y0 = 0, x1 = 0, y1 = 0]) => ({
    x0,
    y0,
    x1,
    y1,
  }));
  const points = rows(read(tensors, 'points', 'F32', 2)).map(([x = 0, y = 0]) => ({ x, y }));
  const expected = floatsOf(read(tensors, 'logits', 'F32', 3).data);
  let actual: Float32Array;
  try {
    actual = await answer(model, { width, height, channels: 3, data }, boxes, points);
  } catch (error) {
    if (error instanceof UserError && error.code === 'bad-answer') return { difference: NaN, scale: 0, passed: false };
    throw error;
  }
  if (actual.length !== expected.length) throw unfit(t`its logits have a different size`);
  let difference = 0;
  let scale = 0;
  for (let i = 0; i < expected.length; i++) {
    const gap = Math.abs((actual[i] ?? NaN) - (expected[i] ?? NaN));
    // Written so that a NaN in the file counts.
    if (!(gap <= difference)) difference = gap;
    scale = Math.max(scale, Math.abs(expected[i] ?? 0));
  }
  return { difference, scale, passed: difference <= tolerance * scale };
}

async function answer(
  model: SamUnet,
  image: RgbImage,
  boxes: readonly { x0: number; y0: number; x1: number; y1: number }[],
  points: readonly { x: number; y: number }[],
): Promise<Float32Array> {
  const embedding = await model.encode(image);
  const prompts = boxes.map((box, i) => {
    const point = points[i];
    return toModelPrompt(
      { box, points: point === undefined ? [] : [{ ...point, positive: true }] },
      embedding.transform,
    );
  });
  const decoded = await model.decode(embedding, prompts);
  return Float32Array.from(decoded.flatMap(({ logits }) => [...logits]));
}

/** A picture with edges, a gradient and texture, the same everywhere: whole numbers alone are computed with. */
function picture(): RgbImage {
  const { width, height } = size;
  const data = new Uint8Array(width * height * 3);
  let noise = 1;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      noise = Math.imul(noise, 1103515245) + 12345;
      const grain = (noise >>> 16) & 15;
      const inFirst = (x - 45) ** 2 * 2 + (y - 37) ** 2 * 3 < 1100;
      const inSecond = (x - 87) ** 2 + (y - 55) ** 2 < 420;
      const level = inFirst ? 190 : inSecond ? 120 : 40 + Math.floor((x * 40) / width);
      data.set([level + grain, level + (grain >> 1), inSecond ? 200 : level], (y * width + x) * 3);
    }
  }
  return { width, height, channels: 3, data };
}

function read(
  tensors: ReadonlyMap<string, StoredTensor>,
  key: string,
  dtype: StoredTensor['dtype'],
  rank: number,
): StoredTensor {
  const tensor = tensors.get(key);
  if (tensor?.dtype === dtype && tensor.shape.length === rank) return tensor;
  throw unfit(t`its “${key}” is missing or of the wrong type`);
}

function rows({ shape: [, columns = 1], data }: StoredTensor): number[][] {
  const values = floatsOf(data);
  return Array.from({ length: values.length / columns }, (_, i) => [
    ...values.subarray(i * columns, (i + 1) * columns),
  ]);
}

function floatsOf(data: Uint8Array): Float32Array {
  // Copied into a buffer of its own: a view may begin anywhere, and Node's `Buffer.slice` copies nothing.
  return new Float32Array(Uint8Array.from(data).buffer);
}

function bytesOf(values: Float32Array): Uint8Array {
  return new Uint8Array(values.buffer);
}

function unfit(problem: Message): UserError {
  return new UserError('bad-model', {
    problem: t`The self-test does not match the model: ${problem}.`,
    advice: t`Restore the model folder.`,
  });
}
