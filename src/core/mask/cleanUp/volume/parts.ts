import { MaskVolume } from '../../maskVolume';

/** How voxels hang together: by their faces alone, or by their edges and corners too. */
export type VolumeConnectivity = 6 | 26;

/** Parts of a mask, numbered from 1 slice by slice and row by row; 0 is background. */
interface VolumeParts {
  readonly labels: Int32Array;
  /** Voxels of each part; that of part 1 is the first. */
  readonly sizes: readonly number[];
}

/** Keeps the largest 26-connected part; of equally large ones the first in the order of voxels. */
export function keepLargestPart(volume: MaskVolume): MaskVolume {
  const { labels, sizes } = partsOfVolume(volume, 26);
  const largest = sizes.reduce((best, size, i) => (size > (sizes[best - 1] ?? 0) ? i + 1 : best), 0);
  return keep(volume, labels, (label) => label > 0 && label === largest);
}

/** Removes the 26-connected parts that have fewer than `least` voxels. */
export function removeSmallParts(volume: MaskVolume, least: number): MaskVolume {
  const { labels, sizes } = partsOfVolume(volume, 26);
  return keep(volume, labels, (label) => label > 0 && sizes[label - 1]! >= least);
}

/** Fills hollows: background that does not reach the border of the volume, by the faces of voxels. */
export function fillHollows(volume: MaskVolume): MaskVolume {
  const { width, height, slices, data } = volume;
  const background = new MaskVolume(
    volume,
    slices,
    data.map((value) => 1 - value),
  );
  const { labels } = partsOfVolume(background, 6);
  const open = new Set<number>();
  for (let at = 0; at < labels.length; at++) {
    const [x, y, z] = [at % width, Math.floor(at / width) % height, Math.floor(at / (width * height))];
    const isBorder = x === 0 || y === 0 || z === 0 || x === width - 1 || y === height - 1 || z === slices - 1;
    if (isBorder) open.add(labels[at]!);
  }
  return keep(volume, labels, (label) => label === 0 || !open.has(label));
}

function keep(volume: MaskVolume, labels: Int32Array, isKept: (label: number) => boolean): MaskVolume {
  return new MaskVolume(
    volume,
    volume.slices,
    Uint8Array.from(labels, (label) => Number(isKept(label))),
  );
}

function partsOfVolume(volume: MaskVolume, connectivity: VolumeConnectivity): VolumeParts {
  const labels = new Int32Array(volume.data.length);
  const sizes: number[] = [];
  const { data } = volume;
  for (let start = data.indexOf(1); start >= 0; start = data.indexOf(1, start + 1)) {
    if (labels[start] === 0) sizes.push(flood(volume, start, labels, sizes.length + 1, connectivity));
  }
  return { labels, sizes };
}

/** Gives every voxel of the part that holds `start` the label. @returns their number */
function flood(
  { width, height, slices, data }: MaskVolume,
  start: number,
  labels: Int32Array,
  label: number,
  connectivity: VolumeConnectivity,
): number {
  const area = width * height;
  const stack = [start];
  labels[start] = label;
  let size = 0;
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    size++;
    const [x, y, z] = [at % width, Math.floor(at / width) % height, Math.floor(at / area)];
    for (let dz = z > 0 ? -1 : 0; dz <= (z < slices - 1 ? 1 : 0); dz++) {
      for (let dy = y > 0 ? -1 : 0; dy <= (y < height - 1 ? 1 : 0); dy++) {
        for (let dx = x > 0 ? -1 : 0; dx <= (x < width - 1 ? 1 : 0); dx++) {
          if (connectivity === 6 && Math.abs(dx) + Math.abs(dy) + Math.abs(dz) !== 1) continue;
          const next = at + dx + dy * width + dz * area;
          if (data[next] !== 1 || labels[next] !== 0) continue;
          labels[next] = label;
          stack.push(next);
        }
      }
    }
  }
  return size;
}
