import { gzipSync } from 'fflate';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { UserError } from '../../../src/core/base/error';
import { openBytes } from '../../../src/core/formats/registry';
import { noCodecs } from '../../fixtures/codecs';
import { goldenBytes } from '../../fixtures/golden';

/** A NIfTI-1 file of int16 voxels, little endian, that a test changes field by field. */
function niftiFile(size: readonly number[], change: (view: DataView) => void = () => undefined): Uint8Array {
  const voxels = size.reduce((product, n) => product * n, 1);
  const bytes = new Uint8Array(352 + 2 * voxels);
  const view = new DataView(bytes.buffer);
  view.setInt32(0, 348, true);
  [size.length, ...size].forEach((n, i) => {
    view.setInt16(40 + 2 * i, n, true);
  });
  view.setInt16(70, 4, true);
  view.setInt16(72, 16, true);
  [1, 0.5, 0.75, 2].forEach((n, i) => {
    view.setFloat32(76 + 4 * i, n, true);
  });
  view.setFloat32(108, 352, true);
  bytes.set([0x6e, 0x2b, 0x31, 0], 344);
  for (let i = 0; i < voxels; i++) view.setInt16(352 + 2 * i, i, true);
  change(view);
  return bytes;
}

function open(bytes: Uint8Array, name = 'a.nii') {
  return openBytes(bytes, name, noCodecs);
}

describe('NIfTI', () => {
  it('has slices along k, i to the right and j down, in the order of the file', async () => {
    const image = await open(niftiFile([3, 2, 4]));
    expect(image.info).toMatchObject({
      width: 3,
      height: 2,
      slices: 4,
      sampleType: 'int16',
      pixelSpacing: [0.5, 0.75],
    });
    expect([...(await image.readSlice(2)).data]).toEqual([12, 13, 14, 15, 16, 17]);
  });

  it('has no geometry when neither form says where it lies', async () => {
    expect((await open(niftiFile([3, 2, 4]))).info.geometry).toBeUndefined();
  });

  it('prefers the sform, whatever the qform says', async () => {
    const file = niftiFile([2, 2, 2], (view) => {
      view.setInt16(252, 3, true);
      view.setFloat32(268, 99, true);
      view.setInt16(254, 1, true);
      [
        [2, 0, 0, 5],
        [0, 2, 0, 6],
        [0, 0, 2, 7],
      ].forEach((row, i) => {
        row.forEach((value, j) => {
          view.setFloat32(280 + 16 * i + 4 * j, value, true);
        });
      });
    });
    expect((await open(file)).info.geometry).toEqual({
      origin: [-5, -6, 7],
      spacing: [2, 2, 2],
      axes: [
        [-1, -0, 0],
        [-0, -1, 0],
        [-0, -0, 1],
      ],
    });
  });

  it('converts metres and micrometres to millimetres', async () => {
    for (const [unit, factor] of [
      [1, 1000],
      [3, 0.001],
    ] as const) {
      const { info } = await open(
        niftiFile([2, 2, 2], (view) => {
          view.setUint8(123, unit);
        }),
      );
      expect(info.pixelSpacing![1]).toBeCloseTo(0.75 * factor, 9);
    }
  });

  test.each(['plain', 'gzipped'])('has a volume for every element of further dimensions (%s)', async (kind) => {
    const file = niftiFile([2, 1, 2, 3, 2]);
    const image = await open(kind === 'plain' ? file : gzipSync(file));
    expect(image.info).toMatchObject({ slices: 2, volumes: 6 });
    expect([...(await image.readSlice(1)).data]).toEqual([2, 3]);
    expect([...(await image.readSlice(1, 5)).data]).toEqual([22, 23]);
    expect([...(await image.readSlice(0, 2)).data]).toEqual([8, 9]);
    await expect(image.readSlice(0, 6)).rejects.toThrow('Volume 6 is outside 0 to 5.');
    await expect(image.readSlice(2, 0)).rejects.toThrow('Slice 2 is outside 0 to 1.');
  });

  test.each(['plain', 'gzipped'])('shows the volumes that a file that was cut short still has (%s)', async (kind) => {
    const file = niftiFile([2, 1, 2, 3]).subarray(0, -3);
    const image = await open(kind === 'plain' ? file : gzipSync(file));
    expect([...(await image.readSlice(1, 1)).data]).toEqual([6, 7]);
    await expect(image.readSlice(0, 2)).rejects.toMatchObject({ code: 'damaged' });
  });

  it('refuses more volumes than any image has', async () => {
    await expect(
      open(
        niftiFile([2, 1, 1], (view) => {
          [5, 2, 1, 1, 30_000, 30_000].forEach((n, i) => {
            view.setInt16(40 + 2 * i, n, true);
          });
        }),
      ),
    ).rejects.toMatchObject({ code: 'too-large' });
  });

  it('may be one slice of two dimensions', async () => {
    expect((await open(niftiFile([5, 4]))).info).toMatchObject({ width: 5, height: 4, slices: 1 });
  });

  it('takes the calibration for a window only where it fits the values', async () => {
    const calibrated = (high: number): Uint8Array =>
      niftiFile([10, 10, 3], (view) => {
        view.setFloat32(124, high, true);
      });
    expect((await (await open(calibrated(300))).readSlice(0)).windows).toEqual([
      { center: 150, width: 300, name: 'Calibration' },
    ]);
    expect((await (await open(calibrated(30_000))).readSlice(0)).windows).toEqual([]);
  });

  it('hands out its header as it is stored, version 1 only', async () => {
    const bytes = niftiFile([2, 2, 2]);
    expect((await open(gzipSync(bytes), 'a.nii.gz')).niftiHeader).toEqual(bytes.slice(0, 348));
    expect((await open(goldenBytes('version2.nii.gz'), 'v2.nii.gz')).niftiHeader).toBeUndefined();
  });

  it('is recognised in gzip whatever its name', async () => {
    expect((await open(gzipSync(niftiFile([2, 2, 2])), 'scan')).info.format).toBe('nifti');
  });

  it('reads RGB', async () => {
    const file = niftiFile([3, 1, 1], (view) => {
      view.setInt16(70, 128, true);
      [1, 2, 3, 4, 5, 6].forEach((value, i) => {
        view.setUint8(352 + i, value);
      });
    });
    const padded = new Uint8Array(352 + 9);
    padded.set(file.subarray(0, 352 + 6));
    const image = await open(padded);
    expect(image.info.channels).toBe(3);
    expect([...(await image.readSlice(0)).data]).toEqual([1, 2, 3, 4, 5, 6, 0, 0, 0]);
  });

  it.each<[string, Uint8Array, string, RegExp]>([
    ['cut within the voxels', niftiFile([3, 2, 4]).slice(0, 360), 'damaged', /40 of the 400 bytes.*missing/],
    ['cut within the header', niftiFile([3, 2, 4]).slice(0, 350), 'damaged', /ends within the NIfTI header/],
    ['cut within gzip', gzipSync(niftiFile([30, 20, 4])).slice(0, -600), 'damaged', /missing/],
    ['a size of nothing', niftiFile([3, 0, 4]), 'damaged', /invalid size/],
    [
      'a negative size',
      niftiFile([3, 2, 4], (v) => {
        v.setInt16(42, -3, true);
      }),
      'damaged',
      /invalid size/,
    ],
    [
      'complex numbers',
      niftiFile([3, 2, 4], (v) => {
        v.setInt16(70, 32, true);
      }),
      'unsupported-encoding',
      /data type 32/,
    ],
    [
      'more voxels than fit',
      niftiFile([1, 1, 1], (v) => {
        [30_000, 8000, 32_000].forEach((n, i) => {
          v.setInt16(42 + 2 * i, n, true);
        });
        v.setInt16(40, 3, true);
      }),
      'too-large',
      /at most 2 GiB/,
    ],
  ])('refuses %s', async (_, bytes, code, message) => {
    const error: unknown = await open(bytes, 'b.nii').catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UserError);
    expect(error).toMatchObject({ code });
    expect((error as UserError).message).toMatch(message);
    expect((error as UserError).message).toMatch(/^b\.nii: /);
  });

  it('inflates no more of a bomb than the header announces', async () => {
    const bomb = new Uint8Array(64 * 2 ** 20);
    bomb.set(niftiFile([2, 2, 2]));
    const image = await open(gzipSync(bomb), 'bomb.nii.gz');
    expect([...(await image.readSlice(1)).data]).toEqual([4, 5, 6, 7]);
  });

  it('survives any wrong byte in its header', async () => {
    const whole = niftiFile([2, 2, 2]);
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: 351 }), fc.nat({ max: 255 }), async (at, value) => {
        const broken = whole.slice();
        broken[at] = value;
        const outcome: unknown = await open(broken)
          .then((image) => image.readSlice(0))
          .then((slice) => slice.data)
          .catch((error: unknown) => error);
        expect(outcome instanceof UserError || ArrayBuffer.isView(outcome)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
