import type { ImageInfo, MedicalImage, Slice } from '../../image/medicalImage';
import { percentiles } from '../../image/percentiles';
import type { Window } from '../../image/window';
import { checkComplete } from '../failures';
import { inflateUpTo } from '../inflate';
import { checkExtent } from '../limits';
import { affineOf, geometryOfAffine } from './affine';
import { readHeader, type NiftiHeader } from './header';
import { headerBytes, isGzip } from './sniff';
import { toVoxels, voxelSampleType } from './voxels';

/** Length of the NIfTI-1 header proper. */
const nifti1Bytes = 348;

/**
 * Reads NIfTI-1 or NIfTI-2, plain or gzipped. Slices run along k in the file's order, i to the right and j down; of
 * more than three dimensions the first volume is shown.
 * @throws UserError `damaged`, `unsupported-encoding` or `too-large`
 */
export function read(bytes: Uint8Array): Promise<MedicalImage> {
  return Promise.resolve().then(() => {
    const compressed = isGzip(bytes);
    const start = compressed ? inflateUpTo(headerBytes, [bytes], 'gzip').bytes : bytes;
    const header = readHeader(start);
    const [width, height, slices] = header.size;
    checkExtent({ width, height, slices, bytesPerPixel: header.bytesPerVoxel });
    const sliceBytes = width * height * header.bytesPerVoxel;
    const end = header.dataOffset + sliceBytes * slices;
    const content = compressed ? inflateUpTo(end, [bytes], 'gzip').bytes : bytes;
    checkComplete(content.length, end);
    const info = describe(header, compressed);
    const sliceOf = (index: number, windows: readonly Window[]): Slice => {
      const at = header.dataOffset + index * sliceBytes;
      const data = toVoxels(content.subarray(at, at + sliceBytes), header);
      const { slope, intercept } = header;
      return { width, height, channels: info.channels, data, slope, intercept, invert: false, windows };
    };
    const windows = calibratedWindows(header, sliceOf(Math.floor(slices / 2), []));
    return {
      info,
      ...(header.version === 1 ? { niftiHeader: content.slice(0, nifti1Bytes) } : {}),
      readSlice: (index) =>
        index >= 0 && index < slices
          ? Promise.resolve().then(() => sliceOf(index, windows))
          : Promise.reject(new RangeError(`Slice ${index} is outside 0 to ${slices - 1}.`)),
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
  const volumes = header.volumes > 1 ? [`first of ${header.volumes} volumes`] : [];
  return {
    format: 'nifti',
    width,
    height,
    slices,
    channels: header.voxelType === 'rgb24' || header.voxelType === 'rgba32' ? 3 : 1,
    sampleType: voxelSampleType(header),
    modality: '',
    ...(geometry === undefined ? {} : { geometry }),
    ...(known ? { pixelSpacing } : {}),
    unit: '',
    encoding: [`NIfTI-${header.version}`, header.voxelType, ...(compressed ? ['gzip'] : []), ...volumes].join(', '),
  };
}
