import { Command, InvalidArgumentError, Option } from 'commander';
import type { Layout } from '../../core/layouts/layout';
import { UserError } from '../../core/base/error';
import { layoutNames, layouts, type LayoutName } from '../../core/layouts/registry';
import { parseSelection, type Selection } from '../../core/layouts/selection';
import type { MaskReading } from '../../core/layouts/maskReading';
import { english, verbatim } from '../../core/text/message';
import { exportMasks } from '../../node/transfer/exportMasks';
import { interruptToken } from '../interrupt';
import { showForecast } from '../forecast';
import { givenReading, readingOf, readingOptions } from '../maskReading';
import { arrayOption } from '../options';
import { printTransfer, showTransfer } from '../transfer';

interface ExportCommandOptions extends MaskReading {
  readonly layout: LayoutName;
  readonly out: string;
  readonly from?: LayoutName;
  readonly images?: string;
  readonly anyFolder?: true;
  readonly status: Selection;
  readonly split: 'train' | 'test';
  readonly deidentify?: true;
  readonly parts?: number;
  readonly array?: string;
  readonly acceptLosses?: true;
  readonly labelmap?: true;
  readonly json?: true;
}

/** Pixels along a side of parts: fewer show nothing, and more are no part. */
const [leastPart, mostPart] = [64, 16_384];

/** Names of the layouts of a kind, as text. */
function namesOf(isMeant: (layout: Layout) => boolean | undefined): string {
  return layouts
    .filter(isMeant)
    .map(({ name }) => name)
    .join(', ');
}

export function exportCommand(): Command {
  const command = new Command('export')
    .description('export the masks of a folder in another layout')
    .argument(
      '<folder>',
      'folder with images and their sidecars, or with --from with masks in another layout; a COCO file',
    )
    .addOption(new Option('--layout <name>', 'layout to write').choices(layoutNames).makeOptionMandatory())
    .requiredOption(
      '--out <dir>',
      `new or empty folder to write to; ${namesOf(({ canGrow }) => canGrow)} also adds to an existing data set`,
    )
    .addOption(
      new Option(
        '--from <name>',
        'convert the masks that the folder holds in this layout, not those of sidecars',
      ).choices(layoutNames),
    )
    .option('--images <dir>', 'with --from: folder with the images, if it is not that of the masks')
    .addOption(arrayOption())
    .option('--any-folder', 'with --from: match images by file name, ignoring the folders that the masks name');
  for (const option of readingOptions('with --from: ')) command.addOption(option);
  return command
    .addOption(
      new Option('--status <which>', 'masks to write: reviewed, all, or any of draft, accepted, corrected, rejected')
        .argParser(parseStatus)
        .default('reviewed'),
    )
    .addOption(
      new Option('--split <part>', `index to write (${namesOf(({ hasSplit }) => hasSplit)} only)`)
        .choices(['train', 'test'])
        .default('train'),
    )
    .addOption(
      new Option(
        '--parts <pixels>',
        'write pictures with more pixels along a side in parts of that size, those with masks alone',
      ).argParser(parsePart),
    )
    .option(
      '--deidentify',
      'write nothing that says who the patients are: DICOM files by PS3.15 with new UIDs and shifted dates, and numbers as names',
    )
    .option('--labelmap', 'with --layout dicom-seg: a label map segmentation, as with --layout dicom-labelmap')
    .option('--accept-losses', 'export even if the layout cannot hold all pixels of the masks')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `\nLayouts:\n${layouts.map(({ name, description }) => `  ${name.padEnd(14)} ${english(description)}`).join('\n')}\n` +
        '\ndocs/layouts.md describes what each layout can hold.\n',
    )
    .action(exportFolder);
}

async function exportFolder(folder: string, options: ExportCommandOptions): Promise<void> {
  const { out, status, split, deidentify, parts, json } = options;
  const layout = layoutOf(options);
  const { from, images, anyFolder, array } = options;
  const hooks = {
    ...{ token: interruptToken(), onProgress: showTransfer() },
    onForecast: showForecast(layout, { asJson: json === true, accepts: options.acceptLosses === true }),
  };
  if (from === undefined) {
    const alone = [images && '--images', anyFolder && '--any-folder', array && '--array', givenReading(options)].find(
      Boolean,
    );
    if (alone !== undefined) {
      throw new UserError('bad-input', {
        problem: verbatim(`${alone} belongs to --from.`),
        advice: verbatim('Name the layout of the masks with --from, or leave it out.'),
      });
    }
  }
  const source = from && {
    ...{ source: folder, layout: from },
    ...(anyFolder === undefined ? {} : { anyFolder }),
    ...(array === undefined ? {} : { array }),
    reading: readingOf(options),
  };
  const root = images ?? folder;
  const request = {
    folder: root,
    layout,
    out,
    selection: status,
    split,
    ...(source === undefined ? {} : { from: source }),
    ...(deidentify === undefined ? {} : { deidentify }),
    ...(parts === undefined ? {} : { parts }),
  };
  const summary = await exportMasks(request, hooks);
  printTransfer(summary, 'exported', root, json === true);
}

/** @throws UserError `bad-input` for a label map segmentation in another layout than that of segmentations */
function layoutOf({ layout, labelmap }: ExportCommandOptions): LayoutName {
  if (labelmap === undefined || layout === 'dicom-labelmap') return layout;
  if (layout === 'dicom-seg') return 'dicom-labelmap';
  throw new UserError('bad-input', {
    problem: verbatim('--labelmap belongs to --layout dicom-seg.'),
    advice: verbatim('Leave it out, or select that layout.'),
  });
}

function parsePart(text: string): number {
  const pixels = Number(text);
  if (Number.isInteger(pixels) && pixels >= leastPart && pixels <= mostPart) return pixels;
  throw new InvalidArgumentError(`Expected a whole number from ${leastPart} to ${mostPart}.`);
}

function parseStatus(text: string): Selection {
  const selection = parseSelection(text);
  if (selection !== undefined) return selection;
  throw new InvalidArgumentError(
    'Expected reviewed, all, or any of draft, accepted, corrected and rejected, separated by commas.',
  );
}
