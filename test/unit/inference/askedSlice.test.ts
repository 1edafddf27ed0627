import { expect, test } from 'vitest';
import { neverCancelled } from '../../../src/core/base/cancellation';
import { rectHeight, rectWidth, type Rect } from '../../../src/core/geometry/rect';
import { levelSize, overviewLevel } from '../../../src/core/image/pyramid';
import type { Slice } from '../../../src/core/image/slice';
import type { SegmentPrompt } from '../../../src/core/prompt/prompt';
import type { InferenceImage, SegmentedObject, TaughtDecoder } from '../../../src/core/protocol/inferenceApi';
import type { OpenedImage } from '../../../src/node/image/openImage';
import { askedSlice } from '../../../src/node/inference/askedSlice';
import type { Segmenter } from '../../../src/node/inference/segmenter';

const info = { width: 20_000, height: 16_000, slices: 1, channels: 1, levels: [] };
const emptyMask: SegmentedObject = { mask: { size: [info.width, info.height], counts: [info.width * info.height] } };

/** A slide, and a model that zooms in on twice the box of a prompt, which note what is read and asked. */
function asking() {
  const read: { level: number; rect: Rect }[] = [];
  const asked: { image: InferenceImage; prompts: readonly SegmentPrompt[] }[] = [];
  const readRegion = (level: number, rect: Rect): Promise<Slice> => {
    read.push({ level, rect });
    const [width, height] = [rectWidth(rect), rectHeight(rect)];
    const looks = { channels: 1, slope: 1, intercept: 0, invert: false, windows: [] } as const;
    return Promise.resolve({ ...looks, width, height, data: new Uint8Array(width * height) });
  };
  const readSlice = (): Promise<never> => Promise.reject(new Error('All of a slide is never read.'));
  const image = { path: 'slide.tif', info, contentHash: 'hash', readRegion, readSlice } as unknown as OpenedImage;
  const client = {
    start: () => Promise.resolve({ zoom: 2 }),
    segment: (seen: InferenceImage, prompts: readonly SegmentPrompt[]) => {
      asked.push({ image: seen, prompts });
      const objects = prompts.map((_, i) => ({ ...emptyMask, quality: asked.length + i / 10 }));
      return Promise.resolve({ objects, ms: { encode: 3, decode: 2 } });
    },
    find: (seen: InferenceImage) => {
      asked.push({ image: seen, prompts: [] });
      return Promise.resolve({ objects: [emptyMask], ms: { encode: 1, decode: 1 } });
    },
  } as unknown as Segmenter;
  const slice = askedSlice(image, { slice: 0 }, { client, token: neverCancelled, priority: 'bulk' });
  return { slice, read, asked };
}

const boxed = (x0: number, y0: number, x1: number, y1: number): SegmentPrompt => ({
  box: { x0, y0, x1, y1 },
  points: [],
});

test('a box on a slide is answered from the region around it, at the level that the model needs', async () => {
  const { slice, read, asked } = asking();
  const prompts = [
    boxed(4000, 4000, 4200, 4100),
    boxed(0, 0, 8000, 6000),
    { points: [{ x: 9, y: 9, positive: true }] },
  ];
  const { objects, ms } = await (await slice).segment(prompts, 'assessed');
  // The overview, for the window; what needs the whole; then each region.
  expect(read.map(({ level }) => level)).toEqual([overviewLevel(info), 4, 0, 3]);
  expect(read[2]!.rect).toEqual({ x0: 3900, y0: 3850, x1: 4300, y1: 4250 });
  expect(asked[1]!.prompts).toEqual([{ box: { x0: 100, y0: 150, x1: 300, y1: 250 }, points: [] }]);
  expect(asked[2]!.image.frame).toEqual({
    image: { width: info.width, height: info.height },
    rect: { x0: 0, y0: 0, x1: 12_000, y1: 11_000 },
    scale: 8,
  });
  expect(objects.map(({ quality }) => quality)).toEqual([2, 3, 1]);
  expect(ms).toEqual({ encode: 9, decode: 6 });
});

test('many previews share one picture of the whole slide', async () => {
  const { slice, asked } = asking();
  await (await slice).segment([boxed(10, 10, 50, 50), boxed(9000, 10, 9500, 500)], 'preview');
  expect(asked).toHaveLength(1);
  expect(asked[0]!.prompts[1]!.box).toEqual({ x0: 9000 / 16, y0: 10 / 16, x1: 9500 / 16, y1: 500 / 16 });
});

test('a taught label that takes an image in tiles sees more of a slide', async () => {
  const { slice, read } = asking();
  await (await slice).find([{ tiles: 1 }, { tiles: 4 }] as TaughtDecoder[]);
  const { level, rect } = read.at(-1)!;
  expect(rect).toEqual({ x0: 0, y0: 0, x1: levelSize(info, level).width, y1: levelSize(info, level).height });
  expect(rect.x1).toBeGreaterThanOrEqual(4 * 1024);
});

test('objects are not followed through slices that are never held', async () => {
  const { slice } = asking();
  const asked = await slice;
  expect(() => asked.see()).toThrow(expect.objectContaining({ code: 'too-large' }));
});
