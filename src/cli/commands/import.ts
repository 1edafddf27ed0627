import { Command, Option } from 'commander';
import { layoutNames, type LayoutName } from '../../core/layouts/registry';
import { systemUser } from '../../node/systemUser';
import { importMasks } from '../../node/transfer/importMasks';
import { interruptToken } from '../interrupt';
import { printTransfer, showTransfer } from '../transfer';

interface ImportCommandOptions {
  readonly images: string;
  readonly layout?: LayoutName;
  readonly origin: 'human' | 'machine';
  readonly single?: true;
  readonly anyFolder?: true;
  readonly json?: true;
}

export function importCommand(): Command {
  return new Command('import')
    .description('make masks in another layout objects of the images in a folder')
    .argument(
      '<source>',
      'folder in one of the layouts or with DICOM Segmentations, a COCO file or a DICOM Segmentation',
    )
    .requiredOption('--images <folder>', 'folder with the images; sidecars are written beside them')
    .addOption(
      new Option('--layout <name>', 'layout of the source; told by its files when left out').choices(layoutNames),
    )
    .addOption(
      new Option('--origin <who>', 'who made the masks: a person’s are accepted, a machine’s wait for review')
        .choices(['human', 'machine'])
        .default('human'),
    )
    .option('--single', 'give a DICOM file its masks for itself, not for a slice of its series')
    .option('--any-folder', 'take the image of a name whatever folders the masks’ files say it lies in')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nImages that have masks are skipped.\n')
    .action(importSource);
}

async function importSource(source: string, options: ImportCommandOptions): Promise<void> {
  const { images, layout, origin, single, anyFolder, json } = options;
  const request = {
    ...{ source, images, ...(layout === undefined ? {} : { layout }), origin, by: systemUser() },
    ...(anyFolder === true ? { anyFolder } : {}),
    series: single === true ? 'single' : 'whole',
  } as const;
  const summary = await importMasks(request, { token: interruptToken(), onProgress: showTransfer() });
  printTransfer(summary, 'imported', images, json === true);
}
