import { describe, expect, it } from 'vitest';
import type { VolumeGeometry } from '../../../src/core/geometry/volumeGeometry';
import type { ImageInfo, MedicalImage } from '../../../src/core/image/medicalImage';
import { referencesIn } from '../../../src/node/masks/readReferences';

const along: VolumeGeometry['axes'] = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
];
const geometry: VolumeGeometry = { origin: [0, 0, 0], spacing: [1, 1, 3], axes: along };

function infoOf(fields: Partial<ImageInfo> = {}): ImageInfo {
  return {
    ...{ format: 'nifti', width: 2, height: 1, slices: 3, channels: 1, sampleType: 'int16', modality: '', unit: '' },
    encoding: '',
    ...fields,
  };
}

function mapOf(values: readonly (readonly number[])[], fields: Partial<ImageInfo> = {}): MedicalImage {
  const info = infoOf({ slices: values.length, width: values[0]!.length, ...fields });
  return {
    info,
    readSlice: (index) =>
      Promise.resolve({
        ...{ width: info.width, height: 1, channels: 1, slope: 1, intercept: 0, invert: false, windows: [] },
        data: Float32Array.from(values[index]!),
      }),
  };
}

const values = [
  [0, 5],
  [5, 5],
  [300, 0],
];

describe('references in a label map', () => {
  it('are the voxels of each value, slice by slice', async () => {
    const references = await referencesIn(mapOf(values), infoOf());
    expect(references.values).toEqual([5, 300]);
    expect([...references.maskOf(5).data]).toEqual([0, 1, 1, 1, 0, 0]);
    expect([...references.maskOf(300).data]).toEqual([0, 0, 0, 0, 1, 0]);
  });

  it('lie where the patient does, in whichever order the map has its axes', async () => {
    const turned: VolumeGeometry = { origin: [1, 0, 6], spacing: [1, 1, 3], axes: [[-1, 0, 0], along[1], [0, 0, -1]] };
    const references = await referencesIn(mapOf(values, { geometry: turned }), infoOf({ geometry }));
    expect([...references.maskOf(5).data]).toEqual([0, 0, 1, 1, 1, 0]);
  });

  it('are refused where their voxels are others, or no labels', async () => {
    const between = { ...geometry, origin: [0.5, 0, 0] as const };
    await expect(referencesIn(mapOf(values, { geometry: between }), infoOf({ geometry }))).rejects.toThrow(
      'Resample the labels',
    );
    await expect(referencesIn(mapOf(values), infoOf({ slices: 4 }))).rejects.toThrow('2 × 1 × 3');
    await expect(referencesIn(mapOf([[2.5, 0]]), infoOf({ slices: 1 }))).rejects.toThrow('2.5');
    await expect(referencesIn(mapOf([[-1, 0]]), infoOf({ slices: 1 }))).rejects.toThrow('-1');
  });

  it('are refused where they are probabilities, as fractions or as grey levels', async () => {
    await expect(referencesIn(mapOf([[0.5, 0]]), infoOf({ slices: 1 }))).rejects.toThrow('holds probabilities');
    const grey = Array.from({ length: 200 }, (_, x) => Math.round(255 / (1 + Math.exp((Math.abs(x - 100) - 40) / 8))));
    const map = mapOf(Array.from({ length: 4 }, () => grey));
    await expect(referencesIn(map, map.info)).rejects.toThrow('grey levels');
  });
});
