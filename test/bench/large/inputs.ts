import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { writeImageVolume } from '../../../src/core/formats/nifti/imageVolume';
import { headerLength } from '../../../src/core/formats/nifti/volumeHeader';
import { repository } from '../../harness/paths';

/** A CT as curators have it: a body of 600 slices. */
export const ct = { width: 512, height: 512, slices: 600 } as const;
/** Labels of a whole body, as TotalSegmentator has them. */
export const labelCount = 104;

/** Where inputs are kept from one run to the next. */
export const folder = path.join(repository, '.cache', 'bench', 'large');

/** A file of the inputs, made by `write` where it is not there yet. @returns its path */
export function input(name: string, write: () => Uint8Array): string {
  const target = path.join(folder, name);
  if (existsSync(target)) return target;
  mkdirSync(folder, { recursive: true });
  const part = `${target}.part`;
  writeFileSync(part, write());
  renameSync(part, target);
  return target;
}

/** Whole numbers from 0 to 2³² − 1, the same in every run (xorshift, Marsaglia 2003). */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}

/** Slice of a CT in Hounsfield units: air, a body that changes from slice to slice, and noise. */
function ctSlice(index: number): Int16Array {
  const { width, height, slices } = ct;
  const next = random(index + 1);
  const across = 150 + 60 * Math.sin((3 * Math.PI * index) / slices);
  const down = 0.7 * across;
  const slice = new Int16Array(width * height);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      const [u, v] = [(x - width / 2) / across, (y - height / 2) / down];
      const radius = u * u + v * v;
      const value = radius > 1 ? -1000 : radius > 0.9 ? -80 : u > 0.1 && radius < 0.5 ? -850 : 40;
      slice[at] = value + (next() % 61) - 30;
    }
  }
  return slice;
}

function ctVoxels(): Int16Array {
  const { width, height, slices } = ct;
  const data = new Int16Array(width * height * slices);
  for (let slice = 0; slice < slices; slice++) data.set(ctSlice(slice), slice * width * height);
  return data;
}

/** The CT as an uncompressed NIfTI volume. @returns its path */
export function ctFile(): string {
  return input('ct.nii', () =>
    writeImageVolume({ ...ct, channels: 1, data: ctVoxels(), slope: 1, intercept: 0 }, false),
  );
}

/** Label values of the CT: ellipsoids that lie apart, all over the body. */
function labelVoxels(count: number): Uint8Array {
  const { width, height, slices } = ct;
  const data = new Uint8Array(width * height * slices);
  const next = random(7);
  for (let value = 1; value <= count; value++) {
    const [i, j] = [(value - 1) % 4, Math.floor((value - 1) / 4) % 4];
    const layer = Math.floor((value - 1) / 16);
    const centre = [136 + 80 * i, 166 + 60 * j, 43 + 86 * layer] as const;
    const radius = [22 + (next() % 16), 18 + (next() % 10), 30 + (next() % 12)] as const;
    for (let z = centre[2] - radius[2]; z <= centre[2] + radius[2]; z++) {
      const depth = 1 - ((z - centre[2]) / radius[2]) ** 2;
      if (z < 0 || z >= slices || depth <= 0) continue;
      for (let y = centre[1] - radius[1]; y <= centre[1] + radius[1]; y++) {
        const rest = depth - ((y - centre[1]) / radius[1]) ** 2;
        if (rest <= 0) continue;
        const half = Math.floor(radius[0] * Math.sqrt(rest)) - (next() % 3);
        if (half <= 0) continue;
        const row = (z * height + y) * width + centre[0];
        data.fill(value, row - half, row + half);
      }
    }
  }
  return data;
}

/** A map of `count` labels of the CT, as gzipped NIfTI. @returns its path */
export function labelFile(count: number): string {
  return input(`labels${count}.nii.gz`, () => {
    const data = labelVoxels(count);
    const file = writeImageVolume({ ...ct, channels: 1, data, slope: 1, intercept: 0 }, false);
    if (file.length !== headerLength + 4 + data.length) throw new Error('The labels are not bytes.');
    return gzipSync(file, { level: 1 });
  });
}
