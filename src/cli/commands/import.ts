import { Command, Option } from 'commander';
import type { MaskReading } from '../../core/layouts/maskReading';
import { layoutNames, type LayoutName } from '../../core/layouts/registry';
import { systemUser } from '../../node/systemUser';
import { importMasks } from '../../node/transfer/importMasks';
import { interruptToken } from '../interrupt';
import { readingOf, readingOptions } from '../maskReading';
import { arrayOf, arrayOption } from '../options';
import { printTransfer, showTransfer } from '../transfer';

interface ImportCommandOptions extends MaskReading {
  readonly images: string;
  readonly layout?: LayoutName;
  readonly origin: 'human' | 'machine';
  readonly single?: true;
  readonly array?: string;
  readonly anyFolder?: true;
  readonly json?: true;
}

export function importCommand(): Command {
  const command = new Command('import')
    .description('import masks from another layout for the images in a folder')
    .argument(
      '<source>',
      'folder in one of the layouts or with DICOM Segmentations, a COCO file, or a DICOM Segmentation',
    )
    .requiredOption('--images <folder>', 'folder with the images; sidecars are written beside them')
    .addOption(
      new Option('--layout <name>', 'layout of the source (default: detected from its files)').choices(layoutNames),
    )
    .addOption(
      new Option(
        '--origin <who>',
        'who made the masks: human masks are imported as accepted, machine masks as unreviewed',
      )
        .choices(['human', 'machine'])
        .default('human'),
    )
    .option('--single', 'treat every DICOM file as a separate image, not as a slice of its series')
    .addOption(arrayOption())
    .option('--any-folder', 'match images by file name, ignoring the folders that the source names');
  for (const option of readingOptions()) command.addOption(option);
  return command
    .option('--json', 'print JSON')
    .addHelpText('after', '\nImages that have masks are skipped.\n')
    .action(importSource);
}

async function importSource(source: string, options: ImportCommandOptions): Promise<void> {
  const { images, layout, origin, single, anyFolder, json } = options;
  const request = {
    ...{ source, images, ...(layout === undefined ? {} : { layout }), origin, by: systemUser() },
    ...(anyFolder === true ? { anyFolder } : {}),
    reading: readingOf(options),
    series: single === true ? 'single' : 'whole',
    ...arrayOf(options),
  } as const;
  const summary = await importMasks(request, { token: interruptToken(), onProgress: showTransfer() });
  printTransfer(summary, 'imported', images, json === true);
}
