import path from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { UserError } from '../../core/base/error';
import { joinSlices } from '../../core/formats/joinSlices';
import { writeImageVolume } from '../../core/formats/nifti/imageVolume';
import { writeShownPng, writeStoredPng } from '../../core/formats/png/writeSlice';
import { defaultWindow } from '../../core/image/applyWindow';
import { volumesOf } from '../../core/image/medicalImage';
import type { Slice } from '../../core/image/slice';
import type { Window } from '../../core/image/window';
import { makeFolder, writeFileAtomically } from '../../node/files/atomicWrite';
import { imageOfVolume } from '../../node/image/imageOfVolume';
import { openImage, type OpenedImage } from '../../node/image/openImage';
import { checkTarget } from '../../node/masks/checkTarget';
import { whole } from '../options';
import { progressText, terminal } from '../terminal';

interface ConvertImageOptions {
  readonly window?: Window | 'default';
  readonly slice?: number;
  readonly volume?: number;
  readonly single?: true;
  readonly force?: true;
}

export function convertImageCommand(): Command {
  return new Command('convert-image')
    .description('write an image, such as a DICOM series, as NIfTI or PNG')
    .argument('<image>', 'DICOM, NIfTI, PNG or any other supported image file')
    .argument('<out>', 'a .nii, .nii.gz or .png file, or a folder for a PNG of each slice')
    .option('--slice <n>', 'for a .png of a volume: its slice, from 0', (text) => whole(text, 0))
    .option(
      '--volume <n>',
      'of an image of several volumes: the one to write, from 0; by default all to NIfTI, the first to PNG',
      (text) => whole(text, 0),
    )
    .option('--window <center,width>', 'write PNG as shown under a window; `default` for the image’s own', parseWindow)
    .option('--single', 'take a DICOM file for itself, not for a slice of its series')
    .option('--force', 'replace an image, a mask or a sidecar')
    .addHelpText(
      'after',
      '\nNIfTI and PNG hold the stored values bit for bit, colour in 8 bits, and NIfTI the geometry too. Images, masks and sidecars are replaced only with --force.\n',
    )
    .action(convertImage);
}

async function convertImage(file: string, out: string, options: ConvertImageOptions): Promise<void> {
  await checkTarget(out, { image: file, force: options.force });
  const opened = await openImage(file, options.single === true ? { series: 'single' } : {});
  try {
    const image = volumeOf(opened, options.volume ?? 0);
    if (/\.nii(\.gz)?$/i.test(out)) await writeNifti(options.volume === undefined ? opened : image, out, options);
    else if (/\.png$/i.test(out)) await writePng(image, out, options);
    else await writePngs(image, out, options);
  } finally {
    terminal.endProgress();
    opened.dispose();
  }
}

/** A volume as an image of its own. */
function volumeOf(image: OpenedImage, volume: number): OpenedImage {
  const { volumes = 1 } = image.info;
  if (volume < volumes) return imageOfVolume(image, volume);
  throw new UserError('bad-input', {
    file: image.path,
    problem: `There is no volume ${volume}.`,
    advice: volumes === 1 ? 'Leave --volume away: the image has one.' : `Give --volume 0 to ${volumes - 1}.`,
  });
}

async function writeNifti(image: OpenedImage, out: string, { window, slice }: ConvertImageOptions): Promise<void> {
  if (window !== undefined || slice !== undefined) {
    throw new UserError('bad-input', {
      problem: 'NIfTI holds all slices with their values.',
      advice: 'Give --window and --slice with PNG.',
    });
  }
  const { info, niftiHeader } = image;
  const slices: Slice[] = [];
  for await (const read of slicesOf(image)) slices.push(read);
  const frame = {
    ...(info.geometry === undefined ? {} : { geometry: info.geometry }),
    ...(niftiHeader === undefined ? {} : { niftiHeader }),
  };
  const joined = { ...joinSlices(slices), slices: info.slices, volumes: volumesOf(info) };
  await writeFileAtomically(out, writeImageVolume({ ...joined, ...frame }, /\.gz$/i.test(out)));
  terminal.print(out);
}

async function writePng(image: OpenedImage, out: string, options: ConvertImageOptions): Promise<void> {
  const { slices } = image.info;
  const slice = options.slice ?? (slices === 1 ? 0 : undefined);
  if (slice === undefined || slice >= slices) {
    throw new UserError('bad-input', {
      file: image.path,
      problem: slice === undefined ? `The image has ${slices} slices, a PNG one.` : `There is no slice ${slice}.`,
      advice: `Give --slice 0 to ${slices - 1}, or a folder for all.`,
    });
  }
  await writeFileAtomically(out, pngOf(await image.readSlice(slice), options));
  terminal.print(out);
}

async function writePngs(image: OpenedImage, folder: string, options: ConvertImageOptions): Promise<void> {
  if (options.slice !== undefined) {
    throw new UserError('bad-input', {
      problem: 'A folder gets all slices.',
      advice: 'Name a .png file for one slice.',
    });
  }
  await makeFolder(folder);
  const name = path.basename(image.path).replace(/(\.nii)?\.[a-z]+(\.gz)?$/i, '');
  const digits = Math.max(3, String(image.info.slices - 1).length);
  const fileOf = (index: number): string => path.join(folder, `${name}-${String(index).padStart(digits, '0')}.png`);
  // All of them before any is written.
  const count = image.info.slices * volumesOf(image.info);
  for (let index = 0; index < count; index++) {
    await checkTarget(fileOf(index), { image: image.path, force: options.force });
  }
  let index = 0;
  for await (const slice of slicesOf(image)) {
    const file = fileOf(index++);
    await writeFileAtomically(file, pngOf(slice, options));
    terminal.print(file);
  }
}

/** All slices in their order, volume after volume, with progress. */
async function* slicesOf(image: OpenedImage): AsyncGenerator<Slice> {
  const { slices } = image.info;
  const all = slices * volumesOf(image.info);
  const start = performance.now();
  for (let index = 0; index < all; index++) {
    yield await image.readSlice(index % slices, Math.floor(index / slices));
    terminal.progress(progressText(index + 1, all, start));
  }
}

function pngOf(slice: Slice, { window }: ConvertImageOptions): Uint8Array {
  if (window === undefined) return writeStoredPng(slice);
  return writeShownPng(slice, window === 'default' ? defaultWindow(slice) : window);
}

function parseWindow(text: string): Window | 'default' {
  if (text === 'default') return text;
  const [center, width, ...rest] = text.split(',').map((part) => (part.trim() === '' ? NaN : Number(part)));
  if (rest.length === 0 && Number.isFinite(center) && width !== undefined && width > 0)
    return { center: center!, width };
  throw new InvalidArgumentError('Give a centre and a width above 0, such as 40,400, or default.');
}
