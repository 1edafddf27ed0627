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
import { verbatim } from '../../core/text/message';
import { makeFolder, writeFileAtomically } from '../../node/files/atomicWrite';
import { imageOfVolume } from '../../node/image/imageOfVolume';
import { openImage, type OpenedImage } from '../../node/image/openImage';
import { checkTarget } from '../../node/masks/checkTarget';
import { arrayOf, arrayOption, whole } from '../options';
import { progressText, terminal } from '../terminal';

interface ConvertImageOptions {
  readonly window?: Window | 'default';
  readonly slice?: number;
  readonly volume?: number;
  readonly single?: true;
  readonly array?: string;
  readonly force?: true;
}

export function convertImageCommand(): Command {
  return new Command('convert-image')
    .description('convert an image, such as a DICOM series, to NIfTI or PNG')
    .argument('<image>', 'DICOM, NIfTI, PNG or another supported image file')
    .argument('<out>', 'a .nii, .nii.gz or .png file, or a folder for one PNG per slice')
    .option('--slice <n>', 'slice to write to a .png file, counted from 0', (text) => whole(text, 0))
    .option('--volume <n>', 'volume to write, counted from 0 (default: all to NIfTI, the first to PNG)', (text) =>
      whole(text, 0),
    )
    .option(
      '--window <center,width>',
      'write PNG as displayed with this window; `default` is the window of the image',
      parseWindow,
    )
    .option('--single', 'treat a DICOM file as a separate image, not as a slice of its series')
    .addOption(arrayOption())
    .option('--force', 'replace an existing image, mask or sidecar')
    .addHelpText(
      'after',
      '\nStored values are kept bit for bit, and colour as 8-bit RGB. NIfTI also keeps the geometry.\n',
    )
    .action(convertImage);
}

async function convertImage(file: string, out: string, options: ConvertImageOptions): Promise<void> {
  await checkTarget(out, { image: file, force: options.force });
  const opened = await openImage(file, { series: options.single === true ? 'single' : 'whole', ...arrayOf(options) });
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
    problem: verbatim(`There is no volume ${volume}.`),
    advice:
      volumes === 1
        ? verbatim('Omit --volume: the image has only one.')
        : verbatim(`Use --volume 0 to ${volumes - 1}.`),
  });
}

async function writeNifti(image: OpenedImage, out: string, { window, slice }: ConvertImageOptions): Promise<void> {
  if (window !== undefined || slice !== undefined) {
    throw new UserError('bad-input', {
      problem: verbatim('--window and --slice apply only to PNG.'),
      advice: verbatim('Omit them, or name a .png file.'),
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
      problem:
        slice === undefined
          ? verbatim(`The image has ${slices} slices, but a PNG file holds only one.`)
          : verbatim(`There is no slice ${slice}.`),
      advice: verbatim(`Use --slice 0 to ${slices - 1}, or name a folder to write all of them.`),
    });
  }
  await writeFileAtomically(out, pngOf(await image.readSlice(slice), options));
  terminal.print(out);
}

async function writePngs(image: OpenedImage, folder: string, options: ConvertImageOptions): Promise<void> {
  if (options.slice !== undefined) {
    throw new UserError('bad-input', {
      problem: verbatim('--slice has no effect on a folder, which gets all slices.'),
      advice: verbatim('Name a .png file to write one slice.'),
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
  throw new InvalidArgumentError('Expected CENTER,WIDTH with a width above 0, such as 40,400, or "default".');
}
