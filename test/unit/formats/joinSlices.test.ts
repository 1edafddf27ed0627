import { gunzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/core/base/error';
import { joinSlices } from '../../../src/core/formats/joinSlices';
import { writeImageVolume } from '../../../src/core/formats/nifti/imageVolume';
import { writeShownPng, writeStoredPng } from '../../../src/core/formats/png/writeSlice';
import { openBytes } from '../../../src/core/formats/registry';
import type { SampleArray, Slice } from '../../../src/core/image/slice';
import { goldenBytes } from '../../fixtures/golden';
import { noCodecs } from '../../fixtures/codecs';

function sliceOf(data: SampleArray, more: Partial<Slice> = {}): Slice {
  const channels = more.channels ?? 1;
  const width = data.length / channels / 2;
  return { width, height: 2, channels, data, slope: 1, intercept: 0, invert: false, windows: [], ...more };
}

const geometry = {
  origin: [-10, 20, 30],
  spacing: [0.5, 0.75, 2],
  axes: [
    [0, 1, 0],
    [0, 0, -1],
    [-1, 0, 0],
  ],
} as const;

async function again(slices: readonly Slice[], compress = true) {
  const bytes = writeImageVolume({ ...joinSlices(slices), geometry }, compress);
  const image = await openBytes(bytes, compress ? 'a.nii.gz' : 'a.nii', noCodecs);
  return { info: image.info, slices: await Promise.all(slices.map((_, k) => image.readSlice(k))) };
}

describe('slices as a volume', () => {
  it.each<[string, SampleArray]>([
    ['uint8', Uint8Array.of(0, 1, 254, 255)],
    ['int8', Int8Array.of(-128, -1, 0, 127)],
    ['uint16', Uint16Array.of(0, 1, 40000, 65535)],
    ['int16', Int16Array.of(-32768, -1, 0, 32767)],
    ['uint32', Uint32Array.of(0, 1, 2 ** 31, 2 ** 32 - 1)],
    ['int32', Int32Array.of(-(2 ** 31), -1, 0, 2 ** 31 - 1)],
    ['float32', Float32Array.of(-1.5, 0, Math.fround(0.1), 3e30)],
    ['float64', Float64Array.of(-1.5, 0, 0.1, 3e300)],
  ])('keeps %s values, their scale and their place', async (type, data) => {
    const scale = { slope: 2, intercept: -1024 };
    const { info, slices } = await again([sliceOf(data, scale), sliceOf(data.slice().reverse(), scale)]);
    expect(info).toMatchObject({ sampleType: type, slices: 2, geometry });
    expect(slices[0]).toMatchObject(scale);
    expect(slices[0]?.data).toEqual(data);
    expect(slices[1]?.data).toEqual(data.slice().reverse());
  });

  it.each<[string, Partial<Slice>, Partial<Slice>]>([
    ['differ from slice to slice', { slope: 1 }, { slope: 2, intercept: 3 }],
    ['are no floats', { slope: 3.774114 }, { slope: 3.774114 }],
  ])('writes modality values where scales %s', async (_, first, second) => {
    const data = Int16Array.of(-3, 0, 7, 1000);
    const { info, slices } = await again([sliceOf(data, first), sliceOf(data, second)], false);
    expect(info.sampleType).toBe('float64');
    const { slope = 1, intercept = 0 } = second;
    expect([...slices[1]!.data]).toEqual([...data].map((value) => value * slope + intercept));
  });

  it('keeps colour, in NIfTI as RGB24', async () => {
    const data = Uint8Array.from({ length: 12 }, (_, i) => i * 20);
    const { info, slices } = await again([sliceOf(data, { channels: 3 }), sliceOf(data.toReversed(), { channels: 3 })]);
    expect(info).toMatchObject({
      width: 2,
      height: 2,
      slices: 2,
      channels: 3,
      geometry,
      encoding: 'NIfTI-1, rgb24, gzip',
    });
    expect(slices.map((slice) => slice.data)).toEqual([data, data.toReversed()]);
  });

  it('copies where a NIfTI image lies bit for bit', async () => {
    const source = goldenBytes('rotated.nii.gz');
    const image = await openBytes(source, 'rotated.nii.gz', noCodecs);
    const slices = await Promise.all(Array.from({ length: image.info.slices }, (_, k) => image.readSlice(k)));
    const written = writeImageVolume({ ...joinSlices(slices), niftiHeader: image.niftiHeader! }, false);
    const original = gunzipSync(source);
    expect(written.subarray(76, 108)).toEqual(original.subarray(76, 108));
    expect(written.subarray(252, 328)).toEqual(original.subarray(252, 328));
    expect(written.subarray(352)).toEqual(original.subarray(352, 352 + written.length - 352));
  });
});

describe('PNG of a slice', () => {
  it.each<[string, Slice]>([
    ['8 bits', sliceOf(Uint8Array.of(0, 7, 200, 255))],
    ['16 bits', sliceOf(Uint16Array.of(0, 7, 40000, 65535))],
    ['whole numbers of a wider type', sliceOf(Int16Array.of(0, 7, 4000, 5))],
    [
      'colour',
      sliceOf(
        Uint8Array.from({ length: 12 }, (_, i) => i * 20),
        { channels: 3 },
      ),
    ],
  ])('keeps %s', async (_, slice) => {
    const image = await openBytes(writeStoredPng(slice), 'a.png', noCodecs);
    expect([...(await image.readSlice(0)).data]).toEqual([...slice.data]);
  });

  it.each<[string, SampleArray]>([
    ['negative', Int16Array.of(0, -1, 0, 0)],
    ['fractional', Float32Array.of(0, 0.5, 0, 0)],
    ['large', Uint32Array.of(0, 65536, 0, 0)],
  ])('refuses %s values', (_, data) => {
    expect(() => writeStoredPng(sliceOf(data))).toThrow(UserError);
  });

  it('shows them under a window', async () => {
    const slice = sliceOf(Int16Array.of(-20, 0, 50, 100), { slope: 2 });
    const image = await openBytes(writeShownPng(slice, { center: 128, width: 256 }), 'a.png', noCodecs);
    expect([...(await image.readSlice(0)).data]).toEqual([0, 0, 100, 200]);
  });
});
