import { bytesSource, headOf, wholeOf, type ByteSource } from '../base/byteSource';
import { UserError } from '../base/error';
import { refuseLfsPointer } from '../base/gitLfs';
import type { FormatName, MedicalImage } from '../image/medicalImage';
import { t } from '../text/message';
import * as bmp from './bmp';
import type { FileContent } from './content';
import * as dicom from './dicom';
import { damaged } from './failures';
import type { ImageFormat } from './format';
import type { FileHeader } from './headerField';
import * as jpeg from './jpeg';
import * as metaimage from './metaimage';
import * as mgh from './mgh';
import * as nifti from './nifti';
import * as npy from './npy';
import * as npz from './npz';
import * as nrrd from './nrrd';
import type { PixelCodecs } from './pixelCodecs';
import * as png from './png';
import { noSiblings, type Siblings } from './siblings';
import * as tiff from './tiff';
import { unsupportedName } from './unsupported';
import * as webp from './webp';

/** All formats, the ones with the surest magic first: DICOM without its preamble and voxels without their header are recognised last. */
const formats: readonly ImageFormat[] = [
  png.format,
  jpeg.format,
  nifti.format,
  nrrd.format,
  metaimage.format,
  tiff.format,
  bmp.format,
  webp.format,
  npy.format,
  npz.format,
  mgh.format,
  dicom.format,
  nifti.voxelsFormat,
];

/** Usual endings of image names, lower case, with the dot. */
export const imageExtensions: readonly string[] = formats.flatMap(({ extensions }) => extensions);

/** Whether a file is an image by its name, for walks through folders; DICOM without an ending needs {@link detectFormat}. */
export function isImageName(name: string): boolean {
  const lower = name.toLowerCase();
  return imageExtensions.some((extension) => lower.endsWith(extension));
}

/**
 * The format of a file by its content, with its name as a hint.
 * @param bytes the whole file or at least its first 1024 bytes
 */
export function detectFormat(bytes: Uint8Array, name: string): FormatName | undefined {
  return formatOf(bytes, name)?.name;
}

function formatOf(bytes: Uint8Array, name: string): ImageFormat | undefined {
  return formats.find(({ sniff }) => sniff(bytes, name));
}

/** Bytes of a file that identify its format. */
const headBytes = 65_536;

/**
 * Opens an image of any supported format.
 * @param content is read as far as it is needed, and has to stay open as long as the image
 * @param name path or name, for errors
 * @param siblings the files beside it; none when left out
 * @param array see {@link ImageFormat.read}
 * @throws UserError that names the file: `unsupported-format`, `unsupported-encoding`, `damaged`, `too-large`; `bad-input` with a
 * question
 */
export async function openContent(
  content: FileContent,
  name: string,
  codecs: PixelCodecs,
  siblings: Siblings = noSiblings,
  array?: string,
): Promise<MedicalImage> {
  return inFile(name, async () => {
    const format = recognise(await headOf(content, headBytes), name);
    const image = await format.read(content, codecs, siblings, name, array);
    return named(image, name);
  });
}

/** The image, whose errors name the file. */
function named(image: MedicalImage, name: string): MedicalImage {
  const { regions, frames } = image;
  return {
    ...image,
    readSlice: (index, volume) => inFile(name, () => image.readSlice(index, volume)),
    ...(frames === undefined ? {} : { frames: named(frames, name) }),
    ...(regions === undefined
      ? {}
      : { regions: { ...regions, read: (...args) => inFile(name, () => regions.read(...args)) } }),
  };
}

/** Opens an image that lies in memory, see {@link openContent}. */
export function openBytes(
  bytes: Uint8Array,
  name: string,
  codecs: PixelCodecs,
  siblings?: Siblings,
  array?: string,
): Promise<MedicalImage> {
  return openContent(bytesSource(plainBytes(bytes)), name, codecs, siblings, array);
}

/**
 * Lists what the header of a file says; pixels may be missing.
 * @throws UserError that names the file, as {@link openContent}
 */
export async function readContentFields(content: ByteSource, name: string): Promise<FileHeader> {
  return inFile(name, async () => {
    const { title, headerBytes, readFields } = recognise(await headOf(content, headBytes), name);
    const bytes = headerBytes === undefined ? await wholeOf(content) : await headOf(content, headerBytes);
    return { title, fields: await readFields(bytes, content) };
  });
}

/** Lists what the header of a file in memory says, see {@link readContentFields}. */
export function readHeaderFields(bytes: Uint8Array, name: string): Promise<FileHeader> {
  return readContentFields(bytesSource(plainBytes(bytes)), name);
}

function recognise(head: Uint8Array, name: string): ImageFormat {
  if (head.length === 0) throw damaged(t`The file is empty.`);
  refuseLfsPointer(head);
  const format = formatOf(head, name);
  if (format === undefined) throw unsupportedFormat(head, name);
  return format;
}

/** Node's Buffer is a Uint8Array whose slice() does not copy. */
function plainBytes(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

async function inFile<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof UserError ? error.inFile(name) : error;
  }
}

function unsupportedFormat(bytes: Uint8Array, name: string): UserError {
  const titles = [...new Set(formats.map(({ title }) => title))];
  const advice = t`Supported formats are ${titles.slice(0, -1).join(', ')} and ${titles.at(-1)!}.`;
  const known = unsupportedName(bytes);
  const lower = name.toLowerCase();
  const claimed = formats.find(({ extensions }) => extensions.some((extension) => lower.endsWith(extension)));
  if (known === undefined && claimed !== undefined) {
    return damaged(t`The file name is that of a ${claimed.title} file, but the content is not.`);
  }
  const problem = known === undefined ? t`This is not an image in a known format.` : t`${known} is not supported.`;
  return new UserError('unsupported-format', { problem, advice });
}
