import { Command, InvalidArgumentError, Option } from 'commander';
import type { Layout } from '../../core/layouts/layout';
import { layoutNames, layouts, type LayoutName } from '../../core/layouts/registry';
import { parseSelection, type Selection } from '../../core/layouts/selection';
import { english } from '../../core/text/message';
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

/** Names of the layouts of a kind, as text. */
function namesOf(isMeant: (layout: Layout) => boolean): string {
  return layouts
    .filter(isMeant)
    .map(({ name }) => name)
    .join(', ');
}

export function exportCommand(): Command {
  return new Command('export')
    .description('export the masks of a folder in another layout')
    .argument('<folder>', 'folder with images and their sidecars')
    .addOption(new Option('--layout <name>', 'layout to write').choices(layoutNames).makeOptionMandatory())
    .requiredOption(
      '--out <dir>',
      `new or empty folder to write to; ${namesOf(({ canGrow }) => canGrow)} also adds to an existing data set`,
    )
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
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `\nLayouts:\n${layouts.map(({ name, description }) => `  ${name.padEnd(14)} ${english(description)}`).join('\n')}\n` +
        '\ndocs/layouts.md describes what each layout can hold.\n',
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
    'Expected reviewed, all, or any of draft, accepted, corrected and rejected, separated by commas.',
  );
}
