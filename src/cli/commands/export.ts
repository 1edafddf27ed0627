import { Command, InvalidArgumentError, Option } from 'commander';
import type { Layout } from '../../core/layouts/layout';
import { layoutNames, layouts, type LayoutName } from '../../core/layouts/registry';
import { parseSelection, type Selection } from '../../core/layouts/selection';
import { exportMasks } from '../../node/transfer/exportMasks';
import { interruptToken } from '../interrupt';
import { printTransfer, showTransfer } from '../transfer';

interface ExportCommandOptions {
  readonly layout: LayoutName;
  readonly out: string;
  readonly status: Selection;
  readonly split: 'train' | 'test';
  readonly json?: true;
}

/** The layouts of a kind, for people. */
function namesOf(isMeant: (layout: Layout) => boolean): string {
  return layouts
    .filter(isMeant)
    .map(({ name }) => name)
    .join(', ');
}

export function exportCommand(): Command {
  return new Command('export')
    .description('write the masks of a folder’s images in another layout')
    .argument('<folder>', 'folder with images and their sidecars')
    .addOption(new Option('--layout <name>', 'layout to write').choices(layoutNames).makeOptionMandatory())
    .requiredOption(
      '--out <dir>',
      `folder to write, new or empty; ${namesOf(({ canGrow }) => canGrow)} is added to what is there`,
    )
    .addOption(
      new Option('--status <which>', 'masks to write: reviewed, all, or some of draft, accepted, corrected, rejected')
        .argParser(parseStatus)
        .default('reviewed'),
    )
    .addOption(
      new Option('--split <part>', `index that ${namesOf(({ hasSplit }) => hasSplit)} writes`)
        .choices(['train', 'test'])
        .default('train'),
    )
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `\n${layouts.map(({ name, description }) => `${name.padEnd(10)} ${description}`).join('\n')}\n` +
        '\ndocs/layouts.md says what each layout can hold.\n',
    )
    .action(exportFolder);
}

async function exportFolder(folder: string, options: ExportCommandOptions): Promise<void> {
  const { layout, out, status, split, json } = options;
  const hooks = { token: interruptToken(), onProgress: showTransfer() };
  const summary = await exportMasks({ folder, layout, out, selection: status, split }, hooks);
  printTransfer(summary, 'exported', folder, json === true);
}

function parseStatus(text: string): Selection {
  const selection = parseSelection(text);
  if (selection !== undefined) return selection;
  throw new InvalidArgumentError(
    'Give reviewed, all, or some of draft, accepted, corrected and rejected, with commas.',
  );
}
