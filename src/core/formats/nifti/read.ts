import type { ImageInfo, MedicalImage } from '../../image/medicalImage';
import { damaged } from '../failures';
import { inflateUpTo } from '../inflate';
import { checkExtent } from '../limits';
import { affineOf, geometryOfAffine } from './affine';
import { readHeader, type NiftiHeader } from './header';
import { headerBytes, isGzip } from './sniff';
import { sampleTypeOf, toVoxels } from './voxels';

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
    if (content.length < end) {
      const missing = end - content.length;
      throw damaged(`${missing} of the ${end} bytes that the header announces are missing: the file was cut short.`);
    }
    const info = describe(header, compressed);
    const { slope, intercept, calibration } = header;
    return {
      info,
      ...(header.version === 1 ? { niftiHeader: content.slice(0, nifti1Bytes) } : {}),
      readSlice: (index) =>
        Promise.resolve().then(() => {
          if (!(index >= 0 && index < slices)) throw new RangeError(`Slice ${index} is outside 0 to ${slices - 1}.`);
          const at = header.dataOffset + index * sliceBytes;
          return {
            width,
            height,
            channels: info.channels,
            data: toVoxels(content.subarray(at, at + sliceBytes), header),
            slope,
            intercept,
            invert: false,
            windows: calibration === undefined || info.channels === 3 ? [] : [windowOf(calibration)],
          };
        }),
    };
  });
}

function windowOf([low, high]: readonly [number, number]) {
  return { center: (low + high) / 2, width: high - low, name: 'Calibration' };
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
    sampleType: sampleTypeOf(header),
    modality: '',
    ...(geometry === undefined ? {} : { geometry }),
    ...(known ? { pixelSpacing } : {}),
    unit: '',
    encoding: [`NIfTI-${header.version}`, header.voxelType, ...(compressed ? ['gzip'] : []), ...volumes].join(', '),
  };
}
