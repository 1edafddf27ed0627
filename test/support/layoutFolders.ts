import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { encode } from 'fast-png';
import { writeImageVolume } from '../../src/core/formats/nifti/imageVolume';
import { placeOf } from '../../src/core/image/slicePlace';
import type { VolumeGeometry } from '../../src/core/geometry/volumeGeometry';
import { paletteColor } from '../../src/core/labels/palette';
import { encodeRunLength } from '../../src/core/mask/runLength';
import type { Mask } from '../../src/core/mask/mask';
import { sidecarVersion } from '../../src/core/sidecar/migrations';
import {
  formatSidecar,
  parseSidecar,
  type EmptyVerdict,
  type Sidecar,
  type SidecarObject,
} from '../../src/core/sidecar/sidecar';

export const size = { width: 9, height: 7 };

/** A volume turned about two axes, with spacings of its own. */
export const geometry: VolumeGeometry = {
  origin: [-31.5, 12.25, 100.125],
  spacing: [0.7, 0.7, 3.3],
  axes: [
    [0.6, 0.8, 0],
    [0, 0, -1],
    [-0.8, 0.6, 0],
  ],
};

export interface TestObject {
  readonly label: string;
  readonly slice: number;
  readonly volume?: number;
  readonly mask: Mask;
}

/** Writes an image: a PNG, or NIfTI volumes of `slices` slices. */
export function writeImage(folder: string, name: string, slices = 1, volumes = 1): void {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  const area = size.width * size.height;
  if (name.endsWith('.png')) {
    writeFileSync(
      file,
      encode({ ...size, data: Uint8Array.from({ length: area }, (_, at) => at), depth: 8, channels: 1 }),
    );
    return;
  }
  const data = Int16Array.from({ length: area * slices * volumes }, (_, at) => at * 7 - 300);
  writeFileSync(
    file,
    writeImageVolume({ ...size, slices, volumes, channels: 1, data, slope: 1, intercept: 0, geometry }),
  );
}

/** Writes the sidecar of an image, as a person who drew the objects. */
export function writeSidecar(
  folder: string,
  name: string,
  objects: readonly (TestObject & Partial<Pick<SidecarObject, 'status' | 'origin'>>)[],
  slices = 1,
  volumes = 1,
  empty?: EmptyVerdict,
): void {
  const labels = [...new Set(objects.map(({ label }) => label))];
  const sidecar: Sidecar = {
    format: 'sam-unet-masks',
    version: sidecarVersion,
    image: { file: path.basename(name), ...size, slices, ...(volumes === 1 ? {} : { volumes }) },
    ...(empty === undefined ? {} : { empty }),
    labels: labels.map((label, index) => ({ name: label, value: index + 1, color: paletteColor(index + 1) })),
    objects: objects.map(({ label, mask, status = 'accepted', origin = 'human', ...object }, index) => {
      const { size: stored, counts } = encodeRunLength(mask);
      return {
        id: String(index + 1),
        label,
        ...placeOf(object),
        prompt: {},
        mask: { size: [...stored] as [number, number], counts: [...counts] },
        status,
        origin,
        by: 'tests',
        at: '2026-11-24T08:00:00.000Z',
      };
    }),
  };
  writeFileSync(path.join(folder, `${name}.masks.json`), formatSidecar(sidecar));
}

/** What the sidecar of an image says of its masks, in an order of its own: `label slice runs`, with the volume after the slice. */
export function shapesIn(folder: string, name: string): string[] {
  const file = path.join(folder, `${name}.masks.json`);
  return parseSidecar(readFileSync(file, 'utf8'), file)
    .objects.map(({ label, slice, volume, mask }) => `${label} ${place(slice, volume)} ${mask.counts.join()}`)
    .sort();
}

/** The same of objects. */
export function shapesOf(objects: readonly TestObject[]): string[] {
  return objects
    .map(({ label, slice, volume, mask }) => `${label} ${place(slice, volume)} ${encodeRunLength(mask).counts.join()}`)
    .sort();
}

function place(slice: number, volume = 0): string {
  return volume === 0 ? String(slice) : `${slice}@${volume}`;
}

/** All files below a folder, relative to it, sorted. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort();
}
