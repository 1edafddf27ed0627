import { checkSlice, type ImageInfo, type MedicalImage, type Slice } from '../../image/medicalImage';
import { percentiles } from '../../image/percentiles';
import type { Window } from '../../image/window';
import { growing } from '../growing';
import { inflateUpTo } from '../inflate';
import { checkExtent } from '../limits';
import { affineOf, geometryOfAffine } from './affine';
import { readHeader, type NiftiHeader } from './header';
import { headerBytes, isGzip } from './sniff';
import { toVoxels, voxelSampleType } from './voxels';

/** Length of the NIfTI-1 header proper. */
const nifti1Bytes = 348;

/**
 * Reads NIfTI-1 or NIfTI-2, plain or gzipped. Slices run along k in the file's order, i to the right and j down; further
 * dimensions are volumes, the first of them changing fastest.
 * @throws UserError `damaged`, `unsupported-encoding` or `too-large`
 */
export function read(bytes: Uint8Array): Promise<MedicalImage> {
  return Promise.resolve().then(() => {
    const compressed = isGzip(bytes);
    const start = compressed ? inflateUpTo(headerBytes, [bytes], 'gzip').bytes : bytes;
    const header = readHeader(start);
    const [width, height, slices] = header.size;
    checkExtent({ width, height, slices, volumes: header.volumes, bytesPerPixel: header.bytesPerVoxel });
    const sliceBytes = width * height * header.bytesPerVoxel;
    const endOf = (volume: number): number => header.dataOffset + sliceBytes * slices * (volume + 1);
    const inflate = (length: number): Uint8Array => inflateUpTo(length, [bytes], 'gzip').bytes;
    const contentTo = compressed ? growing(inflate, endOf(header.volumes - 1)) : growing(() => bytes);
    const content = contentTo(endOf(0));
    const info = describe(header, compressed);
    const sliceOf = (index: number, volume: number, windows: readonly Window[]): Slice => {
      const at = endOf(volume - 1) + index * sliceBytes;
      const data = toVoxels(contentTo(endOf(volume)).subarray(at, at + sliceBytes), header);
      const { slope, intercept } = header;
      return { width, height, channels: info.channels, data, slope, intercept, invert: false, windows };
    };
    const windows = calibratedWindows(header, sliceOf(Math.floor(slices / 2), 0, []));
    return {
      info,
      ...(header.version === 1 ? { niftiHeader: content.slice(0, nifti1Bytes) } : {}),
      readSlice: (index, volume = 0) =>
        Promise.resolve().then(() => {
          checkSlice(info, index, volume);
          return sliceOf(index, volume, windows);
        }),
    };
  });
}

/** Where a calibration is so many times wider than what the values need, it is a leftover that would hide them. */
const widestCalibration = 4;

function calibratedWindows({ calibration }: NiftiHeader, middle: Slice): readonly Window[] {
  if (calibration === undefined || middle.channels === 3) return [];
  const [low, high] = calibration;
  const [darkest, brightest] = percentiles(middle, 0.5, 99.5);
  const needed = Math.min(high, brightest) - Math.max(low, darkest);
  const width = high - low;
  return width <= widestCalibration * needed ? [{ center: (low + high) / 2, width, name: 'Calibration' }] : [];
}

function describe(header: NiftiHeader, compressed: boolean): ImageInfo {
  const [width, height, slices] = header.size;
  const affine = affineOf(header);
  const geometry = affine === undefined ? undefined : geometryOfAffine(affine, header.lengthUnit);
  const [across, down] = header.pixDims.slice(1, 3).map((size) => Math.abs(size) * header.lengthUnit);
  const pixelSpacing =
    geometry === undefined ? ([across!, down!] as const) : ([geometry.spacing[0], geometry.spacing[1]] as const);
  const known = pixelSpacing.every((size) => Number.isFinite(size) && size > 0);
  const { volumes } = header;
  return {
    format: 'nifti',
    width,
    height,
    slices,
    ...(volumes > 1 ? { volumes } : {}),
    channels: header.voxelType === 'rgb24' || header.voxelType === 'rgba32' ? 3 : 1,
    sampleType: voxelSampleType(header),
    modality: '',
    ...(geometry === undefined ? {} : { geometry }),
    ...(known ? { pixelSpacing } : {}),
    unit: '',
    encoding: [`NIfTI-${header.version}`, header.voxelType, ...(compressed ? ['gzip'] : [])].join(', '),
  };
}
