import { describe, expect, test } from 'vitest';
import { openBytes } from '../../../src/core/formats/registry';
import { voxelToPatient, type Vector3 } from '../../../src/core/geometry/volumeGeometry';
import { noCodecs } from '../../fixtures/codecs';
import {
  goldenBytes,
  goldenImages,
  goldenVolumes,
  volumeBytes,
  volumeSiblings,
  type GoldenImage,
} from '../../fixtures/golden';

const withoutCodec = Object.entries(goldenImages).filter(([name]) => !name.endsWith('.jpg'));

describe('files of other programs hold the values that those read', () => {
  test('there are files of every format', () => {
    const endings = new Set(withoutCodec.map(([name]) => name.replace(/^\w+/, '')));
    expect([...endings].sort()).toEqual(['.dcm', '.nii', '.nii.gz', '.png']);
  });

  test.each(withoutCodec)('%s', async (name, golden) => {
    const image = await openBytes(goldenBytes(name), name, noCodecs);
    const { width, height, channels, slices = 1 } = golden;
    expect(image.info).toMatchObject({ width, height, channels, slices });
    const slice = await image.readSlice(slices - 1);
    // Pillow and nibabel apply no rescale to DICOM, whose golden values are the stored ones.
    const isDicom = image.info.format === 'dicom';
    const values = Array.from(slice.data, (v) => (isDicom ? v : v * slice.slope + slice.intercept));
    expect(values).toEqual(golden.values);
    if (golden.affine !== undefined) expectPositions(image.info.geometry!, golden);
  });
});

describe('NRRD and MetaImage hold the values and lie where ITK reads them', () => {
  test.each(Object.entries(goldenVolumes))('%s', async (name, golden) => {
    const image = await openBytes(volumeBytes(name), name, noCodecs, volumeSiblings);
    const { width, height, channels, slices = 1, pixelSpacing } = golden;
    const format = /\.(nrrd|nhdr)$/.test(name) ? 'nrrd' : 'metaimage';
    expect(image.info).toMatchObject({ format, width, height, channels, slices });
    expect([...(await image.readSlice(slices - 1)).data]).toEqual(golden.values);
    if (golden.affine !== undefined) expectPositions(image.info.geometry!, golden);
    else expect(image.info.pixelSpacing).toEqual(pixelSpacing);
  });
});

function expectPositions(geometry: Parameters<typeof voxelToPatient>[0], { affine }: GoldenImage): void {
  const voxels: Vector3[] = [
    [0, 0, 0],
    [3, 0, 0],
    [0, 2, 0],
    [0, 0, 1],
    [3, 2, 1],
  ];
  for (const voxel of voxels) {
    const [r, a, s] = affine!.map(([i, j, k, o]) => i! * voxel[0] + j! * voxel[1] + k! * voxel[2] + o!);
    voxelToPatient(geometry, voxel).forEach((value, axis) => {
      expect(value).toBeCloseTo([-r!, -a!, s!][axis]!, 4);
    });
  }
}
