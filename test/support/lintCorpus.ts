import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { encode } from 'fast-png';
import type { VolumeGeometry } from '../../src/core/geometry/volumeGeometry';
import { writeImageVolume } from '../../src/core/formats/nifti/imageVolume';
import { formatLabelSet } from '../../src/core/labels/labelSet';
import { Mask } from '../../src/core/mask/mask';
import { encodeRunLength } from '../../src/core/mask/runLength';
import type { SidecarLabel, SidecarObject } from '../../src/core/sidecar/sidecar';
import { saveMasks } from '../../src/node/masks/maskStore';
import { dicomFile, greyImage } from '../fixtures/dicomFile';

export const side = 96;
const size = { width: side, height: side };

export const corpusLabels: readonly SidecarLabel[] = [
  { name: 'liver', value: 1, color: '#e69f00' },
  { name: 'kidney_left', value: 2, color: '#56b4e9' },
  { name: 'kidney_right', value: 3, color: '#009e73' },
];

/** Numbers from 0 to 1 that look random and are the same every time. */
export function noise(seed: number): () => number {
  let state = seed * 7919 + 13;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return state / 0x7fffffff;
  };
}

export interface Organ {
  readonly label: string;
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly value: number;
}

/** The organs of one image: a liver and two kidneys, a little different in each. */
export function organsOf(index: number): Organ[] {
  const next = noise(index);
  const around = (middle: number, spread: number): number => middle + (next() - 0.5) * spread;
  return [
    { label: 'liver', x: around(32, 8), y: around(36, 8), radius: around(16, 4), value: around(150, 20) },
    { label: 'kidney_left', x: around(74, 6), y: around(68, 6), radius: around(8, 2), value: around(200, 20) },
    { label: 'kidney_right', x: around(24, 6), y: around(70, 6), radius: around(8, 2), value: around(200, 20) },
  ];
}

export function organMask({ x, y, radius }: Pick<Organ, 'x' | 'y' | 'radius'>): Mask {
  const mask = new Mask(side, side);
  for (let i = 0; i < mask.data.length; i++) {
    if (Math.hypot((i % side) + 0.5 - x, Math.floor(i / side) + 0.5 - y) <= radius) mask.data[i] = 1;
  }
  return mask;
}

/** The pixels of an image: the organs on a ground that is another in each. */
export function pixelsOf(index: number, organs: readonly Organ[] = organsOf(index)): Uint8Array {
  const next = noise(index + 1000);
  const waves = Array.from({ length: 6 }, () => [next() * 0.2, next() * 0.2, next() * 6] as const);
  const data = new Uint8Array(side * side);
  for (let i = 0; i < data.length; i++) {
    const [x, y] = [i % side, Math.floor(i / side)];
    const ground = waves.reduce((sum, [u, v, phase]) => sum + 9 * Math.sin(u * x + v * y + phase), 60);
    const organ = organs.find((each) => Math.hypot(x + 0.5 - each.x, y + 0.5 - each.y) <= each.radius);
    data[i] = (organ?.value ?? ground) + 8 * next();
  }
  return data;
}

export function png(data: Uint8Array, width = side): Uint8Array {
  return encode({ width, height: data.length / width, data, depth: 8, channels: 1 });
}

function objectOf(label: string, mask: Mask, id: string): SidecarObject {
  const { size: stored, counts } = encodeRunLength(mask);
  return {
    ...{ id, label, slice: 0, prompt: {}, status: 'accepted', origin: 'human' },
    mask: { size: [...stored], counts: [...counts] },
    ...{ by: 'tests', at: '2026-11-24T08:00:00.000Z' },
  };
}

/** Writes masks beside an image, as the editor does. */
export async function saveOrgans(
  file: string,
  masks: readonly (readonly [label: string, mask: Mask])[],
  labels: readonly SidecarLabel[] = corpusLabels,
): Promise<void> {
  const objects = masks.map(([label, mask], i) => objectOf(label, mask, String(i + 1)));
  await saveMasks({ ...size, slices: 1, path: file }, { labels, objects }, { writer: 'human' });
}

export const straight: VolumeGeometry = {
  origin: [0, 0, 0],
  spacing: [1, 1, 3],
  axes: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
};

/** Writes a small volume that is like no other. */
export function writeVolume(file: string, index: number, geometry = straight): void {
  const next = noise(index + 500);
  const data = Int16Array.from({ length: 16 * 16 * 3 }, () => Math.round(next() * 1000));
  const volume = { width: 16, height: 16, slices: 3, channels: 1 as const, slope: 1, intercept: 0 };
  writeFileSync(file, writeImageVolume({ ...volume, data, geometry }));
}

/** Writes a DICOM image of a patient that has only an ID, unless more is said. */
export function writePatient(file: string, id: string, { name = '', burnedIn = 'NO' } = {}): void {
  const next = noise(path.basename(file).charCodeAt(0));
  const pixels = Uint8Array.from({ length: 32 * 32 * 2 }, (_, i) => (i % 2 === 0 ? next() * 256 : 0));
  const identity = [
    ['0010,0010', 'PN', name],
    ['0010,0020', 'LO', id],
    ['0028,0301', 'CS', burnedIn],
    ['7fe0,0010', 'OW', pixels],
  ] as const;
  writeFileSync(file, dicomFile(greyImage(32, 32, ...identity)));
}

/** Writes forty files without a fault: 27 pictures with masks, eleven volumes, and a DICOM image in each of two splits. */
export async function writeCorpus(folder: string): Promise<void> {
  for (const below of ['.sam-unet', 'train', 'test', 'volumes']) mkdirSync(path.join(folder, below));
  writeFileSync(path.join(folder, '.sam-unet/labels.json'), formatLabelSet(corpusLabels));
  for (let i = 0; i < 27; i++) {
    const file = path.join(folder, nameOf(i));
    writeFileSync(file, png(pixelsOf(i)));
    await saveOrgans(
      file,
      organsOf(i).map((organ) => [organ.label, organMask(organ)]),
    );
  }
  for (let i = 0; i < 11; i++) writeVolume(path.join(folder, `volumes/${i}.nii`), i);
  writePatient(path.join(folder, 'train/a.dcm'), 'P1');
  writePatient(path.join(folder, 'test/b.dcm'), 'P22');
}

/** Name of a picture of the corpus. */
export function nameOf(index: number): string {
  return `${String(index).padStart(2, '0')}.png`;
}
