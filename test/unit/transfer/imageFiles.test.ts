import { gunzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import type { Slice } from '../../../src/core/image/slice';
import type { OpenedImage } from '../../../src/node/image/openImage';
import { imageBytes } from '../../../src/node/transfer/imageFiles';

const voxelsAt = 352;

/** A volume of one slice of two pixels for each argument. */
function imageOf(...parts: readonly Pick<Slice, 'channels' | 'data' | 'slope' | 'intercept'>[]): OpenedImage {
  const slices = parts.map((part): Slice => ({ width: 2, height: 1, invert: false, windows: [], ...part }));
  return {
    path: '/data/volume.nii',
    slice: 0,
    volume: 0,
    contentHash: '',
    info: {
      format: 'nifti',
      width: 2,
      height: 1,
      slices: slices.length,
      channels: slices[0]!.channels,
      sampleType: '',
      modality: '',
      unit: '',
      encoding: '',
    },
    readSlice: (index) => Promise.resolve(slices[index]!),
    dispose: () => undefined,
  };
}

async function volumeOf(image: OpenedImage): Promise<{ datatype: number; dim: number[]; voxels: DataView }> {
  const file = gunzipSync(
    await imageBytes(image, { kind: 'image', path: 'images/volume.nii.gz', as: 'volume', slice: 0 }),
  );
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const dim = [0, 1, 2, 3].map((at) => view.getInt16(40 + 2 * at, true));
  return { datatype: view.getInt16(70, true), dim, voxels: new DataView(file.buffer, file.byteOffset + voxelsAt) };
}

// Data types by nifti1.h: 128 RGB24, 64 float64, 4 int16.
describe('the volume of an image in a layout', () => {
  it('keeps colours', async () => {
    const scale = { slope: 1, intercept: 0 };
    const { datatype, dim, voxels } = await volumeOf(
      imageOf(
        { channels: 3, data: Uint8Array.of(255, 0, 0, 0, 255, 0), ...scale },
        { channels: 3, data: Uint8Array.of(0, 0, 255, 1, 2, 3), ...scale },
      ),
    );
    expect({ datatype, dim }).toEqual({ datatype: 128, dim: [3, 2, 1, 2] });
    expect(Array.from({ length: 12 }, (_, i) => voxels.getUint8(i))).toEqual([
      255, 0, 0, 0, 255, 0, 0, 0, 255, 1, 2, 3,
    ]);
  });

  it('keeps stored values that all slices scale alike', async () => {
    const slice = { channels: 1, data: Int16Array.of(-5, 900), slope: 1, intercept: -1024 } as const;
    const { datatype, voxels } = await volumeOf(imageOf(slice, slice));
    expect(datatype).toBe(4);
    expect([0, 2, 4, 6].map((at) => voxels.getInt16(at, true))).toEqual([-5, 900, -5, 900]);
  });

  it('has values of the modality where each slice has a scale of its own', async () => {
    const { datatype, voxels } = await volumeOf(
      imageOf(
        { channels: 1, data: Int16Array.of(10, 20), slope: 2, intercept: 1 },
        { channels: 1, data: Int16Array.of(10, 20), slope: 0.5, intercept: 0 },
      ),
    );
    expect(datatype).toBe(64);
    expect([0, 8, 16, 24].map((at) => voxels.getFloat64(at, true))).toEqual([21, 41, 5, 10]);
  });
});
