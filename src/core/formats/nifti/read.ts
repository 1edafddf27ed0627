import { headOf, wholeOf } from '../../base/byteSource';
import { checkSlice, type ImageInfo, type MedicalImage } from '../../image/medicalImage';
import { percentiles } from '../../image/percentiles';
import type { Slice } from '../../image/slice';
import type { Window } from '../../image/window';
import { t } from '../../text/message';
import type { FileContent } from '../content';
import { damaged } from '../failures';
import { isGzip } from '../gzip';
import { checkRatio, inflateUpTo } from '../inflate';
import { checkExtent, heldBytes } from '../limits';
import type { PixelCodecs } from '../pixelCodecs';
import type { Siblings } from '../siblings';
import { madeBytes, plainBytes, type StoredBytes } from '../storedBytes';
import { affineOf, geometryOfAffine } from './affine';
import { readHeader, type NiftiHeader } from './header';
import { asNifti, otherOfPair } from './pair';
import { kindOf, plainStart, sniffedBytes, type HeaderKind } from './sniff';
import { toVoxels, voxelSampleType } from './voxels';

/** Length of the NIfTI-1 header proper. */
const nifti1Bytes = 348;

/**
 * Reads NIfTI-1 or NIfTI-2, plain or gzipped, in one file or as the header or the voxels of a pair; Analyze 7.5 is such a pair.
 * Slices run along k in the file's order, i to the right and j down; further dimensions are volumes, the first of them changing
 * fastest.
 * @throws UserError `damaged`, `unsupported-encoding` or `too-large`; what `siblings` throws
 */
export async function read(
  content: FileContent,
  _codecs: PixelCodecs,
  siblings: Siblings,
  name: string,
): Promise<MedicalImage> {
  const start = plainStart(await headOf(content, sniffedBytes));
  const kind = kindOf(start);
  if (kind === 'single') return readVoxels(start, content, kind);
  if (kind !== undefined) return readVoxels(start, await otherOfPair(name, siblings), kind);
  const header = plainStart(await headOf(await otherOfPair(name, siblings), sniffedBytes));
  const kindOfHeader = kindOf(header);
  if (kindOfHeader === undefined) throw damaged(t`The .hdr file beside this one is not a NIfTI or Analyze header.`);
  return readVoxels(header, content, kindOfHeader);
}

async function readVoxels(start: Uint8Array, content: FileContent, kind: HeaderKind): Promise<MedicalImage> {
  const header = readHeader(asNifti(start), kind !== 'single');
  const [width, height, slices] = header.size;
  checkExtent({ width, height, slices, volumes: header.volumes, bytesPerPixel: header.bytesPerVoxel });
  const sliceBytes = width * height * header.bytesPerVoxel;
  const endOf = (volume: number): number => header.dataOffset + sliceBytes * slices * (volume + 1);
  const compressed = isGzip(await headOf(content, 2));
  const stored = compressed ? await inflated(content, endOf(0), endOf(header.volumes - 1)) : plainBytes(content);
  await stored(0, 0, endOf(0));
  const info = describe(header, kind, compressed);
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
    ...(header.version === 1 && kind !== 'analyze' ? { niftiHeader: asNifti(start).slice(0, nifti1Bytes) } : {}),
    readSlice: async (index, volume = 0) => {
      checkSlice(info, index, volume);
      return sliceOf(index, volume, windows);
    },
  };
}

/** What a gzipped file holds, in memory where that is little. */
async function inflated(content: FileContent, first: number, whole: number): Promise<StoredBytes> {
  checkRatio(first, content.size);
  if (whole > heldBytes && content.inflate !== undefined) return plainBytes(content.inflate(whole, 'gzip', 0));
  const bytes = await wholeOf(content);
  return madeBytes((length) => inflateUpTo(length, [bytes], 'gzip').bytes, whole);
}

/** Where a calibration is so many times wider than what the values need, it is a leftover that would hide them. */
const widestCalibration = 4;

function calibratedWindows([low, high]: readonly [number, number], middle: Slice): readonly Window[] {
  if (middle.channels === 3) return [];
  const [darkest, brightest] = percentiles([middle], 0.5, 99.5);
  const needed = Math.min(high, brightest) - Math.max(low, darkest);
  const width = high - low;
  return width <= widestCalibration * needed ? [{ center: (low + high) / 2, width, name: 'Calibration' }] : [];
}

function describe(header: NiftiHeader, kind: HeaderKind, compressed: boolean): ImageInfo {
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
    ...(kind === 'analyze'
      ? { remarks: [t`Analyze does not store the orientation of the patient: left and right may be swapped.`] }
      : {}),
    encoding: [
      kind === 'analyze' ? 'Analyze 7.5' : `NIfTI-${header.version}`,
      header.voxelType,
      ...(kind === 'pair' ? ['pair of files'] : []),
      ...(compressed ? ['gzip'] : []),
    ].join(', '),
  };
}
