import path from 'node:path';
import { Command } from 'commander';
import { flattenedNote } from '../../core/bulk/bulkSummary';
import { english } from '../../core/text/message';
import { neverCancelled } from '../../core/base/cancellation';
import { UserError } from '../../core/base/error';
import type { PlannedObject } from '../../core/bulk/sources/source';
import { writeLabelVolume } from '../../core/formats/nifti/labelVolume';
import { writeBinaryPng } from '../../core/formats/png/labelMap';
import type { Rect } from '../../core/geometry/rect';
import { defaultLabel } from '../../core/labels/palette';
import { drawLabels } from '../../core/mask/labelMap';
import { Mask } from '../../core/mask/mask';
import { areaOf } from '../../core/mask/runLength';
import type { PointPrompt } from '../../core/prompt/prompt';
import { verbatim } from '../../core/text/message';
import {
  answerObjects,
  ImageQuestions,
  saveMachineMasks,
  signObjects,
  type MadeObjects,
  type SaveMachineOptions,
} from '../../node/bulk/segmentImage';
import { writeFileAtomically } from '../../node/files/atomicWrite';
import { gzip } from '../../node/files/gzip';
import { openImage, placeOfImage, type OpenedImage } from '../../node/image/openImage';
import { findLabels } from '../../node/labels/labelFile';
import { checkTarget } from '../../node/masks/checkTarget';
import { imageOfMasks } from '../../node/masks/imageOfMasks';
import { maskFilesOf } from '../../node/masks/maskFiles';
import { inspectMasks, maskState } from '../../node/masks/maskStore';
import { systemUser } from '../../node/systemUser';
import {
  acceptLossesOption,
  layoutOption,
  savedLayoutOf,
  wantedExport,
  type LayoutOptions,
  type WantedExport,
} from '../layoutOptions';
import {
  arrayOf,
  arrayOption,
  modelOptions,
  parseBox,
  parsePoint,
  whole,
  withClient,
  type ModelOptions,
} from '../options';
import { exportObjects } from '../exportObjects';
import { terminal } from '../terminal';

interface SegmentOptions extends ModelOptions, LayoutOptions {
  readonly box?: readonly Rect[];
  readonly point?: readonly PointPrompt[];
  readonly candidate?: number;
  readonly slice?: number;
  readonly volume?: number;
  readonly single?: true;
  readonly array?: string;
  readonly label: string;
  readonly force?: true;
  readonly json?: true;
}

export function segmentCommand(): Command {
  const command = new Command('segment')
    .description('segment objects in an image from boxes and points')
    .argument('<image>', 'DICOM, NIfTI, PNG or another supported image file')
    .option(
      '--box <x0,y0,x1,y1>',
      'box around an object in pixels, x1 and y1 exclusive; repeat for more objects',
      parseBox,
    )
    .option('--point <x,y,+|->', 'point on (+) or off (-) the object; needs one box or none', parsePoint)
    .option('--candidate <n>', 'candidate to save, counted from 1, for models that give several for points', (text) =>
      whole(text, 1),
    )
    .option(
      '--slice <n>',
      'slice of a volume, counted from 0 (default: 0, or the slice in a file of a series)',
      (text) => whole(text, 0),
    )
    .option(
      '--volume <n>',
      'volume of an image with several, counted from 0 (default: 0, or the volume of a file of a series)',
      (text) => whole(text, 0),
    )
    .option('--single', 'treat a DICOM file as a separate image, not as a slice of its series')
    .addOption(arrayOption())
    .option('--label <name>', 'label of the objects', defaultLabel)
    .option(
      '--out <path>',
      'write only the mask, as .png (0 and 255) or .nii.gz, or with --layout to a new or empty folder (default: mask and sidecar beside the image)',
    )
    .option('--force', 'let --out replace an existing image, mask or sidecar')
    .addOption(layoutOption())
    .addOption(acceptLossesOption())
    .option('--json', 'print JSON');
  for (const option of modelOptions()) command.addOption(option);
  return command
    .addHelpText(
      'after',
      '\nExample:\n  sam-unet segment ct_017.dcm --box 120,96,210,180 --label liver --out liver.png\n',
    )
    .action(segment);
}

async function segment(file: string, options: SegmentOptions): Promise<void> {
  checkPrompts(options);
  const saved = savedLayoutOf(options);
  const wanted = await checkOutput(file, options);
  const series = options.single === true ? 'single' : 'whole';
  if (options.out === undefined) await refuseOccupied((await placeOfImage(file, { series })).series?.anchor ?? file);
  await withClient(options, async (client) => {
    // The model is loaded while the image is decoded.
    const loading = client.start();
    // It may fail before anyone waits for it.
    loading.catch(() => undefined);
    const open = (): Promise<OpenedImage> => openImage(file, { series, ...arrayOf(options) });
    const image = await open().catch(async (error: unknown) => {
      await loading.catch(() => undefined);
      throw error;
    });
    const model = await loading;
    const questions = new ImageQuestions(image, { client, token: neverCancelled, priority: 'interactive' });
    const answered = await answerObjects(plan(options, image), questions);
    const objects = signObjects(answered, model, { by: systemUser() });
    const made = { objects, window: questions.window };
    const labels = await findLabels(path.dirname(image.path), (error) => {
      terminal.fail(error);
    });
    const asJson = options.json === true;
    const saving = { labels, ...(saved === undefined ? {} : { layout: saved }) };
    const files = wanted === undefined ? await write(image, made, options.out, saving) : [];
    const printed = objects.map(({ label, mask, quality, prompt }) => ({
      label,
      area: areaOf(mask),
      quality: quality ?? null,
      candidate: prompt.candidate ?? null,
    }));
    const exported = wanted && (await exportObjects(image, objects, wanted, { reopen: open, labels, asJson }));
    if (asJson) {
      const { encode, decode } = questions.ms;
      const ms = { load: Math.round(model.ms), encode: Math.round(encode), decode: Math.round(decode) };
      const masks = saved === 'objects' ? { masks: files } : { mask: files[0] };
      const written = exported === undefined ? masks : { exported };
      terminal.print(JSON.stringify({ ...written, objects: printed, ms }));
    } else {
      for (const { label, area, quality, candidate } of printed) {
        const parts = [
          `${area} pixels`,
          ...(quality === null ? [] : [`quality ${quality.toFixed(2)}`]),
          ...(candidate === null ? [] : [`candidate ${candidate.join(' of ')}`]),
        ];
        terminal.print(`${label}: ${parts.join(', ')}`);
      }
      for (const saved of files) terminal.print(`Mask saved as ${saved}`);
    }
    image.dispose();
  });
}

function checkPrompts({ box = [], point = [] }: SegmentOptions): void {
  if (box.length === 0 && point.length === 0) {
    throw new UserError('bad-prompt', {
      problem: verbatim('No prompt was given.'),
      advice: verbatim('Use --box x0,y0,x1,y1 or --point x,y,+.'),
    });
  }
  if (box.length > 1 && point.length > 0) {
    throw new UserError('bad-prompt', {
      problem: verbatim('Points cannot be combined with several boxes.'),
      advice: verbatim('Use --point with one --box or none.'),
    });
  }
}

function plan(
  { box = [], point = [], candidate, label, ...named }: SegmentOptions,
  own: Pick<OpenedImage, 'slice' | 'volume'>,
): PlannedObject[] {
  const { slice = own.slice, volume = own.volume } = named;
  const said = { points: point, ...(candidate === undefined ? {} : { candidate }) };
  if (box.length === 0) return [{ label, slice, volume, prompt: said }];
  return box.map((rect) => ({ label, slice, volume, prompt: { ...said, box: rect } }));
}

/** @returns the export that is wanted, if one is. @throws UserError `bad-input`, `conflict`, `unwritable` */
async function checkOutput(file: string, options: SegmentOptions): Promise<WantedExport | undefined> {
  const { out, layout, acceptLosses, force } = options;
  const isFile = out !== undefined && /\.(png|nii\.gz)$/i.test(out);
  if (layout !== undefined && isFile) {
    throw new UserError('bad-input', {
      file: out,
      problem: verbatim('With --layout, --out names a folder.'),
      advice: verbatim('Name a new folder, or leave out --layout to write this file alone.'),
    });
  }
  if (layout !== undefined || acceptLosses !== undefined) return wantedExport(options);
  if (out === undefined) return undefined;
  if (isFile) {
    await checkTarget(out, { image: file, force });
    return undefined;
  }
  throw new UserError('bad-input', {
    file: out,
    problem: verbatim('A single mask can be written only as PNG or NIfTI.'),
    advice: verbatim('Choose a name that ends with .png or .nii.gz, or a layout for the folder with --layout.'),
  });
}

async function refuseOccupied(file: string): Promise<void> {
  if ((await maskState(file)) === 'none') return;
  throw new UserError('conflict', {
    file,
    problem: verbatim('The image already has masks, which are not changed.'),
    advice: verbatim('Use --out to write to another file, or edit the masks in VS Code.'),
  });
}

/** @returns paths of the mask files */
async function write(
  image: OpenedImage,
  made: MadeObjects,
  out: string | undefined,
  options: SaveMachineOptions,
): Promise<string[]> {
  if (out === undefined) {
    const { flattened } = await saveMachineMasks(image, made, options);
    if (flattened !== undefined) terminal.warn(english(flattenedNote(flattened)));
    const { sidecar } = await inspectMasks(image.path);
    return sidecar === undefined ? [] : maskFilesOf(image.path, sidecar).map(({ path: saved }) => saved);
  }
  const { info } = image;
  const objects = made.objects.map((object) => ({ slice: object.slice, value: 1, mask: object.mask }));
  if (/\.png$/i.test(out)) {
    const flat = objects.map((object) => ({ ...object, slice: 0 }));
    const data = drawLabels(info, 1, flat);
    await writeFileAtomically(out, writeBinaryPng(new Mask(info.width, info.height, Uint8Array.from(data))));
  } else {
    const data = drawLabels(info, info.slices, objects);
    await writeFileAtomically(out, writeLabelVolume({ ...imageOfMasks(image), volumes: 1, data }, gzip));
  }
  return [out];
}
