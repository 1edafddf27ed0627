import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { encode } from 'fast-png';
import type { RgbImage } from '../../src/core/image/rgbImage';
import { openImage } from '../../src/node/image/openImage';
import { readInferenceSlice } from '../../src/node/inference/inferenceSlice';

/** A picture for each number below 2000, no two alike. */
export type Pictures = (number: number) => RgbImage;

/** Pixels by which a picture is shifted along each axis, at most. */
const shifts = 10;

/** Pictures made from the slices of the sample: each as the model sees it, shifted by some pixels. */
export async function samplePictures(): Promise<Pictures> {
  const slices = await sampleSlices();
  return (number) => {
    const shift = Math.floor(number / slices.length);
    return shifted(slices[number % slices.length]!, shift % shifts, Math.floor(shift / shifts));
  };
}

/** The picture as a PNG file. */
export function pngOf(picture: RgbImage): Uint8Array {
  return encode({ ...picture, depth: 8 });
}

async function sampleSlices(): Promise<RgbImage[]> {
  const sample = path.join('.cache', 'bench', 'sample');
  if (!existsSync(sample)) {
    const { status } = spawnSync(process.execPath, ['scripts/run-ts.mjs', 'scripts/sample/main.ts', sample]);
    if (status !== 0) throw new Error('The sample images could not be made.');
  }
  const folder = path.join(sample, 'mr-series');
  const slices: RgbImage[] = [];
  for (const name of readdirSync(folder).sort()) {
    const image = await openImage(path.join(folder, name), { series: 'single' });
    slices.push((await readInferenceSlice(image, { slice: 0 })).image);
    image.dispose();
  }
  return slices;
}

/** What leaves the picture on one side comes in on the other. */
function shifted({ width, height, channels, data }: RgbImage, right: number, down: number): RgbImage {
  const moved = new Uint8Array(data.length);
  for (let y = 0; y < height; y++) {
    const row = data.subarray(y * width * channels, (y + 1) * width * channels);
    const to = ((y + down) % height) * width * channels;
    moved.set(row.subarray(0, (width - right) * channels), to + right * channels);
    moved.set(row.subarray((width - right) * channels), to);
  }
  return { width, height, channels, data: moved };
}
