import { gunzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/core/base/error';
import { readLabelVolume, readLabelVolumes, writeLabelVolume } from '../../../src/core/formats/nifti/labelVolume';
import type { VolumeGeometry } from '../../../src/core/geometry/volumeGeometry';
import { gunzip, gzip } from '../../../src/node/files/gzip';
// Made by nibabel 5.4.2: volumes of 3×4×2 voxels, a header, and quaternions of its set_qform.
import golden from './labelVolume.json';

const size = { width: 3, height: 4, slices: 2 };
const bytes = (base64: string): Uint8Array => new Uint8Array(Buffer.from(base64, 'base64'));

const unpacked = (file: Uint8Array): DataView => new DataView(gunzipSync(file).buffer);
const floats = (view: DataView, at: number, count: number): number[] =>
  Array.from({ length: count }, (_, index) => view.getFloat32(at + 4 * index, true));

describe('readLabelVolume', () => {
  it.each(Object.entries(golden.volumes))('reads %s', (_, file) => {
    const { data, ...read } = readLabelVolume(bytes(file), gunzip);
    expect(read).toEqual(size);
    expect(Array.from(data)).toEqual(golden.values);
  });

  it('refuses values that are no labels', () => {
    expect(() => readLabelVolume(bytes(golden.float), gunzip)).toThrow('the value 0.5');
  });

  it('refuses several volumes', () => {
    const plain = bytes(golden.volumes['uint8, uncompressed']);
    const view = new DataView(plain.buffer);
    [4, 3, 4, 1, 2].forEach((length, axis) => {
      view.setInt16(40 + 2 * axis, length, true);
    });
    expect(() => readLabelVolume(plain, gunzip)).toThrow('2 volumes, but masks of one are expected');
  });

  it.each([0, 1, 30, 80])('refuses a file cut short to %i bytes', (length) => {
    expect(() => readLabelVolume(bytes(golden.volumes.uint8).subarray(0, length), gunzip)).toThrow(UserError);
    const plain = bytes(golden.volumes['uint8, uncompressed']);
    expect(() => readLabelVolume(plain.subarray(0, Math.min(4 * length, plain.length - 1)), gunzip)).toThrow(UserError);
  });

  it.each([
    [[32767, 32767, 32767], 'at most'],
    [[-3, 4, 2], 'invalid size'],
    [[30, 40, 20], 'it ends after'],
  ])('refuses dimensions %s that the file does not have', (dimensions, message) => {
    const plain = bytes(golden.volumes['uint8, uncompressed']);
    const view = new DataView(plain.buffer);
    for (const [axis, length] of dimensions.entries()) view.setInt16(42 + 2 * axis, length, true);
    expect(() => readLabelVolume(plain, gunzip)).toThrow(message);
  });
});

describe('writeLabelVolume', () => {
  it.each([
    ['uint8', Uint8Array.from({ length: 24 }, (_, at) => at * 10)],
    ['uint16', Uint16Array.from({ length: 24 }, (_, at) => at * 2800)],
  ])('writes %s that reads back', (_, data) => {
    const file = writeLabelVolume({ ...size, data }, gzip);
    expect(readLabelVolume(file, gunzip)).toEqual({ ...size, data });
    expect(writeLabelVolume({ ...size, data }, gzip)).toEqual(file);
  });

  it('writes small values as uint8, whatever array holds them', () => {
    expect(
      readLabelVolume(writeLabelVolume({ ...size, data: new Uint16Array(24).fill(255) }, gzip), gunzip).data,
    ).toBeInstanceOf(Uint8Array);
  });

  it('copies the place of the voxels from the header of the image bit for bit', () => {
    const source = bytes(golden.header);
    const data = Uint16Array.from({ length: 24 }, (_, at) => at * 1000);
    const file = writeLabelVolume({ ...size, data, niftiHeader: source }, gzip);
    expect(readLabelVolume(file, gunzip)).toEqual({ ...size, data });
    const view = unpacked(file);
    const same = (from: number, to: number): void => {
      expect(Array.from(new Uint8Array(view.buffer, from, to - from))).toEqual(Array.from(source.subarray(from, to)));
    };
    same(0, 40);
    same(76, 108);
    same(123, 124);
    same(252, 328);
    expect([40, 42, 44, 46, 48].map((at) => view.getInt16(at))).toEqual([3, 3, 4, 2, 1]);
    const [intent, type, bits] = [68, 70, 72].map((at) => view.getInt16(at));
    expect({ intent, type, bits }).toEqual({ intent: 1002, type: 512, bits: 16 });
    const [offset, slope, intercept, calMax] = [108, 112, 116, 124].map((at) => view.getFloat32(at));
    expect({ offset, slope, intercept, calMax }).toEqual({ offset: 352, slope: 1, intercept: 0, calMax: 0 });
  });

  it('has the further dimensions of the image, spacing and units too', () => {
    const source = bytes(golden.header).slice();
    const header = new DataView(source.buffer);
    for (const [i, length] of [5, 3, 4, 2, 1, 3].entries()) header.setInt16(40 + 2 * i, length);
    header.setFloat32(76 + 4 * 5, 0.04);
    const data = Uint8Array.from({ length: 72 }, (_, at) => at);
    const file = writeLabelVolume({ ...size, volumes: 3, data, niftiHeader: source }, gzip);
    expect(readLabelVolumes(file, gunzip)).toEqual({ ...size, volumes: 3, data });
    const view = unpacked(file);
    expect([40, 42, 44, 46, 48, 50, 52].map((at) => view.getInt16(at))).toEqual([5, 3, 4, 2, 1, 3, 1]);
    expect([...new Uint8Array(view.buffer, 76, 32)]).toEqual([...source.subarray(76, 108)]);
    expect(view.getUint8(123)).toBe(header.getUint8(123));
    expect(() =>
      writeLabelVolume({ ...size, volumes: 2, data: data.subarray(0, 48), niftiHeader: source }, gzip),
    ).toThrow('The volume has 3×4×2×2 voxels, but the image has 3×4×2×1×3×1×1.');
  });

  it('numbers several volumes along a fourth dimension', () => {
    const data = Uint8Array.from({ length: 48 }, (_, at) => at);
    const view = unpacked(writeLabelVolume({ ...size, volumes: 2, data }, gzip));
    expect([40, 42, 44, 46, 48, 50].map((at) => view.getInt16(at, true))).toEqual([4, 3, 4, 2, 2, 1]);
    expect([...new Uint8Array(view.buffer, 352)]).toEqual([...data]);
  });

  it('refuses the header of an image of another size', () => {
    const volume = { width: 4, height: 4, slices: 2, data: new Uint8Array(32), niftiHeader: bytes(golden.header) };
    expect(() => writeLabelVolume(volume, gzip)).toThrow('The volume has 4×4×2 voxels, but the image has 3×4×2.');
    expect(() => writeLabelVolume({ ...volume, niftiHeader: new Uint8Array(348) }, gzip)).toThrow(
      'not a NIfTI-1 header',
    );
  });

  it.each(golden.geometries)('places voxels along $axes', ({ origin, spacing, axes, affine, qfac, quatern }) => {
    const geometry = { origin, spacing, axes } as unknown as VolumeGeometry;
    const view = unpacked(writeLabelVolume({ ...size, data: new Uint8Array(24), geometry }, gzip));
    const close = (found: number[], expected: number[]): void => {
      expect(found).toHaveLength(expected.length);
      for (const [at, value] of expected.entries()) expect(found[at]).toBeCloseTo(value, 4);
    };
    close(floats(view, 280, 12), affine);
    close(floats(view, 76, 4), [qfac, ...spacing]);
    close(floats(view, 256, 6), [...quatern, affine[3]!, affine[7]!, affine[11]!]);
    expect([252, 254].map((at) => view.getInt16(at, true))).toEqual([1, 1]);
  });

  it('gives skewed voxels no quaternion', () => {
    const geometry: VolumeGeometry = {
      origin: [0, 0, 0],
      spacing: [1, 1, 1],
      axes: [
        [1, 0, 0],
        [0, 1, 0],
        [0.6, 0, 0.8],
      ],
    };
    const view = unpacked(writeLabelVolume({ ...size, data: new Uint8Array(24), geometry }, gzip));
    expect([252, 254].map((at) => view.getInt16(at, true))).toEqual([0, 1]);
  });

  it('says nothing of the place of voxels when the image does not', () => {
    const view = unpacked(writeLabelVolume({ ...size, data: new Uint8Array(24) }, gzip));
    expect([252, 254].map((at) => view.getInt16(at, true))).toEqual([0, 0]);
    expect(floats(view, 76, 4)).toEqual([1, 1, 1, 1]);
  });
});
