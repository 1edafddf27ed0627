import { headOf, wholeOf } from '../../base/byteSource';
import { checkSlice, type ImageInfo, type MedicalImage } from '../../image/medicalImage';
import { percentiles } from '../../image/percentiles';
import type { Slice } from '../../image/slice';
import type { Window } from '../../image/window';
import type { FileContent } from '../content';
import { inflateUpTo } from '../inflate';
import { checkExtent, heldBytes } from '../limits';
import { madeBytes, plainBytes, type StoredBytes } from '../storedBytes';
import { affineOf, geometryOfAffine } from './affine';
import { readHeader, type NiftiHeader } from './header';
import { headerBytes, isGzip, sniffedBytes } from './sniff';
import { toVoxels, voxelSampleType } from './voxels';

/** Length of the NIfTI-1 header proper. */
const nifti1Bytes = 348;

/**
 * Reads NIfTI-1 or NIfTI-2, plain or gzipped. Slices run along k in the file's order, i to the right and j down; further
 * dimensions are volumes, the first of them changing fastest.
 * @throws UserError `damaged`, `unsupported-encoding` or `too-large`
 */
export async function read(content: FileContent): Promise<MedicalImage> {
  const head = await headOf(content, sniffedBytes);
  const compressed = isGzip(head);
  const start = compressed ? inflateUpTo(headerBytes, [head], 'gzip').bytes : head;
  const header = readHeader(start);
  const [width, height, slices] = header.size;
  checkExtent({ width, height, slices, volumes: header.volumes, bytesPerPixel: header.bytesPerVoxel });
  const sliceBytes = width * height * header.bytesPerVoxel;
  const endOf = (volume: number): number => header.dataOffset + sliceBytes * slices * (volume + 1);
  const stored = compressed ? await inflated(content, endOf(header.volumes - 1)) : plainBytes(content);
  await stored(0, 0, endOf(0));
  const info = describe(header, compressed);
  const sliceOf = async (index: number, volume: number, windows: readonly Window[]): Promise<Slice> => {
    const at = endOf(volume - 1) + index * sliceBytes;
    const data = toVoxels(await stored(at, at + sliceBytes, endOf(volume)), header);
    const { slope, intercept } = header;
    return { width, height, channels: info.channels, data, slope, intercept, invert: false, windows };
  };
  const windows =
    header.calibration === undefined
      ? []
      : calibratedWindows(header.calibration, await sliceOf(Math.floor(slices / 2), 0, []));
  return {
    info,
    ...(header.version === 1 ? { niftiHeader: start.slice(0, nifti1Bytes) } : {}),
    readSlice: async (index, volume = 0) => {
      checkSlice(info, index, volume);
      return sliceOf(index, volume, windows);
    },
  };
}

/** What a gzipped file holds, in memory where that is little. */
async function inflated(content: FileContent, whole: number): Promise<StoredBytes> {
  if (whole > heldBytes && content.inflate !== undefined) return plainBytes(content.inflate(whole));
  const bytes = await wholeOf(content);
  return madeBytes((length) => inflateUpTo(length, [bytes], 'gzip').bytes, whole);
}

/** Where a calibration is so many times wider than what the values need, it is a leftover that would hide them. */
const widestCalibration = 4;

function calibratedWindows([low, high]: readonly [number, number], middle: Slice): readonly Window[] {
  if (middle.channels === 3) return [];
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
