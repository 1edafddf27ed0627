import type { Rect } from '../geometry/rect';
import { MaskVolume } from './maskVolume';

/** A cuboid with whole-number sides; `x1`, `y1` and `z1` are exclusive. */
export interface Cuboid extends Rect {
  readonly z0: number;
  readonly z1: number;
}

/** The smallest cuboid around the object; undefined for an empty mask. */
export function boundsOfVolume(volume: MaskVolume): Cuboid | undefined {
  let found: Cuboid | undefined;
  for (let z = 0; z < volume.slices; z++) {
    const bounds = volume.slice(z).bounds;
    if (bounds !== undefined) found = unionOf(found, { ...bounds, z0: z, z1: z + 1 });
  }
  return found;
}

/** The smallest cuboid around both. */
export function unionOf(a: Cuboid | undefined, b: Cuboid): Cuboid {
  if (a === undefined) return b;
  return {
    x0: Math.min(a.x0, b.x0),
    y0: Math.min(a.y0, b.y0),
    z0: Math.min(a.z0, b.z0),
    x1: Math.max(a.x1, b.x1),
    y1: Math.max(a.y1, b.y1),
    z1: Math.max(a.z1, b.z1),
  };
}

/** A copy of the part of a mask that lies in a cuboid. */
export function partOfVolume(volume: MaskVolume, cuboid: Cuboid): MaskVolume {
  const part = new MaskVolume({ width: cuboid.x1 - cuboid.x0, height: cuboid.y1 - cuboid.y0 }, cuboid.z1 - cuboid.z0);
  eachRow(volume, cuboid, (start, end, at) => {
    part.data.set(volume.data.subarray(start, end), at);
  });
  return part;
}

/** @param work called with the start and end of each row in the volume, and its start in the part */
function eachRow(
  { width, height }: MaskVolume,
  { x0, y0, z0, x1, y1, z1 }: Cuboid,
  work: (start: number, end: number, at: number) => void,
): void {
  let at = 0;
  for (let z = z0; z < z1; z++) {
    for (let y = y0; y < y1; y++, at += x1 - x0) {
      const start = (z * height + y) * width + x0;
      work(start, start + x1 - x0, at);
    }
  }
}
