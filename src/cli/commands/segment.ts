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
import type { SavedLayout } from '../../core/layouts/savedLayout';
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
  arrayOf,
  arrayOption,
  layoutOption,
  modelOptions,
  parseBox,
  parsePoint,
  whole,
  withClient,
  type ModelOptions,
} from '../options';
import { terminal } from '../terminal';

interface SegmentOptions extends ModelOptions {
  readonly box?: readonly Rect[];
  readonly point?: readonly PointPrompt[];
  readonly candidate?: number;
  readonly slice?: number;
  readonly volume?: number;
  readonly single?: true;
  readonly array?: string;
  readonly label: string;
  readonly layout?: SavedLayout;
  readonly out?: string;
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
      'write only the mask, as .png (0 and 255) or .nii.gz (default: mask and sidecar beside the image)',
    )
    .option('--force', 'let --out replace an existing image, mask or sidecar')
    .addOption(layoutOption())
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
  await checkOutput(file, options);
  const series = options.single === true ? 'single' : 'whole';
  if (options.out === undefined) await refuseOccupied((await placeOfImage(file, { series })).series?.anchor ?? file);
  await withClient(options, async (client) => {
    // The model is loaded while the image is decoded.
    const loading = client.start();
    // It may fail before anyone waits for it.
    loading.catch(() => undefined);
    const image = await openImage(file, { series, ...arrayOf(options) }).catch(async (error: unknown) => {
      await loading.catch(() => undefined);
      throw error;
    });
    const model = await loading;
    const questions = new ImageQuestions(image, { client, token: neverCancelled, priority: 'interactive' });
    const answered = await answerObjects(plan(options, image), questions);
    const objects = signObjects(answered, model, { by: systemUser() });
    const made = { objects, window: questions.window };
    const files = await write(image, made, options);
    const printed = objects.map(({ label, mask, quality, prompt }) => ({
      label,
      area: areaOf(mask),
      quality: quality ?? null,
      candidate: prompt.candidate ?? null,
    }));
    if (options.json) {
      const { encode, decode } = questions.ms;
      const ms = { load: Math.round(model.ms), encode: Math.round(encode), decode: Math.round(decode) };
      const written = options.layout === 'objects' ? { masks: files } : { mask: files[0] };
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

async function checkOutput(file: string, { out, layout, force }: SegmentOptions): Promise<void> {
  if (out === undefined) return;
  if (layout !== undefined) {
    throw new UserError('bad-input', {
      problem: verbatim('--layout applies only to masks that are saved beside the image.'),
      advice: verbatim('Use --layout without --out.'),
    });
  }
  if (/\.(png|nii\.gz)$/i.test(out)) {
    await checkTarget(out, { image: file, force });
    return;
  }
  throw new UserError('bad-input', {
    file: out,
    problem: verbatim('Masks can be written only as PNG or NIfTI.'),
    advice: verbatim('Choose a name that ends with .png or .nii.gz.'),
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
async function write(image: OpenedImage, made: MadeObjects, options: SegmentOptions): Promise<string[]> {
  const { out, layout } = options;
  if (out === undefined) {
    const labels = await findLabels(path.dirname(image.path), (error) => {
      terminal.fail(error);
    });
    const options = { labels, ...(layout === undefined ? {} : { layout }) };
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
